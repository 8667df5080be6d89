"""Days and hours of the invented past, counted in working days before today."""

from datetime import date, datetime, time, timedelta

from server.cases.calendar import ZONE, calendar

DAY = timedelta(days=1)
OPENS = time(8, 40)
NEXT = timedelta(minutes=37)


def working_day_before(today: date, number: int) -> date:
    """The n-th working day before today, which itself never counts."""
    day = today
    for _ in range(number):
        day -= DAY
        while not calendar().is_working_day(day):
            day -= DAY
    return day


def at_work(day: date, minute: int) -> datetime:
    """An instant in office hours of a day in Liuzhou."""
    return datetime.combine(day, OPENS, ZONE) + timedelta(minutes=minute)
