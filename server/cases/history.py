"""办理记录: what happened to a case, who did it, when and why, with old and new values; the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from server.database import db
from server.models import Case, Event, Unit, User

MOST = 500


@dataclass(frozen=True)
class Entry:
    """One act on a case, its answers and changes under the names of the fields."""

    verb: str
    at: datetime
    step: str | None
    who: str
    entered_by: str
    unit: str
    reason: str
    data: Mapping[str, Any]
    changes: Mapping[str, Any]


def history(case: Case) -> list[Entry]:
    """Everything that happened to a case, the newest first, in one statement."""
    clerk = aliased(User)
    query = (
        select(Event, User.name, clerk.name, Unit.name)
        .outerjoin(User, Event.user_id == User.id)
        .outerjoin(clerk, Event.entered_by == clerk.id)
        .outerjoin(Unit, Event.unit == Unit.code)
        .where(Event.of(case))
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    return [_entry(*found) for found in db.session.execute(query)]


def _entry(event: Event, who: str | None, entered_by: str | None, unit: str | None) -> Entry:
    return Entry(
        verb=event.verb,
        at=event.at,
        step=event.step,
        who=who or "",
        entered_by=entered_by or "",
        unit=unit or "",
        reason=event.reason or "",
        data=event.data,
        changes=event.changes,
    )


def people_named(ids: set[int]) -> dict[int, str]:
    """Names of people by number."""
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return dict(rows.all())
