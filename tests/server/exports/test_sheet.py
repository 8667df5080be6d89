"""Any table as a workbook: no cell comes alive in Excel, none is lost, none breaks the file."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell

from server.exports.sheet import LONGEST, Column, Page, sheet_name, write_sheet

ALIVE = [
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=1", "＋1", "－1", "＠a", " =1"),
    *("{=1}", "http://example.org", "mailto:a@example.org", "internal:A1", "007", "1e5", "#REF!"),
]


def cells(*values: object) -> list[Cell | MergedCell]:
    target = BytesIO()
    write_sheet(target, [Column("a", "甲")], [{"a": value} for value in values])
    return [row[0] for row in load_workbook(target).worksheets[0].iter_rows(min_row=2)]


@pytest.mark.parametrize("value", ALIVE)
def test_dangerous_words_stay_words(value: str) -> None:
    (cell,) = cells(value)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x000D_", "\r").strip() == value.strip()


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@a", "\t=1", "＝1"])
def test_dangerous_words_are_quoted_so_that_they_stay_words_when_edited(value: str) -> None:
    assert cells(value)[0].quotePrefix
    assert not cells("平常的话")[0].quotePrefix


def test_values_of_other_kinds_read_as_an_office_writes_them() -> None:
    moment = datetime(2023, 11, 5, 8, 30, tzinfo=UTC)
    found = cells(3, 2.5, True, False, date(2023, 11, 5), moment, ["水", "大气"], float("nan"), "末")
    words = ["是", "否", "2023-11-05", "2023-11-05 08:30", "水、大气", "nan", "末"]
    assert [cell.value for cell in found] == [3, 2.5, *words]


def test_signs_that_xml_forbids_are_left_out_and_long_words_cut_with_a_mark() -> None:
    short, long = cells("甲\x00\x0b乙\ud800\ufffe丙", "长" * 40_000)
    assert short.value == "甲乙丙"
    assert len(str(long.value)) == LONGEST
    assert str(long.value).endswith("(过长,已截断)")


def test_titles_and_notes_cannot_come_alive_either() -> None:
    target = BytesIO()
    page = Page("a/b[c]:" + "名" * 40, "=标题()", "@注")
    write_sheet(target, [Column("a", "=甲()"), Column("b", "乙")], [{"a": "一"}], page)
    sheet = load_workbook(target).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert len(sheet.title) <= 31


def test_a_table_of_one_column_may_have_a_title_and_no_rows() -> None:
    target = BytesIO()
    assert write_sheet(target, [Column("a", "甲")], [], Page(title="题")) == 0
    assert load_workbook(target).worksheets[0]["A2"].value == "甲"


@given(st.text(max_size=50))
def test_any_words_make_a_sheet_name(words: str) -> None:
    assert 1 <= len(sheet_name(words)) <= 31


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=40), min_size=1, max_size=4))
def test_any_words_make_a_workbook_without_formulas(words: list[str]) -> None:
    assert {cell.data_type for cell in cells(*words) if cell.value is not None} <= {"s"}
