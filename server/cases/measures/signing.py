"""Signatures of units on a measure or a problem: rows that a return voids and nothing deletes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from server.database import db
from server.models import Measure, Problem, Signature, Task, User, key_of
from workflows.roles import LANES


class Signatures:
    """The signatures that stand on one case: read once, and kept in step with what is signed and voided here."""

    def __init__(self, case: Measure | Problem, *, none_yet: bool = False) -> None:
        self.case = case
        self._given: dict[str, set[str]] | None = {} if none_yet else None

    def at(self, step: str) -> set[str]:
        """Units whose signature at a step stands."""
        if self._given is None:
            self._given = {}
            query = select(Signature.step, Signature.unit).where(
                Signature.of(self.case), Signature.voided_at.is_(None)
            )
            for one, unit in db.session.execute(query):
                self._given.setdefault(one, set()).add(unit)
        return self._given.get(step, set())

    def sign(self, task: Task, signer: User, now: datetime) -> None:
        """Keep the signature of the unit a task was for, where it asks a unit for one."""
        if LANES[task.lane].place not in ("participant", "lead") or not task.participant:
            return
        row = {**key_of(self.case), "step": task.step, "unit": task.participant}
        statement = insert(Signature).values(**row, user_id=signer.id, at=now)
        db.session.execute(statement.on_conflict_do_nothing())
        if self._given is not None:
            self._given.setdefault(task.step, set()).add(task.participant)

    def void(self, steps: Sequence[str], reason: str, now: datetime) -> None:
        """Let the signatures of these steps count no longer: the units are asked again."""
        if not steps:
            return
        standing = update(Signature).where(
            Signature.of(self.case), Signature.step.in_(steps), Signature.voided_at.is_(None)
        )
        db.session.execute(standing.values(voided_at=now, voided_reason=reason))
        for step in steps:
            (self._given or {}).pop(step, None)
