"""改派 of a measure: which units owe it changes, the signatures already given stay (patterns of several signers)."""

from collections.abc import Sequence
from datetime import datetime

from server.access import is_office
from server.cases.advance import save
from server.cases.measure_case import MeasureCase
from server.cases.measures.conditions import KINDS
from server.cases.measures.owed import add, owed_by, take_off
from server.cases.noting import note_act
from server.cases.refusal import Forbidden, Invalid
from server.cases.returning import reopen_at
from server.cases.work import Work, work_of
from server.models import Measure, User
from workflows.engine import Process as Running

CHANGED = "units_changed"
"""The message on which a step done by several units asks anew who has not signed."""
MOVED = "责任单位有变动,还有单位没有办。"
BY_HAND = "市整改办增加"
"""Stands for the name in the plan where a unit owes a measure by the office's decision alone."""


def change_units(
    measure: Measure, added: Sequence[str], removed: Sequence[str], reason: str, by: User, now: datetime
) -> None:
    """Let other units owe a running measure. Raises Forbidden, Invalid, or Stale when its chain has ended."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以调整责任单位。")
    work = work_of(measure, now)
    _check(measure, added, removed, reason)
    add(measure, [(unit, BY_HAND) for unit in added], reason.strip(), by, now)
    take_off(measure, removed, by, now)
    data = {"added": list(added), "removed": list(removed)}
    note_act(work, "reassign", by, reason=reason, unit="office", data=data)
    ask_again(work, measure, by)


def _check(measure: Measure, added: Sequence[str], removed: Sequence[str], reason: str) -> None:
    now_owing = {one.unit for one in owed_by(measure)}
    errors = {}
    if not reason.strip():
        errors["reason"] = ["请写明调整理由。"]
    if not added and not removed:
        errors["units"] = ["责任单位没有变化。"]
    if not (now_owing | set(added)) - set(removed):
        errors["units"] = ["至少要有一个责任单位。"]
    if errors:
        raise Invalid(errors)


def ask_again(work: Work, measure: Measure, by: User) -> None:
    """Let the chain ask those who owe a signature now: here, or at the earliest step behind where one is missing."""
    running = work.run()
    owed = _owed_behind(work, measure, running)
    left = owed is not None and work.engine.user_tasks[owed].phase not in _phases(work, running)
    if not left and running.send(CHANGED):
        save(work, running)
    elif owed is not None:
        _go_back(work, owed, by)
    elif (answered := _answered(work, measure, running)) is not None:
        reopen_at(work, answered)


def _answered(work: Work, measure: Measure, running: Running) -> str | None:
    """Where a chain goes on whose diagram does not hear at its first step that all names are settled."""
    steps = work.engine.user_tasks
    case = MeasureCase(measure, steps, work.now)
    if {one.step for one in running.open_tasks()} != {next(iter(steps))} or case.open_groups():
        return None
    return next((step.id for step in steps.values() if case.missing_signers(step=step.id)), None)


def _go_back(work: Work, step: str, by: User) -> None:
    """Every signature stays; but what was struck off (销号) is so no longer while somebody owes it a signature."""
    data = {"to": step, "to_name": work.engine.returnable[step]}
    note_act(work, "return", by, reason=MOVED, step=None, unit="office", data=data)
    work.subject.go_back((), "")
    reopen_at(work, step)


def _phases(work: Work, running: Running) -> set[str]:
    return {work.engine.user_tasks[one.step].phase for one in running.open_tasks()}


def _owed_behind(work: Work, measure: Measure, running: Running) -> str | None:
    """The first step before those open now at which somebody owes a signature, or a name has still to be settled."""
    steps = work.engine.user_tasks
    case = MeasureCase(measure, steps, work.now)
    here = {one.step for one in running.open_tasks()}
    first = next(iter(steps))
    if first not in here and case.open_groups():
        return first
    for step in steps.values():
        if step.id in here:
            return None
        if step.participant and case.missing_signers(step=step.id):
            return step.id
    return None


def set_conditions(measure: Measure, kinds: Sequence[str], reason: str, by: User, now: datetime) -> None:
    """The office says on what a measure depends. Raises Forbidden, Invalid, or Stale when its chain has ended."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以设定条件。")
    if not reason.strip():
        raise Invalid({"reason": ["请写明理由。"]})
    wanted = [kind for kind in KINDS if kind in kinds]
    changes = {"conditions": [_said(measure.conditions), _said(wanted)]}
    note_act(
        work_of(measure, now), "conditions", by, reason=reason, step=None, unit="office", changes=changes
    )
    measure.conditions = wanted


def _said(kinds: Sequence[str]) -> str:
    return "、".join(KINDS[kind] for kind in kinds) or "无"
