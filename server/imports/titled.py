"""Lists of our own making: a header of known titles wherever it stands, and the rows below it by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.imports.refusal import ImportRefused
from server.imports.row import RejectedRow
from server.imports.table import Table
from workflows.normal import tight

Titles = Mapping[str, Sequence[str]]
"""Field -> the titles it goes by; the first is the one that we write."""
SEARCHED = 30
"""Rows from the top among which the header must be."""


@dataclass(frozen=True)
class TitledRow:
    """One row, its cells by field and by the title above each."""

    table: str
    row: int
    cells: Mapping[str, str]
    titles: Mapping[str, str]

    def get(self, field: str) -> str:
        """What stands under a field; nothing where the column is missing."""
        return self.cells.get(field, "")

    def rejected(self, field: str, message: str) -> RejectedRow:
        """This row refused for what stands, or does not stand, in one column."""
        cells = tuple((title, self.get(name)) for name, title in self.titles.items())
        return RejectedRow(self.row, self.titles[field], message, self.table, cells)


def read_titled(tables: Sequence[Table], titles: Titles, needed: Sequence[str]) -> list[TitledRow]:
    """The rows of all tables whose header names the needed fields. Raises ImportRefused when none does."""
    headed = [(table, header) for table in tables if (header := _header(table, titles, needed))]
    if not headed:
        wanted = "、".join(names[0] for names in titles.values())
        least = "、".join(titles[field][0] for field in needed)
        raise ImportRefused(f"没有找到表头。表头的列是:{wanted};至少要有{least}。")
    return [row for table, header in headed for row in _rows(table, titles, header)]


@dataclass(frozen=True)
class _Header:
    row: int
    """Counted from 1."""
    columns: Mapping[str, int]


def _header(table: Table, titles: Titles, needed: Sequence[str]) -> _Header | None:
    for number, row in enumerate(table.rows[:SEARCHED], 1):
        written = {_title(cell): index for index, cell in reversed(list(enumerate(row)))}
        columns = {
            field: written[tight(known[0])]
            for field, names in titles.items()
            if (known := [name for name in names if tight(name) in written])
        }
        if all(field in columns for field in needed):
            return _Header(number, columns)
    return None


def _title(cell: str) -> str:
    """A title without blanks, remarks in brackets and the mark of what must be filled in."""
    return tight(cell).partition("(")[0].strip("*:")


def _rows(table: Table, titles: Titles, header: _Header) -> Iterator[TitledRow]:
    top = table.rows[header.row - 1]
    words = {
        field: top[header.columns[field]].strip() if field in header.columns else names[0]
        for field, names in titles.items()
    }
    for number, row in enumerate(table.rows[header.row :], header.row + 1):
        cells = {field: row[index].strip() for field, index in header.columns.items() if index < len(row)}
        filled = {field: cell for field, cell in cells.items() if cell}
        if any(cell != words[field] for field, cell in filled.items()):
            yield TitledRow(table.name, number, cells, words)
