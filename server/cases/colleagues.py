"""Who else could do a task: colleagues it may be handed to, leaders who may have signed it on paper."""

from sqlalchemy import select

from server.cases.options import Option
from server.cases.staff import staff_of
from server.cases.work import Work
from server.database import db
from server.models import User
from workflows.roles import LANES


def colleagues(work: Work, but: User | None = None) -> list[Option]:
    """People of the task's unit who may do it, those whom four eyes bar left out; `but` is left out too."""
    task = work.task
    if LANES[task.lane].place == "person":
        return _named([int(task.participant)])
    barred = work.barred
    ids = set(staff_of(task.unit, LANES[task.lane].roles, set(barred)))
    return _named(sorted(ids - {but.id if but else None}))


def _named(ids: list[int]) -> list[Option]:
    query = select(User).where(User.id.in_(ids), User.disabled.is_(False)).order_by(User.id)
    return [Option(str(user.id), user.name) for user in db.session.scalars(query).unique()]
