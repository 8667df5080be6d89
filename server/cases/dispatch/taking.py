"""A sheet that comes back as a file: its rows become what is typed, and are looked at before anything is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.cases.dispatch.entry import Entry, cleaned
from server.cases.dispatch.sheet import Line
from server.imports.dispatch import ReportRow, Reports, month_named
from server.imports.refusal import ImportRefused
from server.imports.row import RejectedRow


@dataclass
class Filled:
    """What a file would fill in, by number of measure, and the rows that could not be taken."""

    entries: dict[int, Entry]
    read: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)
    """Measures of the sheet of which the file says nothing."""


def fill_from(found: Reports, lines: Sequence[Line], typed: Mapping[int, Entry], month: str) -> Filled:
    """The rows of a file laid over what is typed; nothing is written. Raises ImportRefused for another month's file."""
    rows, rejected = found
    _of_this_month(rows, month)
    before = {line.measure.no: typed.get(line.measure.no, line.entry) for line in lines}
    filled = Filled(before, rejected=list(rejected))
    taken: set[int] = set()
    for row in rows:
        if row.no not in filled.entries:
            filled.rejected.append(row.source.rejected("no", f"这张表里没有措施 {row.no}。"))
        elif row.no in taken:
            filled.rejected.append(row.source.rejected("no", f"措施 {row.no} 写了两行。"))
        else:
            filled.entries[row.no] = _entry(row)
            taken.add(row.no)
    filled.read = len(taken)
    filled.absent = [no for no in filled.entries if no not in taken]
    filled.rejected.sort(key=lambda one: (one.table, one.row))
    return filled


def _of_this_month(rows: Sequence[ReportRow], month: str) -> None:
    others = {named for row in rows if (named := month_named(row)) and named != month}
    if others:
        raise ImportRefused(f"这是 {'、'.join(sorted(others))} 的调度表,不是 {month} 的;请选这个月的表。")


def _entry(row: ReportRow) -> Entry:
    progress, problems, next_step = map(cleaned, (row.progress, row.problems, row.next_step))
    return Entry(progress, problems, next_step, row.state, row.unchanged)
