"""督查: inspection units look into any measure at any time, and may send it back; supervising is not examining."""

from datetime import datetime

from sqlalchemy import select, update

from server.access import is_office
from server.cases.definition import MEASURE, drawn_engine, drawn_steps
from server.cases.four_eyes import acts
from server.cases.noting import note_act
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.returning import do_again
from server.cases.work import AT_HAND, Work, engine_of, work_of
from server.database import db
from server.models import Measure, Process, Task, User

INSPECT = "inspect"
"""The act that steps of examining exclude (`excludes` in the diagram), and that excludes them in turn."""


def may_inspect(by: User) -> bool:
    """督查单位 are the inspectors of both 督查室 and the city office (plan line 45)."""
    return by.holds({"inspector"}) or is_office(by)


def inspect(measure: Measure, finding: str, back_to: str | None, by: User, now: datetime) -> None:
    """Note an inspection, and send the measure back to a step where one is named; struck off, it is reopened (反弹).

    Raises Forbidden for others and for whoever examined the measure, or Invalid.
    """
    _require(measure, by)
    _check(finding, back_to)
    if back_to is None:
        note_act(_at_rest(measure, now), "inspect", by, reason=finding, step=INSPECT, unit=_desk(by))
        return
    do_again(measure, back_to, finding, by, now, "inspect", step=INSPECT, unit=_desk(by))


def _check(finding: str, back_to: str | None) -> None:
    errors = {}
    if not finding.strip():
        errors["finding"] = ["请写明督查情况。"]
    if back_to is not None and back_to not in drawn_engine(MEASURE).returnable:
        errors["back_to"] = ["请选择退回到哪一步。"]
    if errors:
        raise Invalid(errors)


def _require(measure: Measure, by: User) -> None:
    if not may_inspect(by):
        raise Forbidden("只有督查单位可以督查。")
    apart = {
        step.id for step in drawn_steps().values() if INSPECT in step.properties.get("excludes", "").split()
    }
    examined = {act.staff_no for act in acts(measure) if act.step in apart}
    if by.staff_no in examined:
        raise Forbidden("您审核过这条措施,不能再督查它。")


def _at_rest(measure: Measure, now: datetime) -> Work:
    """The measure as it stands: noting an inspection moves nothing."""
    row = db.session.scalars(
        select(Process).where(Process.measure_id == measure.id).order_by(Process.id.desc()).limit(1)
    ).one()
    return Work(Task(**AT_HAND), measure, row, engine_of(row), now)


def _desk(by: User) -> str:
    """The unit for which somebody looks into measures: the city office, or the inspectors."""
    return "office" if is_office(by) else "inspection"


def nudge(measure: Measure, words: str, by: User, now: datetime) -> int:
    """催办: remind those, and only those, who have not signed yet; returns how many tasks that were.

    Raises Forbidden, or Stale where nobody is asked for anything.
    """
    if not may_inspect(by):
        raise Forbidden("只有市整改办和督查单位可以催办。")
    work = work_of(measure, now)
    waiting = update(Task).where(Task.of(measure), Task.closed_at.is_(None))
    note = f"催办:{words.strip() or '请尽快办理'}"
    units = list(db.session.scalars(waiting.values(note=note).returning(Task.unit)))
    if not units:
        raise Stale("这条措施眼下没有人要办,不用催办。")
    data = {"units": sorted(set(units))}
    note_act(work, "nudge", by, reason=words, step=None, unit=_desk(by), data=data)
    return len(units)
