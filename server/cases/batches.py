"""Rounds and batches a case belongs to, found or made by name."""

from datetime import date

from sqlalchemy import select

from server.cases.refusal import Refusal
from server.database import db
from server.models import Batch, Round
from workflows.normal import read_batch

NUMBERS = {read_batch(str(number)): number for number in range(1, 200)}


def current_round() -> Round:
    """The round in which new cases are registered. Raises Refusal when none is set."""
    found = db.session.scalar(select(Round).where(Round.current))
    if found is None:
        raise Refusal("还没有设定当前督察轮次,请先运行 xiaohao init。")
    return found


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
