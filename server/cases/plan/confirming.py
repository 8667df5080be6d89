"""复核补录: what one person entered counts when another has confirmed it, many at once; the others are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from server.cases.administration import note
from server.cases.batches import current_round
from server.cases.measures.landing import land
from server.cases.plan.ledger import plan_of
from server.cases.plan.records import require_office
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.database import db
from server.models import Measure, MeasureRecord, User

PAGE = 200


@dataclass(frozen=True)
class Waiting:
    """A record that waits for its second person."""

    record: MeasureRecord
    measure: Measure
    who: str
    own: bool
    """Did the viewer enter it, under whichever account?"""


def how_many(by: User) -> int:
    """How many records nobody has decided yet. Raises Forbidden, or NotFound without a plan."""
    return db.session.scalar(select(func.count()).select_from(_open(by).subquery())) or 0


def waiting(by: User, page: int = 1) -> list[Waiting]:
    """A page of them, in the plan's order. Raises the same."""
    query = (
        _open(by)
        .add_columns(Measure, User)
        .join(User, MeasureRecord.entered_by == User.id)
        .order_by(Measure.no, MeasureRecord.day, MeasureRecord.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [
        Waiting(record, measure, user.name, user.staff_no == by.staff_no)
        for record, measure, user in db.session.execute(query).unique()
    ]


def _open(by: User) -> Select[Any]:
    require_office(by)
    query = select(MeasureRecord).join(Measure, MeasureRecord.measure_id == Measure.id)
    return query.where(
        Measure.plan_id == plan_of(current_round()).id,
        MeasureRecord.confirmed_at.is_(None),
        MeasureRecord.refused_at.is_(None),
    )


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
            note("refuse_record", f"补录 {record.id}:{record.state},{record.day}", by, now)
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
