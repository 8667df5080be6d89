"""The official table: ten columns in their order, text that stays text, and the way back in."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from server.exports.petitions import COLUMNS, TITLE, write_petitions
from server.imports.petitions import read_petitions

PETITION = {
    "no": "D2LZ202311050001",
    "text": "某搅拌站料仓未封闭。",
    "region": "柳北区",
    "types": ["扬尘", "噪声"],
    "finding": "现场料仓敞开。",
    "verdict": "基本属实",
    "handling": "已加盖。",
    "completion": "阶段性办结",
    "accountability": "无",
    "unknown": "不写出",
}
TITLES = [
    *("序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实"),
    *("处理和整改情况", "是否办结", "责任人被处理情况"),
]


def written(*petitions: dict[str, object], title: str = "", note: str = "") -> Worksheet:
    target = BytesIO()
    assert write_petitions(target, petitions, title, note) == len(petitions)
    return load_workbook(target).worksheets[0]


def test_the_ten_official_columns_come_in_their_order() -> None:
    sheet = written(PETITION, {})
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == TITLES == [column.title for column in COLUMNS]
    assert rows[1][:5] == [1, "D2LZ202311050001", "某搅拌站料仓未封闭。", "柳北区", "扬尘、噪声"]
    assert rows[1][5:] == ["现场料仓敞开。", "基本属实", "已加盖。", "阶段性办结", "无"]
    assert rows[2] == [2, *[None] * 9]


def test_the_page_prints_on_a4_across_with_the_header_on_each() -> None:
    sheet = written(PETITION, title=TITLE, note="注:本表由系统生成。")
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$2:$2", "A3")
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A4"].value) == (TITLE, "序号", "注:本表由系统生成。")
    assert sheet["C3"].alignment.wrap_text
    assert (sheet.column_dimensions["C"].width or 0) > 30


def test_what_was_written_is_read_back_as_history(tmp_path: Path) -> None:
    path = tmp_path / "导出.xlsx"
    write_petitions(path, (PETITION | {"no": f"D2LZ20231105{serial:04}"} for serial in range(300)))
    found = read_petitions(path.read_bytes(), path.name)
    assert (found.kind, len(found.rows), found.landing, found.notes) == ("history", 300, {"rectify": 300}, [])
    assert found.rows[7].types == ("扬尘", "噪声")
