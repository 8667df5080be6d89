"""Months of 调度 and the day by which the sheets of a month are due."""

from datetime import date, timedelta

from server.cases.calendar import calendar

WORKING_DAYS = 5
"""Sheets are due on the fifth working day of their month."""
DAY = timedelta(days=1)


def month_of(day: date) -> date:
    """The month in which a day lies, as its first day."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """The month before."""
    return month_of(month - DAY)


def months_up_to(month: date, number: int) -> list[date]:
    """So many months, the one given last."""
    found = [month]
    while len(found) < number:
        found.insert(0, month_before(found[0]))
    return found


def due_day(month: date, opened: date) -> date:
    """The fifth working day of the month; of a sheet opened later, the fifth from its opening on."""
    return calendar().add_working_days(max(month, opened) - DAY, WORKING_DAYS)


def say_month(month: date) -> str:
    """2026年3月."""
    return f"{month.year}年{month.month}月"
