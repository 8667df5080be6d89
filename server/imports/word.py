"""Tables of a Word document as text rows, read in one pass over its XML."""

from collections.abc import Callable
from zipfile import ZipFile

from server.imports.archive import read_member
from server.imports.markup import local, walk
from server.imports.refusal import TOO_LARGE, ImportRefused
from server.imports.table import Table, check_size, check_text, trimmed

DOCUMENT = "word/document.xml"
MAX_TABLES = 500


def read_document(archive: ZipFile) -> list[Table]:
    """The document's tables, each with the words above it as its title; inner tables count as text."""
    reader = _Reader()
    walk(DOCUMENT, read_member(archive, DOCUMENT), reader.start, reader.end, reader.text)
    if not reader.tables:
        raise ImportRefused("Word 文件里没有表格;请把信访件放在表格里,或改用 Excel。")
    return reader.tables


class _Reader:
    """Where in the document the parser stands, and the tables so far."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._cell: list[str] = []
        self._above: list[str] = []
        self._title = ""
        self._depth = self._span = self._total = self._seen = 0
        self._in_text = self._continues_above = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if handle := _STARTS.get(local(name)):
            handle(self, {local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        if handle := _ENDS.get(local(name)):
            handle(self)

    def text(self, words: str) -> None:
        if self._in_text:
            self._total += len(words)
            check_text("Word 文件", self._total)
            self._cell.append(words)

    def start_table(self, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._title = "".join(self._above).strip()
            self._rows, self._above, self._cell = [], [], []
            if len(self.tables) >= MAX_TABLES:
                raise ImportRefused(f"Word 文件里的表格超过 {MAX_TABLES} 个;请拆成几份再导入。", TOO_LARGE)

    def start_row(self, _: dict[str, str]) -> None:
        if self._depth == 1:
            self._row = []

    def start_cell(self, _: dict[str, str]) -> None:
        if self._depth == 1:
            self._cell, self._span, self._continues_above = [], 1, False

    def widen(self, attributes: dict[str, str]) -> None:
        span = attributes.get("val", "1")
        if self._depth == 1:
            self._span = int(span) if span.isascii() and span.isdigit() and len(span) < 6 else 1
            check_size("Word 表格", 1, len(self._row) + self._span)

    def merge(self, attributes: dict[str, str]) -> None:
        if self._depth == 1:
            self._continues_above = attributes.get("val", "continue") == "continue"

    def open_text(self, _: dict[str, str]) -> None:
        self._in_text = True

    def close_text(self) -> None:
        self._in_text = False

    def space(self, _: dict[str, str]) -> None:
        self._cell.append(" ")

    def break_line(self, _: dict[str, str]) -> None:
        self._cell.append("\n")

    def end_paragraph(self) -> None:
        if self._depth:
            self._cell.append("\n")
        elif words := "".join(self._cell).strip():
            self._above = [*self._above[-4:], words, " "]
            self._cell = []

    def end_cell(self) -> None:
        if self._depth != 1:
            return
        words = "".join(self._cell).strip()
        if self._continues_above and not words and self._rows and len(self._rows[-1]) > len(self._row):
            words = self._rows[-1][len(self._row)]
        self._row += [words, *[""] * (self._span - 1)]
        self._cell = []

    def end_row(self) -> None:
        if self._depth == 1:
            self._seen += 1
            check_size("Word 表格", self._seen, len(self._row))
            self._rows.append(self._row)

    def end_table(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            self.tables.append(self._finished())
            self._cell = []

    def _finished(self) -> Table:
        return Table(f"表{len(self.tables) + 1}", trimmed(self._rows), self._title, continues=True)


_STARTS: dict[str, Callable[[_Reader, dict[str, str]], None]] = {
    "tbl": _Reader.start_table,
    "tr": _Reader.start_row,
    "tc": _Reader.start_cell,
    "gridSpan": _Reader.widen,
    "vMerge": _Reader.merge,
    "t": _Reader.open_text,
    "tab": _Reader.space,
    "br": _Reader.break_line,
    "cr": _Reader.break_line,
}
_ENDS: dict[str, Callable[[_Reader], None]] = {
    "tbl": _Reader.end_table,
    "tr": _Reader.end_row,
    "tc": _Reader.end_cell,
    "p": _Reader.end_paragraph,
    "t": _Reader.close_text,
}
