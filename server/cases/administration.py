"""操作记录: acts on the house itself, written in the transaction of the act; acts on a case stand in its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.cases.record import plain
from server.cases.refusal import Forbidden
from server.database import db
from server.models import AdminEvent, User

PAGE = 50


@dataclass(frozen=True)
class Recorded:
    """One act on the house, with who did it; nobody where it was a command on the server."""

    event: AdminEvent
    who: str | None


def require_admin(by: User) -> None:
    """Raises Forbidden for everybody but the administrator."""
    if not by.holds({"admin"}):
        raise Forbidden("只有系统管理员可以打开这一页。")


def note(
    verb: str,
    subject: str,
    by: User | None,
    now: datetime,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write what was done to whom or what, with the values that changed; passwords are no values."""
    before, after = old or {}, new or {}
    pairs = {name: [plain(before.get(name)), plain(value)] for name, value in after.items()}
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    event = AdminEvent(verb=verb, subject=subject, user_id=by.id if by else None, at=now, reason=reason)
    event.changes = changes
    db.session.add(event)


def recorded(by: User, page: int) -> list[Recorded]:
    """One page of the acts, the latest first. Raises Forbidden."""
    require_admin(by)
    query = select(AdminEvent, User.name).outerjoin(User, AdminEvent.user_id == User.id)
    query = query.order_by(AdminEvent.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return [Recorded(event, who) for event, who in db.session.execute(query)]


def how_many(by: User) -> int:
    """How many acts are recorded. Raises Forbidden."""
    require_admin(by)
    return db.session.scalar(select(func.count()).select_from(AdminEvent)) or 0
