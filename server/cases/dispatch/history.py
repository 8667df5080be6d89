"""The history of a sheet: who submitted it, who asked for it, who opened it again and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.cases.record import plain
from server.database import db
from server.models import DispatchEvent, DispatchSheet, User


def note(sheet: DispatchSheet, verb: str, by: User, now: datetime, **more: Any) -> bool:
    """Add to the history of a sheet; False when the same form was noted before."""
    values = {"data": [], **plain(more), "sheet_id": sheet.id, "verb": verb, "user_id": by.id, "at": now}
    statement = insert(DispatchEvent).values(values).on_conflict_do_nothing(index_elements=["submission"])
    return db.session.scalar(statement.returning(DispatchEvent.id)) is not None


def sent_before(sheet: DispatchSheet, submission: str) -> bool:
    """Was the sheet submitted by this very form?"""
    query = select(DispatchEvent.id).where(
        DispatchEvent.sheet_id == sheet.id, DispatchEvent.submission == submission
    )
    return db.session.scalar(query) is not None


def history_of(sheet: DispatchSheet) -> list[tuple[DispatchEvent, str]]:
    """What was done to a sheet and by whom, the latest first."""
    query = (
        select(DispatchEvent, User.name)
        .join(User, DispatchEvent.user_id == User.id)
        .where(DispatchEvent.sheet_id == sheet.id)
        .order_by(DispatchEvent.id.desc())
    )
    return [(event, name) for event, name in db.session.execute(query)]
