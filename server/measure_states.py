"""Where a measure stands: struck off or not and how, and to its date; each as one SQL expression."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_

from server.models import Event, Measure, MeasureRecord

SOON = timedelta(days=30)
"""How long before its date a measure is told apart as one that may miss it."""
CLOSED = "已销号"
"""The state of a 补录 that says a measure was struck off before this system was in use."""
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


def recorded() -> ColumnElement[bool]:
    """Is it struck off by a confirmed 补录 alone, and has nobody sent it back since?"""
    return exists().where(
        Measure.archived_at.is_(None),
        MeasureRecord.measure_id == Measure.id,
        MeasureRecord.state == CLOSED,
        MeasureRecord.confirmed_at.is_not(None),
        MeasureRecord.refused_at.is_(None),
        ~exists().where(
            Event.measure_id == MeasureRecord.measure_id, Event.at > MeasureRecord.confirmed_at, _sent_back()
        ),
    )


def _sent_back() -> ColumnElement[bool]:
    """Acts by which a measure goes back: returned, reopened, sent back by inspectors or by a form."""
    said = Event.data["start_at"].astext
    return or_(
        Event.verb.in_(("return", "reopen")),
        and_(Event.verb == "inspect", Event.data.has_key("to")),
        and_(Event.verb == "complete", said != ""),
    )


def struck_off() -> ColumnElement[bool]:
    """Has its chain filed it, or a confirmed 补录?"""
    return or_(Measure.archived_at.is_not(None), recorded())


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
