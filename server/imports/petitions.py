"""Petitions from a file: assignment lists (交办清单) and published tables (一览表, 台账) told apart."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from server.imports.layout import Layout, Record, read_layout
from server.imports.reading import read_pasted_tables, read_tables
from server.imports.record import read_record, reject
from server.imports.row import ImportRow, RejectedRow, content_key
from workflows.normal import find_batch, find_date, fold

Kind = Literal["assignment", "history"]


@dataclass(frozen=True)
class Import:
    """What a file holds, before anything is written: rows to take in, rows refused, and remarks."""

    kind: Kind
    batch: str
    """The one batch of all rows, such as 第十批; empty when there are several or none is told."""
    published_on: date | None
    """The day in the title of a published table."""
    rows: list[ImportRow]
    rejected: list[RejectedRow]
    notes: list[str]
    columns_found: Mapping[str, str | None] = field(default_factory=dict)
    """Column titles as written, each with the field it fills; None for a column kept aside."""

    @property
    def landing(self) -> dict[str, int]:
        """How many rows of history start at each step."""
        return dict(Counter(row.landing for row in self.rows if row.landing))


def read_petitions(data: bytes, filename: str) -> Import:
    """The petitions of an .xlsx, .xls, .csv or .docx file; ImportRefused when it cannot be read at all."""
    return _understand(read_layout(read_tables(data, filename)), find_batch(fold(filename)))


def read_pasted(text: str) -> Import:
    """The petitions of a table pasted as text, its header included."""
    return _understand(read_layout(read_pasted_tables(text)), "")


def _understand(layout: Layout, batch_of_name: str) -> Import:
    kind: Kind = "history" if "history" in layout.kinds else "assignment"
    rows, rejected, notes = _read_rows(layout.records, kind == "history", batch_of_name)
    batches = {row.batch for row in rows} or {batch_of_name}
    day = next(filter(None, map(find_date, layout.titles)), None)
    return Import(
        kind=kind,
        batch=batches.pop() if len(batches) == 1 else "",
        published_on=day if kind == "history" else None,
        rows=rows,
        rejected=rejected,
        notes=layout.notes + notes,
        columns_found={column.title: column.field for column in layout.columns},
    )


def _read_rows(
    records: list[Record], history: bool, batch_of_name: str
) -> tuple[list[ImportRow], list[RejectedRow], list[str]]:
    seen: dict[str, ImportRow] = {}
    rejected: list[RejectedRow] = []
    notes: list[str] = []
    for record in records:
        row = read_record(record if record.batch else _in_batch(record, batch_of_name), history)
        if isinstance(row, RejectedRow):
            rejected.append(row)
        elif (first := seen.setdefault(row.no, row)) is row:
            continue
        elif content_key(first) == content_key(row):
            notes.append(f"{_place(row)}与{_place(first)}相同,只导入一次。")
        else:
            rejected.append(_conflicting(record, row, first))
    return list(seen.values()), rejected, notes


def _in_batch(record: Record, batch: str) -> Record:
    return Record(record.table, record.row, record.cells, batch, record.day)


def _conflicting(record: Record, row: ImportRow, first: ImportRow) -> RejectedRow:
    if row.no_given:
        return reject(record, "no", f"受理编号与{_place(first)}重复,但内容不同;请核对哪一行是对的")
    return reject(
        record, "text", f"内容与{_place(first)}相同、都没有受理编号,但其他栏不同;请核对后补上受理编号"
    )


def _place(row: ImportRow) -> str:
    return f"“{row.table}”第 {row.row} 行" if row.table else f"第 {row.row} 行"
