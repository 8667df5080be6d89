"""暂停计时: for which days the office's clock of a petition stood still, why, by which document and by whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Suspension(db.Model):
    """One stretch of days that do not count; the last day is known once the clock runs again."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index("ix_suspension_petition_id", "petition_id"),
        Index("uq_suspension_now", "petition_id", unique=True, postgresql_where=text("resumed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"))
    first: Mapped[date]
    last: Mapped[date | None]
    """The last day that does not count; before the first one where the clock ran again on the same day."""
    reason: Mapped[str]
    document: Mapped[str]
    """批准文件: which document allows it."""
    suspended_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    suspended_at: Mapped[datetime]
    resumed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    resumed_at: Mapped[datetime | None]
    resumed_reason: Mapped[str | None]
