"""Rounds of inspection (督察轮次) and the batches (批次) in which petitions arrive."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Round(db.Model):
    """A round of inspection: it owns batches, cases, plan and targets; earlier ones are read only."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    current: Mapped[bool] = mapped_column(default=False)
    read_only: Mapped[bool] = mapped_column(default=False)
    target: Mapped[int | None]
    """How many petitions were assigned, as announced (128): what the list must add up to."""


class Batch(db.Model):
    """A batch of petitions, assigned and published together; numbers restart with each."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("round_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    name: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
    """第十批 -> 10, for the order of lists; 0 where the name has no number."""
    assigned_on: Mapped[date | None]
    published_on: Mapped[date | None]
