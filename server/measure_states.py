"""Where a measure stands: struck off or not and how, and to its date; each as one SQL expression."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, literal

from server.cases.measures.striking import recorded
from server.models import Measure

SOON = timedelta(days=30)
"""How long before its date a measure is told apart as one that may miss it."""
STATES = {
    "ended": "已销号",
    "upkeep": "转入长期坚持",
    "recorded": "补录已销号",
    "recorded_upkeep": "补录转入长期坚持",
    "running": "未销号",
}
DUES = {
    "overdue": "已超期",
    "soon": "30 天内到期",
    "later": "未到期",
    "undated": "未写日期",
    "done": "已销号",
    "recorded": "补录已销号",
}
"""Where a measure stands to its date: exactly one of these."""
REACHED = "reached"
"""Every measure whose date has come, struck off or not: what ought to be done today."""


def state() -> ColumnElement[str]:
    """One of STATES: how a measure was struck off, if it was."""
    return case(
        (and_(recorded(), Measure.long_term), literal("recorded_upkeep")),
        (recorded(), literal("recorded")),
        (and_(Measure.archived_at.is_not(None), Measure.long_term), literal("upkeep")),
        (Measure.archived_at.is_not(None), literal("ended")),
        else_=literal("running"),
    )


def due(today: date) -> ColumnElement[str]:
    """One of DUES: where a measure stands to its date."""
    return case(
        (Measure.archived_at.is_not(None), literal("done")),
        (recorded(), literal("recorded")),
        (Measure.deadline.is_(None), literal("undated")),
        (Measure.deadline < today, literal("overdue")),
        (Measure.deadline <= today + SOON, literal("soon")),
        else_=literal("later"),
    )
