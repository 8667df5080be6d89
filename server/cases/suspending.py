"""暂停计时 and 恢复计时: by the office alone, with reason and document; the budget of days is conserved."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from server.access import is_office
from server.cases.calendar import calendar, local_day
from server.cases.noting import note_act
from server.cases.pauses import budget_of, pauses_of
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.work import Work, work_of
from server.database import db
from server.models import Petition, Suspension, Task, User
from workflows.clock import Budget

DAY = timedelta(days=1)
LIMITS = {"reason": 500, "document": 200}


def suspend(petition: Petition, day: date, reason: str, document: str, by: User, now: datetime) -> None:
    """Stop the office's clock from a day on. Raises Forbidden, Invalid, or Stale where it stands or the case has ended."""
    work = _work(petition, by, now)
    if petition.suspended_on is not None:
        raise Stale(f"本件已从 {petition.suspended_on} 起暂停计时。")
    _check(petition, day, reason, document, local_day(now))
    row = Suspension(petition_id=petition.id, first=day, reason=reason.strip(), document=document.strip())
    row.suspended_by, row.suspended_at = by.id, now
    db.session.add(row)
    petition.suspended_on = day
    told = {"起": day, "依据文件": row.document}
    note_act(work, "suspend", by, reason=reason, step=None, unit="office", data={"aside": told})
    recount(work)


def resume(petition: Petition, reason: str, by: User, now: datetime) -> None:
    """Let the clock run again from today. Raises Forbidden, Invalid, or Stale where it runs or the case has ended."""
    work = _work(petition, by, now)
    query = select(Suspension).where(Suspension.petition_id == petition.id, Suspension.resumed_at.is_(None))
    row = db.session.scalar(query.with_for_update())
    if row is None:
        raise Stale("本件没有暂停计时。")
    if not reason.strip():
        raise Invalid({"reason": ["请写明为什么恢复。"]})
    row.last = local_day(now) - DAY
    row.resumed_by, row.resumed_at, row.resumed_reason = by.id, now, reason.strip()
    petition.suspended_on = None
    told = {"暂停": f"{row.first} 至 {max(row.first, row.last)}", "依据文件": row.document}
    note_act(work, "resume", by, reason=reason, step=None, unit="office", data={"aside": told})
    recount(work)


def recount(work: Work) -> None:
    """Bring the day of the case and of its open steps in line with the pauses; none while the clock stands."""
    db.session.flush()
    petition, days = work.petition, calendar()
    budget = budget_of(petition)
    pauses = budget.pauses if budget else pauses_of(petition)
    petition.due_on = budget.due(days) if budget else None
    found = []
    for task in db.session.scalars(select(Task).where(Task.of(petition), Task.closed_at.is_(None))):
        number = work.engine.user_tasks[task.step].properties.get("days", "")
        if number == "case":
            task.due_on = petition.due_on
        elif number.isdigit():
            task.due_on = Budget(local_day(task.opened_at), int(number), pauses=pauses).due(days)
        found.append(task.due_on)
    petition.step_due_on = min((due for due in found if due), default=None)


def suspensions_of(petition: Petition) -> list[tuple[Suspension, str]]:
    """The pauses of a case, the first one first, each with who allowed it."""
    query = select(Suspension, User.name).join(User, Suspension.suspended_by == User.id)
    rows = db.session.execute(query.where(Suspension.petition_id == petition.id).order_by(Suspension.id))
    return [(row, who) for row, who in rows]


def _work(petition: Petition, by: User, now: datetime) -> Work:
    if not is_office(by):
        raise Forbidden("只有市整改办可以暂停或恢复计时。")
    work = work_of(petition, now)
    db.session.refresh(petition, ["suspended_on"])
    return work


def _check(petition: Petition, day: date, reason: str, document: str, today: date) -> None:
    errors = {}
    earliest = max(
        [pause.last + DAY for pause in pauses_of(petition) if pause.last], default=petition.assigned_on
    )
    if day > today or (earliest is not None and day < earliest):
        errors["day"] = [f"请填 {earliest} 到今天之间的日期。" if earliest else "不能晚于今天。"]
    given = {"reason": reason, "document": document}
    asked = {"reason": "请写明为什么暂停。", "document": "请写明依据的文件名称和文号。"}
    for name, words in given.items():
        if not words.strip():
            errors[name] = [asked[name]]
        elif len(words) > LIMITS[name]:
            errors[name] = [f"最多 {LIMITS[name]} 个字。"]
    if errors:
        raise Invalid(errors)
