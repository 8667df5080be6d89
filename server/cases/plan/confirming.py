"""复核补录: what one person entered counts when another has confirmed it, many at once; the others are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from server.cases.batches import current_round
from server.cases.measures.landing import land
from server.cases.plan.ledger import plan_of
from server.cases.plan.records import require_office
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.database import db
from server.models import AdminEvent, Measure, MeasureRecord, User

PAGE = 200


@dataclass(frozen=True)
class Waiting:
    """A record that waits for its second person."""

    record: MeasureRecord
    measure: Measure
    who: str
    own: bool
    """Did the viewer enter it, under whichever account?"""


def waiting(by: User, page: int = 1) -> tuple[list[Waiting], int]:
    """A page of the records nobody has decided yet, in the plan's order, and how many there are.

    Raises Forbidden, or NotFound without a plan.
    """
    require_office(by)
    plan = plan_of(current_round())
    query = (
        select(MeasureRecord, Measure, User)
        .join(Measure, MeasureRecord.measure_id == Measure.id)
        .join(User, MeasureRecord.entered_by == User.id)
        .where(
            Measure.plan_id == plan.id,
            MeasureRecord.confirmed_at.is_(None),
            MeasureRecord.refused_at.is_(None),
        )
        .order_by(Measure.no, MeasureRecord.day, MeasureRecord.id)
    )
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    shown = db.session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).unique()
    return [
        Waiting(record, measure, user.name, user.staff_no == by.staff_no) for record, measure, user in shown
    ], total


def decide(ids: Sequence[int], accepted: bool, by: User, now: datetime) -> int:
    """Confirm or refuse records that others entered; returns how many.

    Raises Forbidden for one's own, Stale where somebody was faster, Invalid where none is named.
    """
    require_office(by)
    records = _undecided(ids)
    _not_own(records, by)
    for record in records:
        if accepted:
            record.confirmed_by, record.confirmed_at = by.id, now
        else:
            record.refused_at = now
            db.session.add(_refusal(record, by, now))
    db.session.flush()
    if accepted:
        land(records, by, now)
    return len(records)


def _undecided(ids: Sequence[int]) -> list[MeasureRecord]:
    if not ids:
        raise Invalid({"records": ["请勾选要处理的补录。"]}, "请勾选要处理的补录。")
    query = select(MeasureRecord).where(MeasureRecord.id.in_(ids)).order_by(MeasureRecord.id)
    records = list(db.session.scalars(query.with_for_update()))
    if len(records) < len(set(ids)):
        raise NotFound
    if any(record.confirmed_at or record.refused_at for record in records):
        raise Stale("勾选的补录里有的别人已经处理,请刷新后再选。")
    return records


def _not_own(records: Sequence[MeasureRecord], by: User) -> None:
    """Two accounts of one person are one person."""
    entered = {record.entered_by for record in records}
    same = select(User.id).where(User.id.in_(entered), User.staff_no == by.staff_no)
    if db.session.scalar(same.limit(1)) is not None:
        raise Forbidden("自己录入的补录要由另一个人确认。")


def _refusal(record: MeasureRecord, by: User, now: datetime) -> AdminEvent:
    return AdminEvent(
        at=now,
        user_id=by.id,
        verb="refuse_record",
        subject=f"补录 {record.id}:{record.state},{record.day}",
        changes={},
    )
