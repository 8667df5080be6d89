"""The header of a table: found below its title rows by the column names, in one row or two."""

from dataclasses import dataclass

from server.imports.columns import field_of
from workflows.normal import fold, tight

SEARCHED = 60
"""Rows from the top among which the header must be."""
_ENOUGH = 3


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its title as written, and the field it fills, if known."""

    index: int
    title: str
    field: str | None


@dataclass(frozen=True)
class Header:
    """Columns, and the rows they take up."""

    top: int
    height: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Known fields among the columns."""
        return frozenset(column.field for column in self.columns if column.field)

    def repeats(self, row: list[str]) -> bool:
        """Whether a later row is this header printed again at the top of a page."""
        filled = [index for index, cell in enumerate(row) if cell.strip()]
        return len(filled) >= 2 and all(tight(row[index]) in self._title(index) for index in filled)

    def _title(self, index: int) -> str:
        return tight(self.columns[index].title) if index < len(self.columns) else ""


def find_header(rows: list[list[str]]) -> Header | None:
    """The row (or pair of rows) near the top that names most fields; None when no row names enough."""
    single, pair = _best(rows, 1), _best(rows, 2)
    if single and pair:
        return pair if len(pair.fields) > len(single.fields) else single
    return single or pair


def _best(rows: list[list[str]], height: int) -> Header | None:
    found = (_header_at(rows, top, height) for top in range(min(len(rows), SEARCHED)))
    return max(filter(None, found), key=lambda header: len(header.fields), default=None)


def _header_at(rows: list[list[str]], top: int, height: int) -> Header | None:
    if top + height > len(rows):
        return None
    pair = rows[top : top + height]
    columns = tuple(
        _column(index, [_cell(row, index) for row in pair]) for index in range(max(map(len, pair)))
    )
    header = Header(top, height, columns)
    titled = [column for column in columns if column.title]
    enough = len(header.fields) >= min(_ENOUGH, len(titled)) and len(header.fields) >= 2
    return header if enough and header.fields & {"no", "text"} else None


def _column(index: int, cells: list[str]) -> Column:
    """A title over two rows: both together (受理 / 编号), or the lower under a group, or the upper alone."""
    spellings = ["".join(cells), *reversed(cells)]
    known = next((words for words in spellings if field_of(words)), None)
    title = known or next((words for words in reversed(cells) if words.strip()), "")
    return Column(index, fold(title), field_of(title))


def _cell(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""
