"""A sheet with its rows: what is kept of it, what the report before said, what is counted done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from server.access import sees_all
from server.cases.dispatch.entry import Entry, entry_of
from server.cases.measures.striking import struck_off
from server.cases.plan.progress import Progress, progress
from server.cases.refusal import NotFound
from server.database import db
from server.models import DispatchRow, DispatchSheet, Measure, Owing, Plan, Round, User
from workflows.roles import UNIT_ROLES


@dataclass(frozen=True)
class Line:
    """One measure of a sheet."""

    measure: Measure
    entry: Entry
    """What stands there: as it is kept, else as the report before said it."""
    before: Entry | None
    before_month: date | None
    counted: Progress


def may_fill(unit: str, by: User) -> bool:
    """Everybody who works for the unit fills in its sheet."""
    return by.holds(UNIT_ROLES, unit)


def own_units(by: User) -> list[str]:
    """Codes of the units whose sheets somebody fills in."""
    return [unit for unit in by.units if may_fill(unit, by)]


def sheet_of(month: date, unit: str, by: User, *, lock: bool = False) -> DispatchSheet:
    """The sheet of a unit for a month. Raises NotFound, also for those of other units."""
    query = select(DispatchSheet).where(DispatchSheet.month == month, DispatchSheet.unit == unit)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: DispatchSheet | None = db.session.scalar(query)
    if found is None or not (sees_all(by) or may_fill(unit, by)):
        raise NotFound
    return found


def lines_of(sheet: DispatchSheet) -> list[Line]:
    """The rows of a sheet, in the plan's order: as submitted, else of what the unit owes now."""
    kept = {row.measure_id: row for row in rows_of(sheet)}
    measures = _submitted(kept) if sheet.submitted_at else owed_now(sheet.unit)
    ids = [measure.id for measure in measures]
    before = reports_before(sheet, ids)
    counted = {} if sheet.submitted_at else progress(ids)
    lines = []
    for measure in measures:
        row, (earlier, month) = kept.get(measure.id), before.get(measure.id, (None, None))
        entry = entry_of(row) if row else _prefilled(earlier)
        count = Progress(row.done, row.total) if row and sheet.submitted_at else counted[measure.id]
        lines.append(Line(measure, entry, earlier, month, count))
    return lines


def rows_of(sheet: DispatchSheet) -> list[DispatchRow]:
    """What is kept of a sheet."""
    query = select(DispatchRow).where(DispatchRow.sheet_id == sheet.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def owed_now(unit: str) -> list[Measure]:
    """The measures a unit owes by the plan in force that are not struck off."""
    query = (
        select(Measure)
        .join(Owing, Owing.measure_id == Measure.id)
        .join(Plan, Measure.plan_id == Plan.id)
        .join(Round, Plan.round_id == Round.id)
        .where(Round.current, Owing.unit == unit, Owing.removed_at.is_(None), ~struck_off())
        .order_by(Measure.no)
    )
    return list(db.session.scalars(query))


def reports_before(sheet: DispatchSheet, ids: Sequence[int]) -> dict[int, tuple[Entry, date]]:
    """What the unit last reported of these measures in an earlier month, and in which."""
    query = (
        select(DispatchRow, DispatchSheet.month)
        .join(DispatchSheet, DispatchRow.sheet_id == DispatchSheet.id)
        .where(
            DispatchSheet.unit == sheet.unit,
            DispatchSheet.month < sheet.month,
            DispatchSheet.submitted_at.is_not(None),
            DispatchRow.measure_id.in_(ids),
        )
        .ext(distinct_on(DispatchRow.measure_id))
        .order_by(DispatchRow.measure_id, DispatchSheet.month.desc())
    )
    return {row.measure_id: (entry_of(row), month) for row, month in db.session.execute(query)}


def _submitted(kept: dict[int, DispatchRow]) -> list[Measure]:
    query = select(Measure).where(Measure.id.in_(kept)).order_by(Measure.no)
    return list(db.session.scalars(query))


def _prefilled(before: Entry | None) -> Entry:
    return Entry(before.progress, before.problems, before.next_step, before.state) if before else Entry()
