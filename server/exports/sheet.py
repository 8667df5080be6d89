"""A table as an .xlsx for people: text stays text, the header repeats on every printed page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from os import PathLike, fspath
from typing import IO, TypeGuard

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Target = str | PathLike[str] | IO[bytes]
LONGEST = 32_767
"""Characters Excel allows in one cell."""
_CUT = "……(过长,已截断)"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ALIVE = re.compile(r"[\s\0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NAME = re.compile(r"[\[\]:*?/\\']")
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LANDSCAPE_A4 = 9


@dataclass(frozen=True)
class Column:
    """One column: the key of its values in each row, its title, and its width in characters."""

    key: str
    title: str
    width: float = 14


@dataclass(frozen=True)
class Page:
    """What stands around the rows: the sheet's name, a title above the header, a note at the foot."""

    name: str = "Sheet1"
    title: str = ""
    note: str = ""


def write_sheet(
    target: Target, columns: Sequence[Column], rows: Iterable[Mapping[str, object]], page: Page | None = None
) -> int:
    """Write rows one by one, so that any number fits in memory; returns how many."""
    around = page or Page()
    with Workbook(target if hasattr(target, "write") else fspath(target), _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(around.name))
        styles = _Styles(book)
        top = _write_head(sheet, styles, columns, around)
        count = 0
        for count, row in enumerate(rows, 1):
            _write_row(sheet, styles, top + count, [row.get(column.key) for column in columns])
        if around.note:
            sheet.write_string(top + count + 1, 0, _plain(around.note), styles.note)
    return count


def sheet_name(words: str) -> str:
    """A name Excel accepts: at most 31 characters and none of its signs."""
    return _NAME.sub(" ", _ILLEGAL.sub("", words)).strip()[:31] or "Sheet1"


class _Styles:
    def __init__(self, book: Workbook) -> None:
        centred = {"bold": True, "align": "center", "valign": "vcenter"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, **centred})
        self.header = book.add_format({**_FONT, **centred, "bg_color": "#E8EEF4"})
        self.text = book.add_format(_FONT)
        self.quoted = book.add_format({**_FONT, "quote_prefix": True})
        self.number = book.add_format({**_FONT, "align": "center"})
        self.note = book.add_format({"font_name": "宋体", "font_size": 10})


def _write_head(sheet: Worksheet, styles: _Styles, columns: Sequence[Column], page: Page) -> int:
    """Lay out the page and write the header; returns its row, counted from 0."""
    top = 1 if page.title else 0
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_landscape()
    sheet.set_paper(_LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_footer("&C第 &P 页,共 &N 页")
    if page.title:
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), "", styles.title)
        sheet.write_string(0, 0, _plain(page.title), styles.title)
    for index, column in enumerate(columns):
        sheet.write_string(top, index, _plain(column.title), styles.header)
    return top


def _write_row(sheet: Worksheet, styles: _Styles, row: int, values: Sequence[object]) -> None:
    for index, value in enumerate(values):
        if _is_number(value):
            sheet.write_number(row, index, value, styles.number)
        elif words := _plain(_words(value)):
            sheet.write_string(row, index, words, styles.quoted if _LOOKS_ALIVE.match(words) else styles.text)
        else:
            sheet.write_blank(row, index, None, styles.text)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case str():
            return value
        case list() | tuple():
            return "、".join(_words(one) for one in value)
    return str(value)


def _plain(words: str) -> str:
    """Words without signs that XML forbids, cut with a visible mark where Excel would drop the whole cell."""
    legal = _ILLEGAL.sub("", words)
    return legal if len(legal) <= LONGEST else legal[: LONGEST - len(_CUT)] + _CUT
