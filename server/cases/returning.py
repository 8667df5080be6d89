"""退回: send a running case back to a step it has walked, with a reason; the diagram finds the way."""

from datetime import datetime
from typing import Any

from server.access import is_office, may_act
from server.cases.advance import go_back, place_of, save
from server.cases.definition import current, engine
from server.cases.noting import note_act
from server.cases.options import return_steps
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.work import AT_HAND, Work, engine_of, load, marks_of, running_work
from server.database import db
from server.models import Case, Process, Task, User, key_of, kind_of
from workflows.engine import Engine


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
    send_back(work, step, reason, by)
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


def send_back(work: Work, to: str, reason: str, by: User, verb: str = "return", **more: Any) -> None:
    """Note the act, undo what the step and the later ones brought, and let the case go in there again."""
    data = {"to": to, "to_name": work.engine.returnable[to]}
    note_act(work, verb, by, reason=reason, data=data, **more)
    go_back(work, to, reason)
    running = work.run()
    running.return_to(to)
    save(work, running, restart=True)


def steps_back(case: Case, diagrams: Engine) -> dict[str, str]:
    """Where a case may be sent by an act beside its task: never forward; what has ended, to any step."""
    order = [place_of(diagrams, step) for step in diagrams.returnable]
    known = case.step if case.step in diagrams.user_tasks else None
    here = place_of(diagrams, known) if known else max(order)
    named = zip(diagrams.returnable.items(), order, strict=True)
    return {step: name for (step, name), place in named if place <= here}


def do_again(
    case: Case, to: str, reason: str, by: User, now: datetime, verb: str = "return", **more: Any
) -> None:
    """Send a case back to a step, be it running; what has ended is reopened (反弹重办) with all its history.

    Raises Stale for a step ahead of it, or one the diagram it runs by does not know.
    """
    work = running_work(case, now)
    diagrams = work.engine if work else engine(current(), kind_of(case).top)
    if to not in steps_back(case, diagrams):
        raise Stale("只能退回到本件走过的步骤;按较早的流程图办理的,只能选那张图上的步骤。")
    if work is None:
        _reopen(case, to, reason, by, now, verb, **more)
    else:
        send_back(work, to, reason, by, verb, **more)


def _reopen(case: Case, to: str, reason: str, by: User, now: datetime, verb: str, **more: Any) -> None:
    """A new process begins at the step named; what happened before it stays to be read."""
    row = Process(**key_of(case), definition=current(), state=b"", started_at=now)
    db.session.add(row)
    db.session.flush()
    work = Work(Task(**AT_HAND), case, row, engine_of(row), now, marks_of(case))
    data = {"to": to, "to_name": work.engine.returnable[to], "reopened": True}
    note_act(work, verb, by, reason=reason, data=data, **more)
    go_back(work, to, reason)
    running = work.engine.start(work.subject, lambda: now)
    running.return_to(to)
    save(work, running)


def reopen_at(work: Work, step: str) -> None:
    """Move the case to a step as part of another act (改派, 补录), which writes the event."""
    running = work.run()
    running.return_to(step)
    save(work, running, restart=True)
    db.session.flush()
