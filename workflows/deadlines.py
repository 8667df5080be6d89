"""Working days (工作日) and what follows from them: the n-th one, how many lie between, how late something is.

A working day is Monday to Friday unless given off, or a weekend day that is worked to make up for it (补班).
Pure: days come in as facts, no clock is read. All days are dates in Asia/Shanghai.
"""

from bisect import bisect_right
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

Light = Literal["red", "yellow", "green", "grey"]
"""超期, 临期, 正常, 无期限或暂停."""
YELLOW_DAYS = 2
"""Working days before the due day from which on a step counts as 临期."""
DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The days that are not what their weekday says, by name; all others go by the weekday."""

    days_off: Mapping[date, str] = field(default_factory=dict)
    working: Mapping[date, str] = field(default_factory=dict)
    known_years: Set[int] = frozenset()

    def __post_init__(self) -> None:
        """A day cannot be both given off and worked."""
        if both := sorted(self.days_off.keys() & self.working.keys()):
            raise ValueError(f"{both[0]} 既放假又补班 / is both off and worked")

    def is_working_day(self, day: date) -> bool:
        """Is it worked on this day?"""
        if day in self.days_off:
            return False
        return day in self.working or day.weekday() < SATURDAY

    def next_working_day(self, day: date) -> date:
        """The first working day after this day."""
        while True:
            day += DAY
            if self.is_working_day(day):
                return day

    def add_working_days(self, start: date, number: int) -> date:
        """The n-th working day after the start day, which itself never counts; n = 0 is the start day."""
        due = start
        for _ in range(_not_negative(number)):
            due = self.next_working_day(due)
        return due

    def add_calendar_days(self, start: date, number: int) -> date:
        """So many calendar days after the start day; if it is not worked then, the next working day."""
        due = start + _not_negative(number) * DAY
        return due if self.is_working_day(due) else self.next_working_day(due)

    def working_days_between(self, first: date, second: date) -> int:
        """Working days after the earlier up to the later day; negative if the second is the earlier."""
        return self._worked_until(second) - self._worked_until(first)

    def _worked_until(self, day: date) -> int:
        """Working days up to this day since the calendar began, counted by weeks: lists ask for years at once."""
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 is a Monday
        off, made_up = self._unlike_their_weekday
        return weeks * SATURDAY + min(rest, SATURDAY) - bisect_right(off, day) + bisect_right(made_up, day)

    @cached_property
    def _unlike_their_weekday(self) -> tuple[list[date], list[date]]:
        """Weekdays given off and weekend days worked, in order."""
        off = sorted(day for day in self.days_off if day.weekday() < SATURDAY)
        return off, sorted(day for day in self.working if day.weekday() >= SATURDAY)

    def provisional(self, day: date, since: date | None = None) -> bool:
        """Does the count to this day rest on a year without a notice (暂按周末推算)?"""
        years = range((since or day).year, day.year + 1)
        return not self.known_years >= set(years)

    def remaining(self, due: date, today: date) -> str:
        """How much time is left or past, in words."""
        if due == today:
            return "今天到期"
        number = self.working_days_between(today, due)
        word = "剩" if due > today else "超期"
        return f"{word} {abs(number)} 个工作日" if number else f"{word}不足 1 个工作日"


def light(due: date | None, today: date, calendar: Calendar, yellow_days: int = YELLOW_DAYS) -> Light:
    """The colour of a due day: red once it is past, yellow in its last working days, grey when none runs."""
    if due is None:
        return "grey"
    if due < today:
        return "red"
    return "yellow" if due <= yellow_until(today, calendar, yellow_days) else "green"


def yellow_until(today: date, calendar: Calendar, yellow_days: int = YELLOW_DAYS) -> date:
    """The last due day that shows yellow today, so that a query needs only compare dates."""
    return calendar.add_working_days(today, yellow_days + 1) - DAY


def _not_negative(number: int) -> int:
    if number < 0:
        raise ValueError("期限不能为负 / a deadline cannot be negative")
    return number
