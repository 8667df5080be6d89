"""电话回访抽查: the sample of a year, the cases it drew, and every try to reach who complained."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Sample(db.Model):
    """The sample of one round and year: drawn once by a seed; put aside, it stays to be read."""

    __tablename__ = "sample"
    __table_args__ = (
        Index(
            "uq_sample_in_force", "round_id", "year", unique=True, postgresql_where=text("voided_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    year: Mapped[int]
    seed: Mapped[str]
    total: Mapped[int]
    """交办信访件 of the round on that day: what the share is taken of."""
    number: Mapped[int]
    lists: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Way (phone, walk) -> numbers of all cases it was drawn from, in their order."""
    drawn_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[datetime]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    voided_at: Mapped[datetime | None]
    voided_reason: Mapped[str | None]


class Callback(db.Model):
    """A case of a sample: to be called, or checked by walking round where nobody can be called."""

    __tablename__ = "callback"
    __table_args__ = (UniqueConstraint("sample_id", "petition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id", ondelete="CASCADE"))
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"), index=True)
    way: Mapped[str]
    """phone or walk."""
    place: Mapped[int]
    """Where it stands in its list, from 0."""
    replaces: Mapped[int | None] = mapped_column(ForeignKey("callback.id", ondelete="SET NULL"))
    skipped_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    skipped_at: Mapped[datetime | None]
    skipped_reason: Mapped[str | None]
    result: Mapped[str | None]
    """满意, 基本满意, 不满意 or 联系不上."""
    words: Mapped[str | None]
    visited_on: Mapped[date | None]
    households: Mapped[int | None]
    """走访: when, and how many neighbours were asked."""
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    sent_back_to: Mapped[str | None]
    """不满意: the step at which the case is done again; none where it is left as it is."""
    decision: Mapped[str | None]
    """Why it is done again, or why not."""
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]


class CallbackAttempt(db.Model):
    """One call: who rang when, and whether anybody answered."""

    __tablename__ = "callback_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callback.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    answered: Mapped[bool]
    note: Mapped[str | None]
