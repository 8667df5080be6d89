"""Events (办理记录): everything that ever happened to a case, with who, when, what and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db
from server.models.case import OfCase, one_case


class Event(OfCase, db.Model):
    """One act on a case; never changed, never deleted."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_petition_id_id", "petition_id", "id"),
        Index("ix_event_measure_id_id", "measure_id", "id"),
        Index("ix_event_problem_id_id", "problem_id", "id"),
        one_case(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    verb: Mapped[str]
    """complete, claim, release, hand_over, reassign, return, mark, unmark, import, update, open."""
    step: Mapped[str | None]
    participant: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose act it is: the signer, also where a clerk entered it from paper."""
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The clerk who entered a signature given on paper (线下签批)."""
    unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Column -> [old, new] where the act changed an earlier value."""
    reason: Mapped[str | None]
    handling: Mapped[bool] = mapped_column(default=False)
    """Did this act make its author a handler of the case (核查, 整改, 包案)? Then never its checker."""
    submission: Mapped[str | None] = mapped_column(unique=True)
    """Key of the submitted form: the same form sent twice is one act."""
