"""Attachments (材料): files by content hash, the original kept."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Attachment(db.Model):
    """A file of a case: stored once by its SHA-256, shown under its own name."""

    __tablename__ = "attachment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"), index=True)
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
