"""销号: is a measure struck off, by its chain or by a confirmed 补录; each as one SQL expression."""

from sqlalchemy import ColumnElement, and_, exists, or_

from server.models import Event, Measure, MeasureRecord

CLOSED = "已销号"
"""The state of a 补录 that says a measure was struck off before this system was in use."""


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
