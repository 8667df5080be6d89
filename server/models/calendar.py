"""The calendar of days off and make-up working days, as published."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class CalendarDay(db.Model):
    """A day that is not what its weekday says: a holiday, or a weekend that is worked."""

    __tablename__ = "calendar_day"

    calendar: Mapped[str] = mapped_column(primary_key=True)
    """national (State Council) or guangxi (the region's 三月三, which may override a national day)."""
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]
    quality: Mapped[str]
    """official, press or secondary: how well the day is documented."""
