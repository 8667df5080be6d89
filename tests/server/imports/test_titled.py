"""Lists of our own making: records of earlier states, and things to count."""

import pytest

from server.imports.items import read_items
from server.imports.records import read_pasted_records, read_records
from server.imports.refusal import ImportRefused
from tests.server.imports.samples import xlsx

HEADER = ["措施序号", "责任单位", "状态", "日期", "文号", "备注"]
ITEMS = ["名称", "地点", "责任单位", "完成(是/否)", "完成日期", "佐证"]


def test_a_record_is_read_from_titles_in_any_order() -> None:
    content = xlsx(
        [
            ["整改措施补录表"],
            ["序号", "状态 ", "措施编号", "完成\n时间", "单位", "文件号"],
            [1, "已自查", "措施12", "2024年6月30日", "柳南区", "柳南环〔2024〕3号"],
            ["序号", "状态 ", "措施编号", "完成\n时间", "单位", "文件号"],
            ["", "", "", "", "", ""],
            [2, "销号", "第3条", 45473, "", ""],
        ]
    )
    rows, refused = read_records(content, "补录.xlsx")
    assert not refused
    assert [(row.no, row.unit, row.state, str(row.day), row.document_no, row.remark) for row in rows] == [
        (12, "柳南区", "已自查", "2024-06-30", "柳南环〔2024〕3号", ""),
        (3, "", "已销号", "2024-06-30", "", ""),
    ]
    assert [row.source.row for row in rows] == [3, 6]


def test_bad_rows_are_refused_with_row_column_and_why() -> None:
    rows, refused = read_records(
        xlsx(
            [
                HEADER,
                ["甲", "柳南区", "已自查", "2024-06-30"],
                [1, "柳南区", "差不多了", "2024-06-30"],
                [1, "柳南区", "已自查", "去年"],
                [1, "柳南区", "已自查", "2024-06-30", "文" * 101],
            ]
        ),
        "补录.xlsx",
    )
    assert not rows
    assert [(one.row, one.column) for one in refused] == [
        (2, "措施序号"), (3, "状态"), (4, "日期"), (5, "文号"),
    ]  # fmt: skip
    assert "方案已审定" in refused[1].message
    assert dict(refused[0].cells)["责任单位"] == "柳南区"


def test_records_may_be_pasted() -> None:
    rows, _ = read_pasted_records("\t".join(HEADER) + "\n5\t\t已公示\t2024-7-1\t\t县报")
    assert [(row.no, row.state, row.remark) for row in rows] == [(5, "已公示", "县报")]


def test_a_list_without_its_header_is_refused() -> None:
    with pytest.raises(ImportRefused, match="措施序号、责任单位、状态、日期"):
        read_records(xlsx([["甲", "乙"], ["1", "2"]]), "补录.xlsx")


def test_things_are_read_with_day_and_proof() -> None:
    rows, refused = read_items(
        xlsx(
            [
                ITEMS,
                ["甲厂", "六塘镇", "柳城县", "是", "2024-05-01", "验收单"],
                ["乙厂", "六塘镇", "柳城县", "否", "", ""],
                ["丙厂", "六塘镇", "柳城县", "是", "", "验收单"],
                ["丁厂", "六塘镇", "柳城县", "是", "2024-05-01", ""],
                ["戊厂", "六塘镇", "柳城县", "快了", "", ""],
                ["", "六塘镇", "柳城县", "否", "", ""],
                ["己" * 201, "", "", "否", "", ""],
            ]
        ),
        "清单.xlsx",
    )
    assert [(row.name, row.done, str(row.done_on)) for row in rows] == [
        ("甲厂", True, "2024-05-01"),
        ("乙厂", False, "None"),
    ]
    assert [(one.row, one.column) for one in refused] == [
        (4, "完成日期"), (5, "佐证"), (6, "完成(是/否)"), (7, "名称"), (8, "名称"),
    ]  # fmt: skip
