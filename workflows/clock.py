"""期限: a budget of days and the times for which it stood still (暂停); the day follows from both, never the reverse.

Pure: the calendar comes in, no clock is read. All days are dates in Asia/Shanghai.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workflows.deadlines import Calendar

Unit = Literal["working_days", "calendar_days"]
UNITS: dict[Unit, str] = {"working_days": "个工作日", "calendar_days": "天"}
DAY = timedelta(days=1)
LONGEST = 10_000
"""Days of the longest budget: nobody is given thirty years, and a slip of the hand is told."""


@dataclass(frozen=True, order=True)
class Pause:
    """Days that do not count, the first and the last included; without a last one the clock still stands."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        """A pause does not end before it begins."""
        if self.last is not None and self.last < self.first:
            raise ValueError(f"暂停的结束日 {self.last} 早于开始日 {self.first}")

    def holds(self, day: date) -> bool:
        """Does the clock stand still on this day?"""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Budget:
    """So many days from a start day, which itself never counts; pauses stop the count and take nothing from it."""

    start: date
    number: int
    unit: Unit = "working_days"
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a budget nobody can have meant."""
        if not 0 <= self.number <= LONGEST:
            raise ValueError(f"期限天数应在 0 到 {LONGEST} 之间")

    def due(self, calendar: Calendar) -> date | None:
        """The day on which the budget is used up; None while the clock stands still for good.

        Working days: the n-th that counts. Calendar days: the n-th that counts, then on to a working day.
        """
        day, left = self.start, self.number
        while left:
            day += DAY
            if self._stands(day) is None:
                return None
            left -= self._counts(day, calendar)
        while self.unit == "calendar_days" and self.number and not self._is_open(day, calendar):
            day += DAY
            if self._stands(day) is None:
                return None
        return day

    def used(self, today: date, calendar: Calendar) -> int:
        """Days of the budget that have passed by the end of this day."""
        passed = (self.start + turn * DAY for turn in range(1, (today - self.start).days + 1))
        return sum(self._counts(day, calendar) for day in passed)

    def provisional(self, calendar: Calendar) -> bool:
        """Does the day rest on a year without a notice (暂按周末推算)?"""
        due = self.due(calendar)
        return due is not None and calendar.provisional(due, since=min(self.start + DAY, due))

    def explain(self, calendar: Calendar, event: str = "交办") -> str:
        """Why the day falls where it does, with every day on the way that is not as usual."""
        due = self.due(calendar)
        head = f"{self.start} {event} + {self.number} {UNITS[self.unit]} = "
        if due is None:
            return f"{head}暂停中,恢复后再算:{','.join(self._paused(None))}"
        reasons = [*self._unusual(due, calendar), *self._paused(due)]
        shown = _month_day(due) if due.year == self.start.year else due.isoformat()
        return head + shown + (f":{','.join(reasons)}" if reasons else "")

    def _stands(self, day: date) -> bool | None:
        """Does the clock stand still on this day? None: on this day and on every later one."""
        holding = [pause for pause in self.pauses if pause.holds(day)]
        return None if any(pause.last is None for pause in holding) else bool(holding)

    def _counts(self, day: date, calendar: Calendar) -> bool:
        worked = self.unit == "calendar_days" or calendar.is_working_day(day)
        return worked and self._stands(day) is False

    def _is_open(self, day: date, calendar: Calendar) -> bool:
        return calendar.is_working_day(day) and self._stands(day) is False

    def _unusual(self, due: date, calendar: Calendar) -> Iterator[str]:
        """The days off and made up after the start up to the due day, and the years nobody knows."""
        days = [self.start + turn * DAY for turn in range(1, (due - self.start).days + 1)]
        if self.unit == "calendar_days":
            yield from self._rolled(due, calendar)
        else:
            if off := [day for day in days if day in calendar.days_off]:
                yield f"{_runs(off)} 放假"
            if worked := [day for day in days if day in calendar.working]:
                yield f"{_runs(worked)} 补班计入"
        if unknown := sorted({day.year for day in days} - set(calendar.known_years)):
            yield f"{'、'.join(map(str, unknown))} 年暂按周末推算"

    def _rolled(self, due: date, calendar: Calendar) -> Iterator[str]:
        """Where the last calendar day is not worked, the next working day."""
        day, left = self.start, self.number
        while left:
            day += DAY
            left -= self._counts(day, calendar)
        if day != due:
            yield f"{_month_day(day)} 不是工作日,顺延"

    def _paused(self, due: date | None) -> Iterator[str]:
        """The pauses that moved the day."""
        for pause in sorted(self.pauses, key=lambda one: one.first):
            if due is None or pause.first <= due:
                last = _month_day(pause.last) if pause.last else "今"
                yield f"{_month_day(pause.first)} 至 {last} 暂停不计"


def _month_day(day: date) -> str:
    return f"{day.month}-{day.day}"


def _runs(days: Iterable[date]) -> str:
    """Days in words; three and more in a row by the first and the last."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_run(run) for run in runs)


def _run(run: list[date]) -> str:
    if len(run) > 2:
        return f"{_month_day(run[0])} 至 {_month_day(run[-1])}"
    return "、".join(_month_day(day) for day in run)
