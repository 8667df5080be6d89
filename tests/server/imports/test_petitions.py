"""Petitions from files: every layout offices send, and what each row means."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from server.imports.petitions import read_pasted, read_petitions
from server.imports.refusal import ImportRefused
from server.imports.row import content_key
from tests.server.imports.samples import (
    LIST_HEADER,
    TABLE_HEADER,
    assigned,
    csv,
    docx,
    published,
    xls,
    xlsx,
)

LIST = [["信访举报交办清单"], LIST_HEADER, *[assigned(serial) for serial in range(1, 4)]]


FILES = {
    "list.xlsx": xlsx(LIST),
    "list.xls": xls(LIST),
    "list.docx": docx(LIST[1:], title="信访举报交办清单"),
    "utf8.csv": csv(LIST),
    "bom.csv": csv(LIST, "utf-8-sig"),
    "gb.csv": csv(LIST, "gb18030"),
    "utf16.csv": csv(LIST, "utf-16"),
    "unmarked.csv": csv(LIST, "utf-16-le"),
    "bigendian.csv": csv(LIST, "utf-16-be"),
    "semicolon.csv": csv(LIST, delimiter=";"),
    "tab.csv": csv(LIST, "gb18030", "\t"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_list_reads_alike_from_every_kind_of_file(name: str) -> None:
    found = read_petitions(FILES[name], name)
    assert (found.kind, found.batch, found.rejected) == ("assignment", "第二十五批", [])
    assert [row.no for row in found.rows] == [f"D2LZ20231105{serial:04}" for serial in (1, 2, 3)]
    first = found.rows[0]
    assert (first.assigned_on, first.received_on, first.channel) == (
        date(2023, 11, 5),
        date(2023, 11, 5),
        "来电",
    )
    assert (first.regions, first.types, first.landing) == (("liubei",), ("扬尘",), None)
    assert content_key(first) == content_key(read_petitions(FILES["list.xlsx"], "x.xlsx").rows[0])


def test_empty_rows_and_cells_around_a_table_do_not_count() -> None:
    found = read_petitions(csv([[], *LIST, [" ", ""], []]), "a.csv")
    assert (len(found.rows), found.rows[0].row, found.rejected) == (3, 4, [])


def test_a_pasted_table_may_break_lines_inside_quoted_cells() -> None:
    pasted = '受理编号\t"交办问题\n基本情况"\t行政区域\nX2LZ202311050001*\t"河水发黑,\n""很臭"""\t柳江\n'
    found = read_pasted(pasted)
    assert [(row.row, row.no, row.starred) for row in found.rows] == [(2, "X2LZ202311050001", True)]
    assert found.rows[0].text == '河水发黑,\n"很臭"'
    assert (found.rows[0].marks, found.rows[0].channel) == (("重点",), "来信")


def test_columns_may_come_in_any_order_with_broken_titles_and_missing_ones() -> None:
    rows = [
        ["统计至 11 月"],
        ["行政\n区域", "举 报 内 容", "受理\n编号", "承办人"],
        ["鹿寨县", "夜间有异味。", "D2LZ\n202311050009", "某某"],
    ]
    found = read_petitions(xlsx(rows), "a.xlsx")
    row = found.rows[0]
    assert (row.no, row.text, row.regions, row.types) == ("D2LZ202311050009", "夜间有异味。", ("luzhai",), ())
    assert found.columns_found == {
        "行政 区域": "region",
        "举 报 内 容": "text",
        "受理 编号": "no",
        "承办人": None,
    }
    assert row.extra == {"承办人": "某某"}


def test_a_header_over_two_rows_is_read_as_one() -> None:
    rows = [
        ["序号", "受理", "交办问题", "办理情况", ""],
        ["", "编号", "基本情况", "调查核实情况", "是否属实"],
        [1, "D2LZ202311050001", "有噪声。", "查过。", "是"],
    ]
    found = read_petitions(xlsx(rows), "a.xlsx")
    assert found.kind == "history"
    assert (found.rows[0].no, found.rows[0].finding, found.rows[0].verdict) == (
        "D2LZ202311050001",
        "查过。",
        "属实",
    )


def test_titles_between_rows_give_batches_and_notes_totals_and_repeated_headers_are_left_out() -> None:
    rows = [
        ["交办清单"],
        LIST_HEADER,
        ["第二十五批 2023年11月5日"],
        assigned(1, 交办批次="", 交办日期=""),
        LIST_HEADER,
        ["第二十六批(2023年11月6日)"],
        assigned(2, 交办批次="", 交办日期=""),
        [3],
        [],
        ["合计", 2],
        ["注:带*的为重点关注件。"],
        ["填表人:", "", "", "", "审核人:"],
    ]
    found = read_petitions(xlsx(rows), "a.xlsx")
    assert [(row.row, row.batch, row.assigned_on) for row in found.rows] == [
        (4, "第二十五批", date(2023, 11, 5)),
        (7, "第二十六批", date(2023, 11, 6)),
    ]
    assert found.rejected == []
    assert any("第 11 行不是信访件" in note for note in found.notes)


def test_sheets_and_word_tables_with_the_same_header_are_merged() -> None:
    sheets = xlsx(
        [LIST_HEADER, assigned(1)], [["请看前一张表"]], [LIST_HEADER, assigned(2)], names=["一", "说明", "二"]
    )
    found = read_petitions(sheets, "a.xlsx")
    assert [(row.table, row.no[-1]) for row in found.rows] == [("一", "1"), ("二", "2")]
    assert found.notes == ["“说明”里没有信访件的表头,未读取。"]
    word = read_petitions(docx([LIST_HEADER, assigned(1)], [assigned(2), assigned(3)]), "a.docx")
    assert [row.no[-1] for row in word.rows] == ["1", "2", "3"]


def test_cells_merged_downwards_hold_for_each_row_and_real_dates_are_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["批次", "交办日期", "受理编号", "交办问题基本情况", "备注"])
    sheet.append(["第一批", date(2023, 10, 12), 2280, "有异味。", "疑难积案"])
    sheet.append([None, None, 2281, "有噪声。", "不重复"])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    target = BytesIO()
    book.save(target)
    found = read_petitions(target.getvalue(), "a.xlsx")
    assert [(row.no, row.batch, row.assigned_on) for row in found.rows] == [
        ("2280", "第一批", date(2023, 10, 12)),
        ("2281", "第一批", date(2023, 10, 12)),
    ]
    assert [row.marks for row in found.rows] == [("积案", "疑难"), ()]


def test_published_rows_start_at_the_first_step_not_yet_proven() -> None:
    empty = {"调查核实情况": "", "是否属实": "", "处理和整改情况": "", "是否办结": ""}
    rows = [
        published(1),
        published(2, 是否办结="未办结"),
        published(3, 是否办结="阶段性办结"),
        published(4, 是否办结=""),
        published(5, 是否属实="否", 是否办结=""),
        published(6, 是否属实="不属实", 是否办结="已办结"),
        published(7, **empty),
        published(8, **{**empty, "是否办结": "已办结"}),
        published(9, 是否办结="已销号"),
        published(10, 是否属实="说不清", 是否办结="见附件"),
    ]
    title = ["公开情况一览表(第25批 2023年11月20日)"]
    found = read_petitions(xlsx([title, TABLE_HEADER, *rows]), "a.xlsx")
    assert [row.landing for row in found.rows] == [
        *("visit", "rectify", "rectify", "rectify", "review"),
        *("visit", "investigate", "investigate", "visit", "rectify"),
    ]
    assert (found.kind, found.batch, found.published_on) == ("history", "第二十五批", date(2023, 11, 20))
    assert found.landing == {"visit": 3, "rectify": 4, "review": 1, "investigate": 2}
    assert all(row.landing_reason and row.assigned_on is None for row in found.rows)
    assert [note for row in found.rows[:9] for note in row.notes] == []
    assert len(found.rows[9].notes) == 2


def test_other_published_layouts_are_known() -> None:
    header = [
        *(
            "序号",
            "受理编号",
            "举报内容",
            "涉及区县及部门",
            "问题类型",
            "处理类别",
            "办结目标",
            "督察期间处理情况",
        ),
        *(
            "最新整改情况",
            "问责情况",
            "答复举报人情况",
            "办结状态",
            "是否重点件",
            "是否重复",
            "备注(是否加星)",
        ),
    ]
    row = [
        "1",
        "D2LZ202311050001",
        "有噪声。",
        "三江县",
        "噪音",
        "停产整治",
        "降噪",
        "罚款。",
        "已装隔音墙。",
        "约谈1人",
    ]
    row += ["已电话答复", "阶段性办结", "是", "否", ""]
    found = read_petitions(csv([header, row], "gb18030"), "ledger.csv").rows[0]
    assert (found.handling, found.handling_kind, found.target) == ("罚款。\n已装隔音墙。", "停产整治", "降噪")
    assert (found.accountability, found.reply, found.completion) == ("约谈1人", "已电话答复", "阶段性办结")
    assert (found.marks, found.regions) == (("重点",), ("sanjiang",))


def test_rows_without_number_get_a_stable_key_from_their_content() -> None:
    rows = [LIST_HEADER, assigned(1, 受理编号=""), assigned(2, 受理编号="无")]
    first, second = read_petitions(xlsx(rows), "a.xlsx").rows
    again = read_petitions(csv(rows), "b.csv").rows[0]
    assert first.no.startswith("无号-")
    assert (first.no_given, first.no != second.no, first.no == again.no) == (False, True, True)
    assert first.notes == ("没有受理编号,按内容生成固定编号",)


def test_refused_rows_name_row_column_and_reason() -> None:
    rows = [
        LIST_HEADER,
        assigned(1),
        assigned(2, 交办日期="2023-13-45"),
        assigned(3, 交办问题基本情况=""),
        assigned(1),
        assigned(1, 行政区域="柳南区"),
        assigned(4, 受理编号="D" * 70),
    ]
    found = read_petitions(xlsx(rows), "a.xlsx")
    assert [row.no[-1] for row in found.rows] == ["1"]
    assert [(row.row, row.column) for row in found.rejected] == [
        (3, "交办日期"),
        (4, "交办问题基本情况"),
        (6, "受理编号"),
        (7, "受理编号"),
    ]
    assert "第 2 行" in found.rejected[2].message
    assert found.notes == ["“Sheet1”第 5 行与“Sheet1”第 2 行相同,只导入一次。"]


def test_two_rows_without_number_that_say_the_same_but_end_otherwise_are_refused() -> None:
    rows = [TABLE_HEADER, published(1, 受理编号=""), published(1, 受理编号="", 是否办结="未办结")]
    found = read_petitions(xlsx(rows), "a.xlsx")
    assert [(row.row, row.column) for row in found.rejected] == [(3, "交办问题基本情况")]


def test_a_word_table_that_cannot_be_the_rest_of_another_is_left_out() -> None:
    found = read_petitions(docx([LIST_HEADER, assigned(1)], [["联系人", "某某"]]), "a.docx")
    assert (len(found.rows), found.notes) == (1, ["“表2”里没有信访件的表头,未读取。"])


def test_the_key_of_the_content_ignores_spelling_and_place_but_not_words() -> None:
    def key(**changes: object) -> str:
        return content_key(read_petitions(xlsx([LIST_HEADER, assigned(1, **changes)]), "a.xlsx").rows[0])

    assert key() == key(
        序号="99", 交办问题基本情况="某搅拌站第1号 料仓未封闭。", 受理编号="D2LZ\n202311050001"
    )
    assert key() != key(交办问题基本情况="某搅拌站第2号料仓未封闭。")
    assert key() != key(受理编号="D2LZ202311050001*")
    assert key() != key(交办日期="2023-11-06")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["姓名", "电话"], ["甲", "1"]], "没有找到表头"),
        ([["序号", "受理编号", "行政区域", "污染类型"], ["1", "2", "3", "4"]], "交办问题基本情况"),
        ([LIST_HEADER], "没有信访件"),
    ],
)
def test_tables_without_petitions_are_refused_in_words(rows: list[list[str]], words: str) -> None:
    with pytest.raises(ImportRefused, match=words) as refused:
        read_petitions(xlsx(rows), "a.xlsx")
    assert refused.value.status == 422


def test_a_list_and_a_published_table_in_one_file_are_refused() -> None:
    both = xlsx([LIST_HEADER, assigned(1)], [TABLE_HEADER, published(1)], names=["清单", "一览表"])
    with pytest.raises(ImportRefused, match=r"清单.*一览表.*分成两份"):
        read_petitions(both, "a.xlsx")
