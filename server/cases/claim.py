"""Taking a task, giving it back, handing it over inside the unit: acts on the work item, not on the process."""

from datetime import datetime

from sqlalchemy import Select, select, update

from server.access import case_visible, has_role_for, may_act
from server.cases.calendar import ZONE
from server.cases.complete import Done, complete_task
from server.cases.inbox import for_posts
from server.cases.noting import note_act
from server.cases.people import name_of, person
from server.cases.refusal import Forbidden, Refusal, Stale
from server.cases.work import Work, load
from server.database import db
from server.models import Task, User
from workflows.roles import LANES


def claim(task_id: int, by: User, now: datetime) -> Task:
    """领取: the task is mine, unless somebody was faster. Raises Stale naming who, Forbidden, NotFound."""
    work = load(task_id, by, now, lock=False)
    permission = may_act(by, work.task, _barred(work))
    if work.task.user_id not in (None, by.id) or work.task.closed_at is not None:
        raise Stale(_taken(work.task))
    if not permission:
        raise Forbidden(permission.reason)
    free = update(Task).where(Task.id == task_id, Task.closed_at.is_(None), Task.user_id.is_(None))
    if not db.session.scalar(free.values(user_id=by.id, claimed_at=now).returning(Task.id)):
        db.session.refresh(work.task)
        if work.task.user_id != by.id:
            raise Stale(_taken(work.task))
        return work.task
    note_act(work, "claim", by)
    db.session.refresh(work.task)
    return work.task


def _barred(work: Work) -> dict[str, str]:
    return work.barred


def _taken(task: Task) -> str:
    if task.closed_at is not None:
        return "这一步已经办过了,请回到本件查看现在到了哪一步。"
    when = task.claimed_at.astimezone(ZONE).strftime("%H:%M") if task.claimed_at else ""
    return f"已由{name_of(task.user_id)}于 {when} 领取。"


def sign_for(task_id: int, by: User, now: datetime, submission: str | None = None) -> Done:
    """签收 in one press: whoever signs for the case holds its investigation too."""
    return complete_task(task_id, {"accepted": True}, by, now, submission=submission)


def release(task_id: int, note: str, by: User, now: datetime) -> Task:
    """释放: give a claimed task back to the unit, with a note for the next."""
    work = load(task_id, by, now)
    _require_holder(work, by)
    if LANES[work.task.lane].place == "person":
        raise Forbidden("这一步点名由您办理,不能释放。")
    work.task.user_id = work.task.claimed_at = None
    work.task.note = note.strip() or None
    note_act(work, "release", by, reason=note)
    return work.task


def hand_over(task_id: int, to: int, note: str, by: User, now: datetime) -> Task:
    """转交: give the task to a colleague of the same unit; chiefs may do it for their people."""
    work = load(task_id, by, now)
    if work.task.user_id != by.id and not by.holds({"chief", "principal", "head"}, work.task.unit):
        raise Forbidden("只有承办人或本单位负责人可以转交。")
    colleague = person(to)
    if work.task.closed_at is not None or LANES[work.task.lane].place == "person":
        raise Stale("这一步不能转交。")
    if not has_role_for(colleague, work.task):
        raise Forbidden(f"{colleague.name}不是本单位的{work.task.lane},不能接办。")
    barred = _barred(work)
    if colleague.staff_no in barred:
        raise Forbidden(f"{colleague.name}办理过本件,不能办这一步。")
    work.task.user_id, work.task.claimed_at = colleague.id, now
    work.task.note = note.strip() or None
    note_act(work, "hand_over", by, reason=note, data={"to": colleague.name})
    return work.task


def claim_next(by: User, now: datetime) -> Task | None:
    """下一件: the most urgent unclaimed task of my units that I may do, claimed for me; None when there is none."""
    for task_id in db.session.scalars(_waiting(by).limit(50)):
        try:
            return claim(task_id, by, now)
        except Refusal:
            continue
    return None


def _waiting(by: User) -> Select[int]:
    return (
        Task.with_case(select(Task.id))
        .where(Task.closed_at.is_(None), Task.user_id.is_(None), case_visible(by), for_posts(by))
        .order_by(Task.due_on.asc().nulls_last(), Task.id)
    )


def _require_holder(work: Work, by: User) -> None:
    if work.task.closed_at is not None:
        raise Stale("这一步已经办过了。")
    if work.task.user_id != by.id:
        raise Forbidden("您没有领取这一步。")
