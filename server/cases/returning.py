"""退回: send a running case back to a step it has walked, with a reason; the diagram finds the way."""

from datetime import datetime

from server.access import is_office, may_act
from server.cases.advance import go_back, save
from server.cases.noting import note_act
from server.cases.options import return_steps
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.work import Work, load
from server.database import db
from server.models import Case, User


def return_to(task_id: int, step: str, reason: str, by: User, now: datetime) -> Case:
    """Return the case of this task. Raises Invalid, Forbidden, Stale or NotFound."""
    work = load(task_id, by, now)
    if work.task.closed_at is not None:
        raise Stale("本件已不在这一步,不能从这里退回。")
    barred = work.barred
    permission = may_act(by, work.task, barred)
    if not permission and not is_office(by):
        raise Forbidden(permission.reason)
    _check(work, step, reason, by)
    names = work.engine.returnable
    note_act(work, "return", by, reason=reason, data={"to": step, "to_name": names[step]})
    go_back(work, step, reason)
    running = work.run()
    running.return_to(step)
    save(work, running, restart=True)
    return work.case


def _check(work: Work, step: str, reason: str, by: User) -> None:
    errors = {}
    if step not in {option.value for option in return_steps(work, by)}:
        errors["step"] = ["请选择本件走过的步骤。"]
    if not reason.strip():
        errors["reason"] = ["请写明退回理由。"]
    if len(reason) > 1000:
        errors["reason"] = ["最多 1000 个字。"]
    if errors:
        raise Invalid(errors)


def reopen_at(work: Work, step: str) -> None:
    """Move the case to a step as part of another act (改派, 补录), which writes the event."""
    running = work.run()
    running.return_to(step)
    save(work, running, restart=True)
    db.session.flush()
