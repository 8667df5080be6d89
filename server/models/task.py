"""Work items (任务) and the drafts people keep in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import db
from server.models.case import OfCase, one_case
from server.models.measure import Measure
from server.models.petition import Petition
from server.models.plan import Problem
from server.models.user import User


class Task(OfCase, db.Model):
    """A step somebody must do: known by its natural key, never by the engine's ids, which change."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("process_id", "step", "participant", "round"),
        Index("ix_task_open_unit", "unit", "lane", "due_on", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_open_user", "user_id", "due_on", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_open_petition", "petition_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_open_measure", "measure_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_open_problem", "problem_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_petition_id", "petition_id"),
        one_case(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    step: Mapped[str]
    participant: Mapped[str] = mapped_column(default="")
    round: Mapped[int] = mapped_column(default=1)
    lane: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    note: Mapped[str | None]
    """Why the task stands where it stands, or what the last holder left in writing."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """done, or withdrawn when the process left the step another way."""

    petition: Mapped[Petition | None] = relationship(lazy="raise")
    measure: Mapped[Measure | None] = relationship(lazy="raise")
    problem: Mapped[Problem | None] = relationship(lazy="raise")
    user: Mapped[User | None] = relationship(lazy="raise")


class Draft(db.Model):
    """What one person has typed into a task so far."""

    __tablename__ = "draft"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]
