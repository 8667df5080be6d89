"""Incidents (故障): automatic steps that failed and were rolled back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Incident(db.Model):
    """An automatic step that raised: what was typed is kept, the administrator may try again."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    """The task whose completion failed; None when a timer of the case did."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    message: Mapped[str]
    at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
