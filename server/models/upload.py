"""Sheets uploaded for import, waiting between preview and confirmation."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Upload(db.Model):
    """A sheet the office looks at before anything is written from it."""

    __tablename__ = "upload"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    choices: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Row number -> landing step the office chose instead, with the reason."""
    at: Mapped[datetime]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
