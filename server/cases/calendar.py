"""The working calendar as the database knows it, read once per process."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.database import db
from server.models import CalendarDay
from workflows.deadlines import Calendar

ZONE = ZoneInfo("Asia/Shanghai")


CALENDARS = {"guangxi": ("national", "guangxi"), "national": ("national",)}
"""The notices each calendar rests on; the last one wins where several speak of a day."""


@cache
def calendar(name: str = "guangxi") -> Calendar:
    """Days off and make-up days: Guangxi's with its 三月三 laid over the whole country's, or the country's alone."""
    rows = db.session.execute(
        select(CalendarDay.day, CalendarDay.working, CalendarDay.name)
        .where(CalendarDay.calendar.in_(CALENDARS[name]))
        .order_by(CalendarDay.calendar.desc())
    ).all()
    days = {day: (working, name) for day, working, name in rows}
    return Calendar(
        days_off={day: name for day, (working, name) in days.items() if not working},
        working={day: name for day, (working, name) in days.items() if working},
        known_years={day.year for day in days},
    )


def local_day(instant: datetime) -> date:
    """The date of an instant in Asia/Shanghai."""
    return instant.astimezone(ZONE).date()
