"""People of a case: the signer of a paper, the one who acted last."""

from datetime import datetime

from sqlalchemy import Select, select

from server.cases.refusal import Forbidden
from server.database import db
from server.models import Event, Task, User


def person(user_id: int | None) -> User:
    """A user who can act. Raises Forbidden where there is none or the account is closed."""
    user = db.session.get(User, user_id) if user_id else None
    if user is None or user.disabled:
        raise Forbidden("没有这个人,或其账号已停用。")
    return user


def name_of(user_id: int | None) -> str:
    """What a person is called, whether the account is still open or not."""
    return db.session.scalar(select(User.name).where(User.id == user_id)) or "他人"


def last_act(task: Task) -> Select[int | None, str, datetime, str | None]:
    """Who completed this task and when, with the key of the form they sent."""
    return (
        select(Event.user_id, User.name, Event.at, Event.submission)
        .join(User, Event.user_id == User.id)
        .where(
            Event.process_id == task.process_id,
            Event.verb == "complete",
            Event.step == task.step,
            Event.participant == task.participant,
            Event.at == task.closed_at,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
