"""Acts of the administration (操作记录): accounts, units, batch days and incidents; acts on a case are its events."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class AdminEvent(db.Model):
    """One act on the house itself; never changed, never deleted, and never holding a password."""

    __tablename__ = "admin_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who did it; None for a command on the server, which nobody signs in to."""
    verb: Mapped[str]
    subject: Mapped[str]
    """What it was done to, in words that stay true when it is renamed or gone."""
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Field -> [old, new]."""
    reason: Mapped[str | None]
