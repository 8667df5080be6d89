"""Rounds and batches a case belongs to, found or made by name."""

from collections.abc import Mapping
from datetime import date, datetime, time

from psycopg.errors import LockNotAvailable
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from server.access import is_office
from server.cases.administration import note
from server.cases.calendar import ZONE, local_day
from server.cases.refusal import Forbidden, Invalid, NotFound, Refusal
from server.database import db
from server.models import Batch, Petition, Round, User
from workflows.normal import read_batch

NUMBERS = {read_batch(str(number)): number for number in range(1, 200)}


def current_round() -> Round:
    """The round in which new cases are registered. Raises Refusal when none is set."""
    found: Round | None = db.session.scalar(select(Round).where(Round.current))
    if found is None:
        raise Refusal("还没有设定当前督察轮次,请先运行 xiaohao init。")
    return found


def hold(round_: Round) -> None:
    """Let those who give numbers and batches in one round take turns; Refusal when another takes too long."""
    try:
        db.session.execute(select(Round.id).where(Round.id == round_.id).with_for_update(key_share=True))
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise Refusal("别人正在登记或导入,请稍等片刻再试;这次什么都没有写入。") from error
        raise


def batch_of(round_: Round, name: str | None, assigned_on: date | None = None) -> Batch | None:
    """The batch of this name in the round, made when it is new."""
    name = read_batch(name or "")
    if not name:
        return None
    found = db.session.scalar(select(Batch).where(Batch.round_id == round_.id, Batch.name == name))
    if found is None:
        found = Batch(round_id=round_.id, name=name, number=NUMBERS.get(name, 0), assigned_on=assigned_on)
        db.session.add(found)
        db.session.flush()
    return found


def published(petition: Petition, day: date | None) -> None:
    """A row that stood in a published table was reported by that day, and its batch is public."""
    if day is None:
        return
    petition.reported_at = petition.reported_at or datetime.combine(day, time(), ZONE)
    if petition.batch_id is not None:
        batch = db.session.get_one(Batch, petition.batch_id)
        batch.published_on = batch.published_on or day


def load_batch(batch_id: int, by: User) -> Batch:
    """A batch whose days the office may write. Raises Forbidden or NotFound."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以登记批次的日期。")
    batch = db.session.get(Batch, batch_id)
    if batch is None:
        raise NotFound
    if db.session.get_one(Round, batch.round_id).read_only:
        raise Forbidden("往轮督察的批次只供查阅,不能改动。")
    return batch


def set_days(batch: Batch, days: Mapping[str, date | None], by: User, now: datetime) -> None:
    """When the batch was assigned and published. Raises Invalid for days that cannot be."""
    assigned, public = days.get("assigned_on"), days.get("published_on")
    named = {"assigned_on": assigned, "published_on": public}
    today = local_day(now)
    errors = {name: ["这个日期还没有到。"] for name, day in named.items() if day and day > today}
    if assigned and public and public < assigned:
        errors["published_on"] = ["公开日期不能早于交办日期。"]
    if errors:
        raise Invalid(errors)
    old = {name: getattr(batch, name) for name in named}
    batch.assigned_on, batch.published_on = assigned, public
    if old != named:
        note("set_days", batch.name, by, now, old=old, new=named)
