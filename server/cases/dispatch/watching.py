"""Watching 调度: which sheets are there, which are missing and asked for (催报)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from server.cases.calendar import local_day
from server.cases.dispatch.history import note
from server.cases.dispatch.opening import owed_measures
from server.cases.measures.inspecting import may_inspect
from server.cases.refusal import Forbidden
from server.database import db
from server.models import DispatchSheet, Unit, User

SUBMITTED, LATE, OPEN, MISSING, NOTHING = "submitted", "late", "open", "missing", "nothing"
STANDINGS = {SUBMITTED: "已报", LATE: "迟报", OPEN: "未到期", MISSING: "未报", NOTHING: "不用报"}
"""How a sheet stands, in words."""


@dataclass(frozen=True)
class UnitSheets:
    """A unit with how many measures it owes now, and its sheets by month."""

    unit: str
    name: str
    owes: int
    sheets: dict[date, DispatchSheet]

    def standing(self, month: date, today: date) -> str:
        """How its sheet of a month stands."""
        sheet = self.sheets.get(month)
        return standing(sheet, today, owes=bool(self.owes)) if sheet else NOTHING


def standing(sheet: DispatchSheet, today: date, *, owes: bool = True) -> str:
    """How a sheet stands: a unit that owes nothing any more need not send it."""
    if sheet.submitted_at:
        return LATE if local_day(sheet.submitted_at) > sheet.due_on else SUBMITTED
    if not owes:
        return NOTHING
    return MISSING if sheet.due_on < today else OPEN


def all_sheets(months: Sequence[date]) -> list[UnitSheets]:
    """All units that have a sheet in one of these months, or owe measures now, in the order of lists."""
    owes: dict[str, int] = dict(db.session.execute(owed_measures()).all())
    sheets: dict[str, dict[date, DispatchSheet]] = {unit: {} for unit in owes}
    for sheet in db.session.scalars(select(DispatchSheet).where(DispatchSheet.month.in_(months))):
        sheets.setdefault(sheet.unit, {})[sheet.month] = sheet
    units = select(Unit.code, Unit.name).where(Unit.code.in_(sheets)).order_by(Unit.sort)
    return [
        UnitSheets(unit, name, owes.get(unit, 0), sheets[unit]) for unit, name in db.session.execute(units)
    ]


def sheets_of(units: Sequence[str], months: Sequence[date]) -> list[DispatchSheet]:
    """The sheets of units in these months, in order."""
    query = select(DispatchSheet).where(DispatchSheet.unit.in_(units), DispatchSheet.month.in_(months))
    return list(db.session.scalars(query.order_by(DispatchSheet.month, DispatchSheet.unit)))


def missing_sheets(month: date, today: date) -> list[DispatchSheet]:
    """The sheets of a month that are past their day and not there."""
    return [one.sheets[month] for one in all_sheets([month]) if one.standing(month, today) == MISSING]


def ask(month: date, by: User, now: datetime) -> int:
    """催报: ask the units whose sheets are missing, and only those; returns how many. Raises Forbidden."""
    if not may_inspect(by):
        raise Forbidden("只有市整改办和督查单位可以催报。")
    missing = missing_sheets(month, local_day(now))
    for sheet in missing:
        sheet.asked_at = now
        note(sheet, "ask", by, now)
    return len(missing)


def sheets_due(units: Sequence[str], today: date) -> list[DispatchSheet]:
    """Sheets of these units that have still to be sent, the oldest first: asked for, or of this month."""
    owes = owed_measures().subquery()
    query = (
        select(DispatchSheet)
        .join(owes, owes.c.unit == DispatchSheet.unit)
        .where(DispatchSheet.unit.in_(units), DispatchSheet.submitted_at.is_(None))
        .order_by(DispatchSheet.month, DispatchSheet.unit)
    )
    month = today.replace(day=1)
    return [sheet for sheet in db.session.scalars(query) if sheet.asked_at or sheet.month == month]
