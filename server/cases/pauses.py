"""The two clocks of a petition: the office's own, which may stand still, and the one the regulation sets, which never does."""

from dataclasses import replace
from typing import Any

from sqlalchemy import inspect, select

from server.database import db
from server.models import Petition, Suspension
from workflows.clock import Budget, Pause
from workflows.deadlines import Calendar

STATUTORY = 60
"""Calendar days from acceptance within which a petition is to be concluded (信访工作条例 art. 34)."""


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


def explain_due(petition: Petition, days: Calendar) -> str:
    """Why the office's day falls where it does; the pauses are asked for only where one has moved it."""
    if petition.assigned_on is None or petition.days is None:
        return ""
    plain = Budget(petition.assigned_on, petition.days)
    moved = petition.suspended_on is not None or plain.due(days) != petition.due_on
    return (replace(plain, pauses=pauses_of(petition)) if moved else plain).explain(days)


def statutory_of(petition: Petition) -> Budget | None:
    """法定期限: counted from the day the petition was received, or assigned where that is not known; never paused."""
    start = petition.received_on or petition.assigned_on
    return Budget(start, STATUTORY, "calendar_days") if start else None
