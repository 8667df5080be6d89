"""节点: dates and targets found in the plan's words; the office confirms or drops them, the units reach them."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select

from server.access import is_office
from server.cases.calendar import local_day
from server.cases.measures.owed import owed_by
from server.cases.record import write_event
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.database import db
from server.models import Measure, Milestone, User

DECISIONS = {"confirm": "confirmed", "drop": "dropped", "undo": "proposed"}
PROOF_LIMIT = 500


def all_milestones(measure: Measure) -> list[Milestone]:
    """Those of the measure and of its problem's goal, by day, with those put aside."""
    query = select(Milestone).where(_belongs(measure)).order_by(Milestone.day, Milestone.id)
    return list(db.session.scalars(query))


def milestone_of(measure: Measure, milestone_id: int) -> Milestone:
    """One of them, to be decided about. Raises NotFound."""
    query = select(Milestone).where(_belongs(measure), Milestone.id == milestone_id).with_for_update()
    found: Milestone | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def may_reach(measure: Measure, by: User) -> bool:
    """The office, the units that owe the measure, and those that lead its problem."""
    units = {*(one.unit for one in owed_by(measure)), *measure.problem.leads}
    return is_office(by) or bool(units & set(by.units))


def decide_milestone(one: Milestone, decision: str, by: User, now: datetime) -> None:
    """确认, 不作节点, or back to a proposal. Raises Forbidden, or Invalid for one that is reached already."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以确认节点。")
    if decision not in DECISIONS:
        raise Invalid({"act": ["请选择怎样处理。"]}, "请选择怎样处理。")
    if one.reached_on is not None and decision != "confirm":
        raise Invalid({"act": ["已经到达的节点不能再改。"]}, "已经到达的节点不能再改。")
    one.state = DECISIONS[decision]
    one.decided_by, one.decided_at = (None, None) if decision == "undo" else (by.id, now)


def reach(measure: Measure, one: Milestone, day: date | None, proof: str, by: User, now: datetime) -> None:
    """到达: a confirmed milestone has come true, on a day and with a proof. Raises Forbidden or Invalid."""
    if not may_reach(measure, by):
        raise Forbidden("只有这条措施的责任单位、牵头单位和市整改办可以登记节点。")
    errors = {}
    if one.state != "confirmed":
        errors["act"] = ["节点要先由市整改办确认。"]
    if day is None or day > local_day(now):
        errors["reached_on"] = ["请写明到达的日期,不能晚于今天。"]
    if not proof.strip() or len(proof) > PROOF_LIMIT:
        errors["proof"] = [f"请写明佐证材料,最多 {PROOF_LIMIT} 个字。"]
    if errors:
        raise Invalid(errors, ";".join(sentence for found in errors.values() for sentence in found))
    before = one.reached_on
    one.reached_on, one.proof = day, proof.strip()
    _note(measure, one, before, by, now)


def _note(measure: Measure, one: Milestone, before: date | None, by: User, now: datetime) -> None:
    write_event(
        measure_id=measure.id,
        verb="milestone",
        user_id=by.id,
        unit=by.units[0] if by.units else None,
        at=now,
        reason=one.text,
        data={"reached_on": one.reached_on, "proof": one.proof},
        changes={"reached_on": [str(before), str(one.reached_on)]} if before else {},
    )


def _belongs(measure: Measure) -> ColumnElement[bool]:
    return or_(Milestone.measure_id == measure.id, Milestone.problem_id == measure.problem_id)
