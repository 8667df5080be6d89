"""Signatures (签字) of units on measures and problems."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db
from server.models.case import Belonging, one_case


def _once(name: str, column: str) -> Index:
    """A unit signs a step of a case once, until the signature is voided."""
    return Index(name, column, "step", "unit", unique=True, postgresql_where=text("voided_at IS NULL"))


class Signature(Belonging, db.Model):
    """A unit's signature at a step of a measure or a problem; voided by a return, never deleted."""

    __tablename__ = "signature"
    __table_args__ = (
        _once("uq_signature_now", "measure_id"),
        _once("uq_signature_of_problem_now", "problem_id"),
        one_case("measure_id", "problem_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    step: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("measure_record.id"))
    """Entered later from paper (补录): the record it rests on."""
    voided_at: Mapped[datetime | None]
    voided_reason: Mapped[str | None]
