"""Open tasks that can be completed with a short form, each with somebody who may do it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from server.database import db
from server.models import Event, Petition, Task, User
from workflows.roles import LANES

STEPS = ("sign_for", "report", "review", "publish_notice")


@dataclass(frozen=True)
class Chore:
    """One task with its form filled in, and who sends it."""

    task_id: int
    no: str
    login: str
    user_id: int
    step: str
    form: str
    answers: dict[str, str]


def chores(today: date) -> list[Chore]:
    """All such tasks, the steps mixed."""
    query = (
        select(Task, Petition.no)
        .join(Petition, Task.petition_id == Petition.id)
        .where(Task.closed_at.is_(None), Task.step.in_(STEPS), Task.unit == Petition.handling_unit)
        .order_by(Task.id)
    )
    users = list(db.session.scalars(select(User).order_by(User.id)).unique())
    handled = _handled()
    by_step: dict[str, list[Chore]] = defaultdict(list)
    for task, no in db.session.execute(query):
        who = _who(task, users, handled.get(task.petition_id, set()))
        if who is not None:
            form, answers = _filled(task.step, today)
            by_step[task.step].append(Chore(task.id, no, who.login, who.id, task.step, form, answers))
    return [chore for row in zip(*by_step.values(), strict=False) for chore in row]


def _handled() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for petition_id, user_id in db.session.execute(
        select(Event.petition_id, Event.user_id).where(Event.handling)
    ):
        found[petition_id].add(user_id or 0)
    return found


def _who(task: Task, users: Iterable[User], handled: set[int]) -> User | None:
    barred = handled if task.step in ("report", "review") else set()
    roles = set(LANES[task.lane].roles)
    fit = (user for user in users if user.holds(roles, task.unit) and user.id not in barred)
    return next((user for user in fit if task.user_id in (None, user.id)), None)


def _filled(step: str, today: date) -> tuple[str, dict[str, str]]:
    match step:
        case "sign_for":
            return "SignForForm", {"accepted": "true"}
        case "report":
            return "ReportForm", {"opinion": "情况属实,同意上报。"}
        case "review":
            return "ReviewForm", {"opinion": "同意。"}
        case _:
            notice = {"notice_on": str(today), "notice_days": "5", "notice_place": "县政府网站"}
            return "PublishNoticeForm", notice
