"""Signatures of units on a measure: rows that a return voids and nothing deletes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from server.database import db
from server.models import Signature


def signed(measure_id: int, step: str) -> set[str]:
    """Units whose signature at a step stands."""
    query = select(Signature.unit).where(
        Signature.measure_id == measure_id, Signature.step == step, Signature.voided_at.is_(None)
    )
    return set(db.session.scalars(query))


def void(measure_id: int, steps: Sequence[str], reason: str, now: datetime) -> None:
    """Let the signatures of these steps count no longer: the units are asked again."""
    standing = update(Signature).where(
        Signature.measure_id == measure_id, Signature.step.in_(steps), Signature.voided_at.is_(None)
    )
    db.session.execute(standing.values(voided_at=now, voided_reason=reason))
