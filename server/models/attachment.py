"""Attachments (材料): files by content hash, the original kept."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db
from server.models.case import OfCase, one_case


class Attachment(OfCase, db.Model):
    """A file of a case: stored once by its SHA-256, shown under its own name."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_petition_id", "petition_id"),
        Index("ix_attachment_measure_id", "measure_id"),
        Index("ix_attachment_problem_id", "problem_id"),
        one_case(),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    step: Mapped[str | None]
    kind: Mapped[str]
    """photo_before, photo_after, photo_visit, evidence or scan."""
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    thumbnail: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    filed: Mapped[bool] = mapped_column(default=False)
    """Part of the record: the form it was uploaded with was accepted."""
