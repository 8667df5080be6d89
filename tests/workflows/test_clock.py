"""The clock of a deadline: pauses stop the count and take nothing from the budget; every day explains itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.test_deadlines import CALENDARS, DAYS, GUANGXI, NATIONAL
from workflows.clock import LONGEST, Budget, Pause, Unit
from workflows.deadlines import Calendar

D = date.fromisoformat
PAUSES = st.lists(
    st.builds(lambda first, days: Pause(first, first + timedelta(days)), DAYS, st.integers(0, 40)), max_size=4
).map(tuple)
UNIT = st.sampled_from(["working_days", "calendar_days"])


@pytest.mark.parametrize(
    ("start", "number", "words"),
    [
        ("2023-09-27", 7, "2023-09-27 交办 + 7 个工作日 = 10-12:9-29 至 10-6 放假,10-7、10-8 补班计入"),
        ("2026-03-11", 3, "2026-03-11 交办 + 3 个工作日 = 3-16"),
        ("2024-04-10", 3, "2024-04-10 交办 + 3 个工作日 = 4-17:4-11、4-12 放假"),
        ("2023-04-20", 5, "2023-04-20 交办 + 5 个工作日 = 4-28:4-21 至 4-23 放假"),
        ("2024-12-30", 3, "2024-12-30 交办 + 3 个工作日 = 2025-01-03:1-1 放假"),
        ("2026-09-30", 2, "2026-09-30 交办 + 2 个工作日 = 10-9:10-1 至 10-7 放假"),
        ("2026-12-30", 3, "2026-12-30 交办 + 3 个工作日 = 2027-01-04:2027 年暂按周末推算"),
        ("2025-09-30", 3, "2025-09-30 交办 + 3 个工作日 = 10-11:10-1 至 10-8 放假,10-11 补班计入"),
    ],
)
def test_a_date_explains_itself(start: str, number: int, words: str) -> None:
    assert Budget(date.fromisoformat(start), number).explain(GUANGXI) == words


def test_another_event_may_start_the_count() -> None:
    assert (
        Budget(date(2026, 3, 11), 1).explain(GUANGXI, event="签收").startswith("2026-03-11 签收 + 1 个工作日")
    )


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_an_explanation_names_every_unusual_day_and_the_due_day(
    calendar: Calendar, start: date, number: int
) -> None:
    words = Budget(start, number).explain(calendar)
    due = calendar.add_working_days(start, number)
    assert f"= {due.month}-{due.day}" in words or f"= {due.isoformat()}" in words
    assert ("放假" in words) == any(start < day <= due for day in calendar.days_off)
    assert ("补班" in words) == any(start < day <= due for day in calendar.working)
    assert ("暂按周末推算" in words) == calendar.provisional(due, since=start + timedelta(1))


@pytest.mark.parametrize(
    ("budget", "due", "why"),
    [
        (
            Budget(D("2026-03-02"), 5, pauses=(Pause(D("2026-03-04"), D("2026-03-06")),)),
            "2026-03-12",
            "2026-03-02 交办 + 5 个工作日 = 3-12:3-4 至 3-6 暂停不计",
        ),
        (
            Budget(D("2026-03-02"), 5, pauses=(Pause(D("2026-03-20"), None),)),
            "2026-03-09",
            "2026-03-02 交办 + 5 个工作日 = 3-9",
        ),
        (
            Budget(D("2026-03-02"), 5, pauses=(Pause(D("2026-03-04")),)),
            None,
            "2026-03-02 交办 + 5 个工作日 = 暂停中,恢复后再算:3-4 至 今 暂停不计",
        ),
        (
            Budget(D("2026-09-01"), 60, "calendar_days"),
            "2026-11-02",
            "2026-09-01 交办 + 60 天 = 11-2:10-31 不是工作日,顺延",
        ),
        (
            Budget(D("2026-09-01"), 30, "calendar_days", (Pause(D("2026-09-10"), D("2026-09-14")),)),
            "2026-10-08",
            "2026-09-01 交办 + 30 天 = 10-8:10-6 不是工作日,顺延,9-10 至 9-14 暂停不计",
        ),
        (Budget(D("2026-03-07"), 0), "2026-03-07", "2026-03-07 交办 + 0 个工作日 = 3-7"),
        (
            Budget(D("2026-12-30"), 3, "calendar_days"),
            "2027-01-04",
            "2026-12-30 交办 + 3 天 = 2027-01-04:1-2 不是工作日,顺延,2027 年暂按周末推算",
        ),
    ],
)
def test_pauses_and_calendar_days(budget: Budget, due: str | None, why: str) -> None:
    assert budget.due(GUANGXI) == (D(due) if due else None)
    assert budget.explain(GUANGXI) == why


@given(CALENDARS, DAYS, st.integers(0, 90))
def test_without_pauses_it_is_the_calendars_own_count(calendar: Calendar, start: date, number: int) -> None:
    assert Budget(start, number).due(calendar) == calendar.add_working_days(start, number)
    if number:
        days = Budget(start, number, "calendar_days")
        assert days.due(calendar) == calendar.add_calendar_days(start, number)


@given(CALENDARS, DAYS, st.integers(1, 60), UNIT, PAUSES)
def test_the_budget_is_conserved_however_often_it_stood_still(
    calendar: Calendar, start: date, number: int, unit: Unit, pauses: tuple[Pause, ...]
) -> None:
    budget = Budget(start, number, unit, pauses)
    due = budget.due(calendar)
    assert due is not None
    assert budget.used(due, calendar) >= number
    assert budget.used(due - timedelta(1), calendar) < number or unit == "calendar_days"
    assert calendar.is_working_day(due)
    assert not any(pause.holds(due) for pause in pauses)
    if unit == "working_days":
        assert budget.used(due, calendar) == number


@given(CALENDARS, DAYS, st.integers(1, 60), UNIT, PAUSES, DAYS, st.integers(0, 20))
def test_a_pause_never_brings_the_day_nearer(
    calendar: Calendar,
    start: date,
    number: int,
    unit: Unit,
    pauses: tuple[Pause, ...],
    first: date,
    days: int,
) -> None:
    without = Budget(start, number, unit, pauses).due(calendar)
    more = Budget(start, number, unit, (*pauses, Pause(first, first + timedelta(days)))).due(calendar)
    assert without is not None
    assert more is not None
    assert more >= without
    if first > without or first + timedelta(days) <= start:
        assert more == without


@given(CALENDARS, DAYS, st.integers(1, 60), UNIT, PAUSES)
def test_overlapping_and_divided_pauses_are_one(
    calendar: Calendar, start: date, number: int, unit: Unit, pauses: tuple[Pause, ...]
) -> None:
    halves = tuple(
        half
        for pause in pauses
        if pause.last
        for middle in [pause.first + (pause.last - pause.first) // 2]
        for half in (Pause(pause.first, middle), Pause(middle, pause.last))
    )
    one, other = Budget(start, number, unit, pauses), Budget(start, number, unit, halves)
    assert one.due(calendar) == other.due(calendar)


def test_what_nobody_can_have_meant_is_refused() -> None:
    for number in (-1, LONGEST + 1):
        with pytest.raises(ValueError, match="期限天数"):
            Budget(D("2026-03-02"), number)
    with pytest.raises(ValueError, match="早于"):
        Pause(D("2026-03-02"), D("2026-03-01"))


def test_a_day_in_a_year_without_a_notice_is_provisional() -> None:
    assert Budget(D("2026-12-30"), 3).provisional(GUANGXI)
    assert not Budget(D("2026-11-02"), 20).provisional(GUANGXI)
    assert not Budget(D("2026-12-31"), 0).provisional(GUANGXI)
    assert not Budget(D("2026-12-30"), 30, pauses=(Pause(D("2026-12-31")),)).provisional(GUANGXI)
    assert Budget(D("2023-04-19"), 3).due(NATIONAL) == D("2023-04-23")
