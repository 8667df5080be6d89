"""The rows an import refused, as a sheet to be mended and loaded again."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from server.exports.sheet import Column, Page, write_sheet
from server.imports.row import RejectedRow

REASON = "错误说明"
_WIDE = 40
_LONG = 20


def rejected_sheet(rows: Sequence[RejectedRow]) -> bytes:
    """An .xlsx with the columns of the file the rows came from, and a last column that says what is wrong."""
    titles = list(dict.fromkeys(title for row in rows for title, _ in row.cells))
    long = {title for row in rows for title, words in row.cells if len(words) > _LONG}
    columns = [Column(title, title, _WIDE if title in long else 14) for title in titles]
    target = BytesIO()
    write_sheet(target, [*columns, Column(REASON, REASON, _WIDE)], _mended(rows), Page("未导入的行"))
    return target.getvalue()


def _mended(rows: Sequence[RejectedRow]) -> Iterator[dict[str, object]]:
    for row in rows:
        where = f"“{row.table}”第 {row.row} 行" if row.table else f"第 {row.row} 行"
        yield {**dict(row.cells), REASON: f"{where},{row.column}:{row.message}"}
