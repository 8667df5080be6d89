"""调度: what each unit reports once a month of every measure it owes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class DispatchSheet(db.Model):
    """The sheet (调度表) of one unit for one month: kept as a draft, then submitted whole."""

    __tablename__ = "dispatch_sheet"
    __table_args__ = (UniqueConstraint("unit", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    month: Mapped[date] = mapped_column(index=True)
    """The first day of the month."""
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime | None]
    """The latest draft: who writes over it unseen is told."""
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    """The latest 催报, while the sheet is missing."""


class DispatchRow(db.Model):
    """One measure of a sheet: what happened, what is in the way, what comes next, where it stands."""

    __tablename__ = "dispatch_row"
    __table_args__ = (UniqueConstraint("sheet_id", "measure_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("dispatch_sheet.id", ondelete="CASCADE"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    progress: Mapped[str] = mapped_column(default="")
    problems: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    state: Mapped[str | None]
    """已完成, 达到序时进度 or 滞后; nothing yet in a draft."""
    unchanged: Mapped[bool] = mapped_column(default=False)
    """无变化: the progress is that of the report before."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Items and milestones as they were counted when the sheet was submitted."""


class DispatchEvent(db.Model):
    """What was done to a sheet: submitted, asked for, opened again; never changed, never deleted."""

    __tablename__ = "dispatch_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("dispatch_sheet.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str]
    """submit, ask or reopen."""
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    reason: Mapped[str | None]
    data: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """The rows as they were submitted, so that a sheet opened again loses none of its words."""
    submission: Mapped[str | None] = mapped_column(unique=True)
    """Key of the submitted form: the same form sent twice is one act."""
