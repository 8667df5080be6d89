"""补录 of the demonstration: lists of what had been reached before, entered by one person, confirmed by another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from server.cases.calendar import local_day
from server.cases.plan.confirming import decide
from server.cases.plan.records import take_records
from server.database import db
from server.demo.days import working_day_before
from server.demo.measures.stands import LATE_UNITS, OF_UNITS, UNCLEAR, Stand
from server.imports.records import read_pasted_records
from server.models import Measure, MeasureRecord, Unit, User

HEADER = "措施\t责任单位\t状态\t日期\t文号\t备注"
REMARKS = ("按纸质台账补录", "见验收意见原件", "", "依据会议纪要", "")
LONG_AGO = date(2024, 6, 28)
"""When a measure without a date of its own is said to have been reached."""
Row = tuple[Measure, str, str]
"""Measure, unit or nothing, state."""


def rows_of(stands: Iterable[Stand], measures: Mapping[int, Measure], *, late: bool) -> Iterator[Row]:
    """What the first or the second list says of these measures."""
    for stand in stands:
        measure = measures[stand.no]
        if stand.begun and stand.late == late:
            yield measure, "", stand.begun
        if stand.no in OF_UNITS and (stand.no in LATE_UNITS) == late:
            state, units = OF_UNITS[stand.no]
            yield from ((measure, unit, state) for unit in units.split())


def unclear(stands: Iterable[Stand], measures: Mapping[int, Measure]) -> Iterator[Row]:
    """What the third list says of them."""
    return ((measures[one.no], "", UNCLEAR[one.no]) for one in stands if one.no in UNCLEAR)


def enter(rows: Iterable[Row], by: User, at: datetime) -> None:
    """Enter a list of states, as it would be pasted from a sheet."""
    names: dict[str, str] = dict(db.session.execute(select(Unit.code, Unit.name)).all())
    lines = [_line(*row, names, local_day(at)) for row in rows]
    if lines:
        refused = take_records(read_pasted_records("\n".join([HEADER, *lines])), by, at).rejected
        if refused:
            raise ValueError(refused)


def confirm(measures: Iterable[Measure], by: User, at: datetime) -> None:
    """Confirm everything that waits about these measures."""
    query = select(MeasureRecord.id).where(
        MeasureRecord.measure_id.in_([one.id for one in measures]), MeasureRecord.confirmed_at.is_(None)
    )
    if ids := list(db.session.scalars(query)):
        decide(ids, True, by, at)


def _line(measure: Measure, unit: str, state: str, names: Mapping[str, str], entered: date) -> str:
    day = _day(measure, entered)
    document = f"柳整改办〔{day.year}〕{10 + measure.no}号"
    remark = REMARKS[measure.no % len(REMARKS)]
    return "\t".join((str(measure.no), names.get(unit, ""), state, str(day), document, remark))


def _day(measure: Measure, entered: date) -> date:
    """Some working days before the measure's date, and never after the day on which it is entered."""
    by = min(measure.deadline or LONG_AGO, entered - timedelta(days=1))
    return working_day_before(by, 1 + measure.no * 7 % 15)
