"""Signatures of units on a measure or a problem: rows that a return voids and nothing deletes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from server.database import db
from server.models import Measure, Problem, Signature, Task, User, key_of
from workflows.roles import LANES


def signed(case: Measure | Problem, step: str) -> set[str]:
    """Units whose signature at a step stands."""
    query = select(Signature.unit).where(
        Signature.of(case), Signature.step == step, Signature.voided_at.is_(None)
    )
    return set(db.session.scalars(query))


def sign(case: Measure | Problem, task: Task, signer: User, now: datetime) -> bool:
    """Keep the signature of the unit a task was for; False where the task asks no unit for one."""
    if LANES[task.lane].place not in ("participant", "lead") or not task.participant:
        return False
    row = {**key_of(case), "step": task.step, "unit": task.participant}
    statement = insert(Signature).values(**row, user_id=signer.id, at=now)
    db.session.execute(statement.on_conflict_do_nothing())
    return True


def void(case: Measure | Problem, steps: Sequence[str], reason: str, now: datetime) -> None:
    """Let the signatures of these steps count no longer: the units are asked again."""
    standing = update(Signature).where(
        Signature.of(case), Signature.step.in_(steps), Signature.voided_at.is_(None)
    )
    db.session.execute(standing.values(voided_at=now, voided_reason=reason))
