"""A table as read from any file: rows of text cells, and how large one may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.imports.refusal import TOO_LARGE, ImportRefused

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 500_000
MAX_TEXT = 60_000_000
"""Characters of all cells together."""


@dataclass(frozen=True)
class Table:
    """One sheet or Word table: its name, the words above it, and its rows from the first line on."""

    name: str
    rows: list[list[str]]
    title: str = ""
    continues: bool = False
    """Whether it may be the rest of the table before it, without a header of its own."""


def check_size(where: str, rows: int, columns: int) -> None:
    """Refuse a table larger than an office ever fills; both figures count from the first line and column."""
    if rows > MAX_ROWS:
        raise ImportRefused(f"{where}超过 {MAX_ROWS} 行,请删去多余的行,或拆成几份再导入。", TOO_LARGE)
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise ImportRefused(
            f"{where}有 {columns} 列、{rows} 行,太大;请删去表格右边和下面多余的单元格。", TOO_LARGE
        )


def check_text(where: str, characters: int) -> None:
    """Refuse a table whose cells hold more text than a book case."""
    if characters > MAX_TEXT:
        raise ImportRefused(
            f"{where}的文字太多(展开后超过 {MAX_TEXT // 1_000_000} 百万字),请拆成几份再导入。", TOO_LARGE
        )


def trimmed(rows: Iterable[list[str]]) -> list[list[str]]:
    """Rows without the empty cells at their right ends and without the empty rows below."""
    cut = []
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
        cut.append(row)
    while cut and not cut[-1]:
        cut.pop()
    return cut
