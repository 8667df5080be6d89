"""Sheets: cells of every kind, hidden and too many sheets, and faults of the reader itself."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from server.imports import spreadsheet
from server.imports.reading import read_tables
from server.imports.refusal import ImportRefused
from tests.server.imports.samples import xlsx


def test_cells_of_every_kind_become_words() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    moment = datetime.fromisoformat("2023-10-12 08:30")
    sheet.append(
        [True, False, 3, 0.1 + 0.2, date(2023, 10, 12), moment, time(8, 30), "#N/A", timedelta(hours=30), 1]
    )
    target = BytesIO()
    book.save(target)
    (table,) = read_tables(target.getvalue(), "a.xlsx")
    assert table.rows[0][:8] == ["是", "否", "3", "0.3", "2023-10-12", "2023-10-12 08:30", "08:30:00", ""]
    assert table.rows[0][9] == "1"


def test_hidden_sheets_are_not_read() -> None:
    book = Workbook()
    for name in ("显示", "隐藏"):
        book.create_sheet(name).append([name])
    book["隐藏"].sheet_state = "hidden"
    target = BytesIO()
    book.save(target)
    assert [table.name for table in read_tables(target.getvalue(), "a.xlsx")] == ["Sheet", "显示"]


def test_too_many_sheets_or_rows_over_all_sheets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImportRefused, match="51 张工作表"):
        read_tables(xlsx(*[[["甲"]]] * 51), "a.xlsx")
    with pytest.raises(ImportRefused, match="合起来超过 20000 行"):
        read_tables(xlsx([["甲"]] * 12_000, [["甲"]] * 12_000), "a.xlsx")


def test_a_fault_inside_the_reader_is_a_refusal_but_an_interruption_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = type("PanicException", (BaseException,), {})
    for raised, expected in ((fault, ImportRefused), (KeyboardInterrupt, KeyboardInterrupt)):
        monkeypatch.setattr(spreadsheet, "_tables", _raising(raised))
        with pytest.raises(expected):
            read_tables(xlsx([["甲"]]), "a.xlsx")


def _raising(error: type[BaseException]) -> object:
    def fail(_: object) -> None:
        raise error

    return fail
