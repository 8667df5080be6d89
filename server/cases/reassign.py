"""改派: the office moves a case to another unit; the new unit signs for it, unless the step is kept."""

from datetime import datetime

from sqlalchemy import select

from server.access import is_office
from server.cases.noting import note_act
from server.cases.options import return_target, visitors
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.returning import reopen_at
from server.cases.tasks import SIGNED, stamped
from server.cases.work import load
from server.database import db
from server.models import Petition, Task, Unit, User
from workflows.engine import Engine
from workflows.roles import VISITORS_NEEDED


def reassign(
    task_id: int, handling_unit: str, reason: str, by: User, now: datetime, *, keep_step: bool
) -> Petition:
    """Move the case to `handling_unit`. Raises Forbidden, Invalid, Stale or NotFound."""
    work = load(task_id, by, now)
    if not is_office(by):
        raise Forbidden("只有市整改办可以改派。")
    if work.task.closed_at is not None:
        raise Stale("本件已不在这一步,请刷新后再改派。")
    _check(work.petition, handling_unit, reason)
    old = work.petition.handling_unit
    work.petition.handling_unit = handling_unit
    work.petition.by_hand = True
    work.petition.route_reason = f"市整改办{by.name}改派:{reason.strip()}"
    changes = {"handling_unit": [old, handling_unit]}
    note_act(work, "reassign", by, reason=reason, unit="office", changes=changes)
    reopen_at(work, return_target(work.engine, work.task.step) if keep_step else _begin(work.engine))
    return work.petition


def _begin(engine: Engine) -> str:
    """The step by which the diagram lets a unit take a case."""
    return next(step.id for step in engine.user_tasks.values() if SIGNED in stamped(step))


def open_task(petition: Petition) -> Task:
    """The task by which a running case is moved. Raises Stale when the case has ended."""
    query = (
        select(Task)
        .where(Task.petition_id == petition.id, Task.closed_at.is_(None))
        .order_by(Task.id)
        .limit(1)
    )
    task: Task | None = db.session.scalar(query)
    if task is None:
        raise Stale("本件已经归档。")
    return task


def too_few(unit: str | None) -> str | None:
    """The warning for the office when a unit cannot make the callback visit by itself."""
    found = visitors(unit).get(unit, 0) if unit else VISITORS_NEEDED
    if found >= VISITORS_NEEDED:
        return None
    return f"该单位能参加实地回访的只有 {found} 人(需 {VISITORS_NEEDED} 人:一人办理、两人回访),届时将转由市整改办指定。"


def _check(petition: Petition, handling_unit: str, reason: str) -> None:
    errors = {}
    unit = db.session.get(Unit, handling_unit)
    if unit is None or unit.kind not in ("county", "area", "bureau"):
        errors["handling_unit"] = ["请选择承办单位。"]
    elif handling_unit == petition.accused_unit:
        errors["handling_unit"] = ["本件反映的就是这个单位,不能交给它办。"]
    elif handling_unit == petition.handling_unit:
        errors["handling_unit"] = ["本件已由这个单位承办。"]
    if not reason.strip():
        errors["reason"] = ["请写明改派理由。"]
    if errors:
        raise Invalid(errors)
