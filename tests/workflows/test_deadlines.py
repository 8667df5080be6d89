"""Working days against dates counted from a written-out list of days, and laws that hold for all dates."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.deadlines import Calendar, light, yellow_until

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = json.loads((ROOT / "server" / "seed" / "calendar.json").read_text(encoding="utf-8"))


def calendar_of(*names: str) -> Calendar:
    """The seed's calendars laid over each other, the last one winning, as the server does it."""
    days = {date.fromisoformat(row["day"]): row for name in names for row in FACTS if row["calendar"] == name}
    return Calendar(
        days_off={day: row["name"] for day, row in days.items() if not row["working"]},
        working={day: row["name"] for day, row in days.items() if row["working"]},
        known_years={day.year for day in days},
    )


NATIONAL = calendar_of("national")
GUANGXI = calendar_of("national", "guangxi")

# start day, working days, due by the national calendar, due in Guangxi
GOLDEN = [
    ("2023-01-18", 5, "2023-01-30", "2023-01-30"),
    ("2023-01-20", 1, "2023-01-28", "2023-01-28"),
    ("2023-01-20", 2, "2023-01-29", "2023-01-29"),
    ("2023-01-25", 3, "2023-01-30", "2023-01-30"),
    ("2023-04-04", 1, "2023-04-06", "2023-04-06"),
    ("2023-04-04", 7, "2023-04-14", "2023-04-14"),
    ("2023-04-19", 3, "2023-04-23", "2023-04-25"),
    ("2023-04-20", 5, "2023-04-26", "2023-04-28"),
    ("2023-04-28", 1, "2023-05-04", "2023-05-04"),
    ("2023-04-28", 5, "2023-05-09", "2023-05-09"),
    ("2023-05-05", 1, "2023-05-06", "2023-05-06"),
    ("2023-06-21", 1, "2023-06-25", "2023-06-25"),
    ("2023-06-21", 5, "2023-06-29", "2023-06-29"),
    ("2023-09-27", 7, "2023-10-12", "2023-10-12"),
    ("2023-09-28", 1, "2023-10-07", "2023-10-07"),
    ("2023-09-28", 3, "2023-10-09", "2023-10-09"),
    ("2023-10-01", 2, "2023-10-08", "2023-10-08"),
    ("2023-10-19", 10, "2023-11-02", "2023-11-02"),
    ("2023-12-28", 5, "2024-01-05", "2024-01-05"),
    ("2023-11-03", 60, "2024-01-29", "2024-01-29"),
    ("2024-02-02", 1, "2024-02-04", "2024-02-04"),
    ("2024-02-08", 1, "2024-02-09", "2024-02-09"),
    ("2024-02-09", 5, "2024-02-22", "2024-02-22"),
    ("2024-02-09", 7, "2024-02-26", "2024-02-26"),
    ("2024-02-16", 1, "2024-02-18", "2024-02-18"),
    ("2024-04-03", 1, "2024-04-07", "2024-04-07"),
    ("2024-04-03", 5, "2024-04-11", "2024-04-15"),
    ("2024-04-10", 3, "2024-04-15", "2024-04-17"),
    ("2024-04-26", 1, "2024-04-28", "2024-04-28"),
    ("2024-04-30", 5, "2024-05-10", "2024-05-10"),
    ("2024-05-10", 1, "2024-05-11", "2024-05-11"),
    ("2024-06-07", 2, "2024-06-12", "2024-06-12"),
    ("2024-09-13", 1, "2024-09-14", "2024-09-14"),
    ("2024-09-13", 3, "2024-09-19", "2024-09-19"),
    ("2024-09-27", 3, "2024-10-08", "2024-10-08"),
    ("2024-09-30", 5, "2024-10-12", "2024-10-12"),
    ("2024-10-11", 1, "2024-10-12", "2024-10-12"),
    ("2024-12-30", 3, "2025-01-03", "2025-01-03"),
    ("2025-01-24", 1, "2025-01-26", "2025-01-26"),
    ("2025-01-27", 5, "2025-02-10", "2025-02-10"),
    ("2025-01-27", 1, "2025-02-05", "2025-02-05"),
    ("2025-02-07", 1, "2025-02-08", "2025-02-08"),
    ("2025-02-10", 90, "2025-06-20", "2025-06-24"),
    ("2025-03-28", 3, "2025-04-02", "2025-04-07"),
    ("2025-03-28", 7, "2025-04-09", "2025-04-11"),
    ("2025-04-03", 2, "2025-04-08", "2025-04-08"),
    ("2025-04-25", 1, "2025-04-27", "2025-04-27"),
    ("2025-04-30", 3, "2025-05-08", "2025-05-08"),
    ("2025-05-30", 1, "2025-06-03", "2025-06-03"),
    ("2025-05-30", 7, "2025-06-11", "2025-06-11"),
    ("2025-09-26", 2, "2025-09-29", "2025-09-29"),
    ("2025-09-30", 1, "2025-10-09", "2025-10-09"),
    ("2025-09-30", 5, "2025-10-14", "2025-10-14"),
    ("2025-10-01", 7, "2025-10-16", "2025-10-16"),
    ("2025-10-10", 1, "2025-10-11", "2025-10-11"),
    ("2025-12-29", 7, "2026-01-08", "2026-01-08"),
    ("2025-12-31", 2, "2026-01-05", "2026-01-05"),
    ("2026-01-01", 1, "2026-01-04", "2026-01-04"),
    ("2026-01-02", 3, "2026-01-06", "2026-01-06"),
    ("2026-02-13", 1, "2026-02-14", "2026-02-14"),
    ("2026-02-13", 5, "2026-02-27", "2026-02-27"),
    ("2026-02-14", 1, "2026-02-24", "2026-02-24"),
    ("2026-02-20", 5, "2026-02-28", "2026-02-28"),
    ("2026-02-27", 1, "2026-02-28", "2026-02-28"),
    ("2026-04-03", 1, "2026-04-07", "2026-04-07"),
    ("2026-04-03", 7, "2026-04-15", "2026-04-15"),
    ("2026-04-16", 3, "2026-04-21", "2026-04-23"),
    ("2026-04-16", 1, "2026-04-17", "2026-04-21"),
    ("2026-04-30", 3, "2026-05-08", "2026-05-08"),
    ("2026-05-08", 1, "2026-05-09", "2026-05-09"),
    ("2026-06-18", 5, "2026-06-26", "2026-06-26"),
    ("2026-09-18", 1, "2026-09-20", "2026-09-20"),
    ("2026-09-24", 3, "2026-09-30", "2026-09-30"),
    ("2026-09-30", 1, "2026-10-08", "2026-10-08"),
    ("2026-09-30", 7, "2026-10-15", "2026-10-15"),
    ("2026-10-09", 1, "2026-10-10", "2026-10-10"),
    ("2026-11-23", 7, "2026-12-02", "2026-12-02"),
    ("2026-11-23", 20, "2026-12-21", "2026-12-21"),
]


@pytest.mark.parametrize(("start", "number", "national", "guangxi"), GOLDEN)
def test_golden_dates(start: str, number: int, national: str, guangxi: str) -> None:
    day = date.fromisoformat(start)
    assert NATIONAL.add_working_days(day, number).isoformat() == national
    assert GUANGXI.add_working_days(day, number).isoformat() == guangxi


@pytest.mark.parametrize(
    ("year", "national", "guangxi"), [(2023, 249, 247), (2024, 251, 249), (2025, 248, 246), (2026, 248, 246)]
)
def test_each_year_has_the_working_days_that_are_known_for_it(year: int, national: int, guangxi: int) -> None:
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    assert NATIONAL.working_days_between(first, last) == national
    assert GUANGXI.working_days_between(first, last) == guangxi


def test_the_seed_says_where_each_day_comes_from() -> None:
    assert all(row["source"] and row["quality"] in {"official", "press", "secondary"} for row in FACTS)
    assert {row["day"][:4] for row in FACTS} == {"2023", "2024", "2025", "2026"}
    assert len({(row["calendar"], row["day"]) for row in FACTS}) == len(FACTS)


def test_make_up_days_are_weekend_days_and_the_region_may_take_one_away() -> None:
    assert all(day.weekday() >= 5 for day in NATIONAL.working)
    assert NATIONAL.is_working_day(date(2023, 4, 23))
    assert not GUANGXI.is_working_day(date(2023, 4, 23))


def test_the_seed_agrees_with_the_facts_it_was_made_from(shared: Path) -> None:
    facts = json.loads((shared / "calendar.json").read_text(encoding="utf-8"))["national"]
    for year in ("2023", "2024", "2025", "2026"):
        worked = {day.isoformat() for day in NATIONAL.working if day.isoformat().startswith(year)}
        assert worked == {day["date"] for day in facts[year]["make_up_working_days"]}
        for _, first, last in facts[year]["days_off"]:
            span = (date.fromisoformat(last) - date.fromisoformat(first)).days
            days = [date.fromisoformat(first) + timedelta(number) for number in range(span + 1)]
            assert not any(NATIONAL.is_working_day(day) for day in days)


def test_a_count_into_a_year_without_a_notice_is_provisional() -> None:
    assert not NATIONAL.provisional(date(2026, 12, 31))
    assert NATIONAL.provisional(date(2027, 1, 4))
    assert NATIONAL.provisional(date(2027, 1, 4), since=date(2026, 12, 30))
    assert NATIONAL.provisional(date(2026, 1, 4), since=date(2022, 12, 30))
    assert Calendar().provisional(date(2026, 1, 4))


def test_a_day_cannot_be_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2026-01-04"):
        Calendar({date(2026, 1, 4): "元旦"}, {date(2026, 1, 4): "元旦"})


def test_a_deadline_is_never_negative() -> None:
    with pytest.raises(ValueError, match="期限"):
        NATIONAL.add_working_days(date(2026, 1, 4), -1)
    with pytest.raises(ValueError, match="期限"):
        NATIONAL.add_calendar_days(date(2026, 1, 4), -1)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [("2026-03-09", 4, "2026-03-13"), ("2026-03-09", 5, "2026-03-16"), ("2026-08-02", 60, "2026-10-08")],
)
def test_calendar_days_that_end_on_a_day_off_roll_on(start: str, number: int, due: str) -> None:
    assert NATIONAL.add_calendar_days(date.fromisoformat(start), number).isoformat() == due


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-03-11", "今天到期"),
        ("2026-03-16", "剩 3 个工作日"),
        ("2026-03-10", "超期 1 个工作日"),
        ("2026-03-06", "超期 3 个工作日"),
    ],
)
def test_time_left_in_words(due: str, words: str) -> None:
    assert NATIONAL.remaining(date.fromisoformat(due), today=date(2026, 3, 11)) == words


def test_time_left_over_a_weekend_in_words() -> None:
    friday, saturday, sunday = (date(2026, 3, day) for day in (13, 14, 15))
    assert NATIONAL.remaining(friday, today=saturday) == "超期不足 1 个工作日"
    assert NATIONAL.remaining(sunday, today=saturday) == "剩不足 1 个工作日"


@pytest.mark.parametrize(
    ("due", "colour"),
    [
        (None, "grey"),
        ("2026-03-10", "red"),
        ("2026-03-11", "yellow"),
        ("2026-03-13", "yellow"),
        ("2026-03-15", "yellow"),
        ("2026-03-16", "green"),
    ],
)
def test_lights(due: str | None, colour: str) -> None:
    assert light(due and date.fromisoformat(due), date(2026, 3, 11), NATIONAL) == colour


DAYS = st.dates(date(2022, 6, 1), date(2027, 6, 30))
CALENDARS = st.sampled_from([NATIONAL, GUANGXI, Calendar()])


@given(CALENDARS, DAYS, st.integers(1, 120))
def test_a_due_day_is_a_working_day_that_many_working_days_on(
    calendar: Calendar, start: date, number: int
) -> None:
    due = calendar.add_working_days(start, number)
    assert calendar.is_working_day(due)
    assert calendar.working_days_between(start, due) == number


@given(CALENDARS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_counting_in_two_goes_is_counting_in_one(
    calendar: Calendar, start: date, first: int, second: int
) -> None:
    halfway = calendar.add_working_days(start, first)
    assert calendar.add_working_days(halfway, second) == calendar.add_working_days(start, first + second)


@given(CALENDARS, DAYS, DAYS, st.integers(0, 60))
def test_who_starts_later_is_due_no_earlier(calendar: Calendar, one: date, other: date, number: int) -> None:
    early, late = sorted([one, other])
    assert calendar.add_working_days(early, number) <= calendar.add_working_days(late, number)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_distances_add_up_and_turn_round(calendar: Calendar, one: date, two: date, three: date) -> None:
    between = calendar.working_days_between
    assert between(one, two) == -between(two, one)
    assert between(one, two) + between(two, three) == between(one, three)


@given(CALENDARS, DAYS, st.integers(0, 900))
def test_a_distance_is_the_working_days_one_by_one(calendar: Calendar, start: date, number: int) -> None:
    days = [start + timedelta(one) for one in range(1, number + 1)]
    one_by_one = sum(calendar.is_working_day(day) for day in days)
    assert calendar.working_days_between(start, start + timedelta(number)) == one_by_one


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_calendar_days_roll_at_most_over_the_longest_holiday(
    calendar: Calendar, start: date, number: int
) -> None:
    due = calendar.add_calendar_days(start, number)
    assert calendar.is_working_day(due)
    assert timedelta(0) <= due - start - timedelta(number) <= timedelta(10)


@given(CALENDARS, DAYS, DAYS, st.integers(0, 10))
def test_a_light_is_yellow_exactly_in_the_last_working_days(
    calendar: Calendar, due: date, today: date, yellow_days: int
) -> None:
    colour = light(due, today, calendar, yellow_days)
    assert (colour == "red") == (due < today)
    near = calendar.working_days_between(today, due) <= yellow_days
    assert (colour == "yellow") == (due >= today and near)
    assert (colour == "yellow") == (today <= due <= yellow_until(today, calendar, yellow_days))
