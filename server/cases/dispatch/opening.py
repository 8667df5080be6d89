"""Opening the sheets of a month: one for each unit that owes measures, each once however often it is asked."""

from datetime import date, datetime

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from server.access import is_office
from server.cases.calendar import local_day
from server.cases.dispatch.months import due_day, month_of
from server.cases.measures.striking import struck_off
from server.cases.refusal import Forbidden
from server.database import db, transaction
from server.models import DispatchSheet, Measure, Owing, Plan, Round, User


def owed_measures() -> Select[str, int]:
    """Unit and number of measures: what units owe by the plan in force and is not struck off."""
    return (
        select(Owing.unit, func.count().label("number"))
        .join(Measure, Owing.measure_id == Measure.id)
        .join(Plan, Measure.plan_id == Plan.id)
        .join(Round, Plan.round_id == Round.id)
        .where(Round.current, Owing.removed_at.is_(None), ~struck_off())
        .group_by(Owing.unit)
    )


def open_month(month: date, now: datetime) -> int:
    """Open the sheets of a month that are not open yet; returns how many that were."""
    due_on = due_day(month, local_day(now))
    owing = owed_measures().subquery()
    given = select(owing.c.unit, literal(month), literal(now), literal(due_on))
    statement = insert(DispatchSheet).from_select(["unit", "month", "opened_at", "due_on"], given)
    opened = db.session.scalars(statement.on_conflict_do_nothing().returning(DispatchSheet.id))
    return len(opened.all())


def open_sheets(by: User, now: datetime) -> int:
    """The office opens this month's sheets; returns how many. Raises Forbidden."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以开调度表。")
    return open_month(month_of(local_day(now)), now)


def open_when_due(now: datetime) -> None:
    """The clock opens a month's sheets on its first day, or, had nobody been at work then, until they are due."""
    today = local_day(now)
    month = month_of(today)
    if today <= due_day(month, month):
        with transaction():
            open_month(month, now)
