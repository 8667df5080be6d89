"""Incidents (故障): automatic steps that failed and were rolled back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db
from server.models.case import OfCase


class Incident(OfCase, db.Model):
    """An automatic step that raised: what was sent is kept, the administrator may try again.

    It belongs to no case when registering failed: there is none yet.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_petition_id", "petition_id"),
        Index("ix_incident_measure_id", "measure_id"),
        Index("ix_incident_problem_id", "problem_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    """The task whose completion failed; None when a timer of the case did, or registering it."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    private: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Who complained, kept apart for the retry: shown to nobody, forgotten with the incident."""
    paper: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """线下签批: signer, signed_on and scan of a form that a clerk entered."""
    submission: Mapped[str | None]
    """Key of the form that was sent, so that a retry and the form sent again are one act."""
    message: Mapped[str]
    at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
