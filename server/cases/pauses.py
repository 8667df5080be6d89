"""The budget of a petition: so many working days from its assignment, without those for which the clock stood still."""

from typing import Any

from sqlalchemy import inspect, select

from server.database import db
from server.models import Petition, Suspension
from workflows.clock import Budget, Pause


def pauses_of(petition: Petition) -> tuple[Pause, ...]:
    """The days that do not count; a pause that ended on the day it began holds none."""
    state: Any = inspect(petition)
    if not state.persistent:
        return ()
    query = select(Suspension.first, Suspension.last).where(Suspension.petition_id == petition.id)
    rows = db.session.execute(query.order_by(Suspension.first))
    return tuple(Pause(first, last) for first, last in rows if last is None or last >= first)


def budget_of(petition: Petition) -> Budget | None:
    """指定办理期限 with its pauses; None where no day was set."""
    if petition.assigned_on is None or petition.days is None:
        return None
    return Budget(petition.assigned_on, petition.days, pauses=pauses_of(petition))
