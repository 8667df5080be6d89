"""How far the plan is: what counts as done, what a target needs, who will miss a date."""

from collections import Counter
from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from server.cases.calendar import calendar, local_day
from server.database import db
from server.measure_figures import by_lead_unit, by_owing_unit, heaps, problems, total
from server.measure_reports import MeasureFilter, conditions
from server.measure_states import DUES, STATES
from server.measure_targets import DEFINITIONS, PLANNED, SETTING, PlanInForce, Target, plan_in_force
from server.models import Event, Measure, MeasureRecord, Plan, Round, Setting
from tests.server.cases.conftest import house
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from workflows.deadlines import light

__all__ = ["house"]


def loaded(house: House) -> PlanInForce:
    load(house["clerk"], house.now)
    plan = plan_in_force()
    assert plan
    return plan


def measure(no: int) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.no == no)).one()


def record(no: int, house: House, state: str = "已销号", **more: object) -> MeasureRecord:
    row = MeasureRecord(
        measure_id=measure(no).id, state=state, day=date(2024, 6, 20), content_key=f"{no}{state}",
        entered_by=house["clerk"].id, entered_at=house.now, landing={},
        **{"confirmed_by": house["head"].id, "confirmed_at": house.now, **more},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def states(house: House, plan: PlanInForce) -> Counter[str]:
    found: Counter[str] = Counter()
    for heap in heaps(house["clerk"], plan.id, local_day(house.now)):
        found[heap.state] += heap.number
    return found


def test_no_plan_is_in_force_before_one_is_loaded(house: House) -> None:
    assert plan_in_force() is None


def test_the_plan_aims_at_what_its_lines_say(house: House) -> None:
    plan = loaded(house)
    assert plan.source == PLANNED["source"]
    assert [(one.percent, str(one.day)) for one in plan.targets] == [
        (30, "2024-06-30"),
        (90, "2025-12-31"),
        (100, "2027-12-31"),
    ]
    assert [one.needed(84) for one in plan.targets] == [26, 76, 84]


def test_a_round_may_aim_at_something_else(house: House) -> None:
    loaded(house)
    number = db.session.scalars(select(Round.id).where(Round.current)).one()
    aims = {"targets": [{"percent": 50, "day": "2026-12-31"}], "source": "市政府会议纪要"}
    db.session.add(Setting(name=f"{SETTING}{number}", value=aims))
    db.session.flush()
    plan = plan_in_force()
    assert plan
    assert (plan.targets, plan.source) == ([Target(50, date(2026, 12, 31))], "市政府会议纪要")


@given(st.integers(0, 100), st.integers(0, 10_000))
def test_a_target_needs_whole_measures(percent: int, number: int) -> None:
    needed = Target(percent, date(2024, 6, 30)).needed(number)
    assert needed * 100 >= percent * number > (needed - 1) * 100 or needed == 0
    assert needed == ceil(percent * number / 100) or needed * 100 == percent * number


def test_a_measure_counts_once_filed_and_a_lasting_one_by_one_definition_only(house: House) -> None:
    plan = loaded(house)
    assert states(house, plan) == {"running": 3}
    for no in (1, 2):
        measure(no).archived_at = house.now
    db.session.flush()
    assert states(house, plan) == {"ended": 1, "upkeep": 1, "running": 1}
    found = heaps(house["clerk"], plan.id, local_day(house.now))
    assert [total(found, state=one.states) for one in DEFINITIONS] == [2, 1]


def test_a_confirmed_record_counts_apart(house: House) -> None:
    plan = loaded(house)
    record(1, house)
    record(2, house)
    record(3, house, state="已自查")
    assert states(house, plan) == {"recorded": 1, "recorded_upkeep": 1, "running": 1}
    found = heaps(house["clerk"], plan.id, local_day(house.now))
    assert [total(found, state=one.states) for one in DEFINITIONS] == [0, 0]
    assert [total(found, state=one.states + one.recorded) for one in DEFINITIONS] == [2, 1]


@pytest.mark.parametrize("more", [{"confirmed_at": None, "confirmed_by": None}, {"refused_at": True}])
def test_a_record_counts_only_when_another_has_confirmed_it(house: House, more: dict[str, object]) -> None:
    plan = loaded(house)
    record(1, house, **{name: house.now if value else None for name, value in more.items()})
    assert states(house, plan) == {"running": 3}


def test_a_chain_walked_to_its_end_outweighs_the_record(house: House) -> None:
    plan = loaded(house)
    record(1, house)
    measure(1).archived_at = house.now + timedelta(days=30)
    db.session.flush()
    assert states(house, plan) == {"ended": 1, "running": 2}


@pytest.mark.parametrize(
    ("verb", "data", "counts"),
    [
        ("reopen", {}, False),
        ("return", {"to": "self_check"}, False),
        ("inspect", {"to": "self_check"}, False),
        ("complete", {"start_at": "self_check"}, False),
        ("inspect", {}, True),
        ("complete", {"start_at": ""}, True),
        ("complete", {"start_at": None}, True),
        ("nudge", {}, True),
    ],
)
def test_a_record_counts_until_the_measure_is_sent_back(
    house: House, verb: str, data: dict[str, object], counts: bool
) -> None:
    plan = loaded(house)
    record(1, house)
    common = {"measure_id": measure(1).id, "user_id": house["clerk"].id, "data": data, "verb": verb}
    db.session.add(Event(**common, at=house.now - timedelta(days=1)))
    db.session.flush()
    assert states(house, plan)["recorded"] == 1, "what happened before says nothing"
    db.session.add(Event(**common, at=house.now + timedelta(days=1)))
    db.session.flush()
    assert states(house, plan)["recorded"] == counts


def test_what_a_record_closes_misses_no_date_and_lets_its_problem_close(house: House) -> None:
    plan, today = loaded(house), local_day(house.now)
    record(3, house)
    found = heaps(house["clerk"], plan.id, today)
    assert (total(found, due="recorded"), total(found, due="overdue")) == (1, 1)
    query = select(Measure.no).where(*conditions(MeasureFilter(light="red"), house["clerk"], plan.id, today))
    assert list(db.session.scalars(query)) == [1]
    assert [(one.may_close, one.recorded) for one in problems(house["clerk"], plan.id)] == [
        (False, 0),
        (True, 1),
    ]


def test_each_state_and_each_date_is_one_of_those_with_a_name(house: House) -> None:
    plan = loaded(house)
    found = heaps(house["clerk"], plan.id, local_day(house.now))
    assert {heap.state for heap in found} <= STATES.keys()
    assert {heap.due for heap in found} <= DUES.keys()


@pytest.mark.parametrize("colour", ["red", "yellow", "green", "grey"])
@pytest.mark.parametrize("days", [None, -1, 0, 1, 2, 5, 30, 31, 400])
def test_lights_and_dates_in_sql_are_those_of_the_calendar(
    house: House, days: int | None, colour: str
) -> None:
    plan, today = loaded(house), local_day(house.now)
    due = today + timedelta(days=days) if days is not None else None
    db.session.execute(update(Measure).values(deadline=due))
    query = select(Measure.id).where(*conditions(MeasureFilter(light=colour), house["clerk"], plan.id, today))
    assert bool(db.session.scalars(query).all()) == (light(due, today, calendar()) == colour)
    stands = "undated" if days is None else "overdue" if days < 0 else "soon" if days <= 30 else "later"
    assert total(heaps(house["clerk"], plan.id, today), due=stands) == 3


def test_what_is_struck_off_has_no_light_and_misses_no_date(house: House) -> None:
    plan, today = loaded(house), local_day(house.now)
    measure(1).archived_at = house.now
    db.session.flush()
    found = heaps(house["clerk"], plan.id, today)
    assert (total(found, due="done"), total(found, due="overdue")) == (1, 1)
    query = select(Measure.no).where(*conditions(MeasureFilter(light="red"), house["clerk"], plan.id, today))
    assert list(db.session.scalars(query)) == [3]


def test_a_measure_counts_for_each_unit_that_owes_it(house: House) -> None:
    plan, today = loaded(house), local_day(house.now)
    owing = by_owing_unit(house["clerk"], plan.id, today)
    assert owing["water"] == {"overdue": 1}
    assert owing["liunan"] == {"overdue": 1, "undated": 1}
    assert owing["ecology"] == {"undated": 1}
    leading = by_lead_unit(house["clerk"], plan.id, today)
    assert leading == {"water": {"overdue": 1, "undated": 1}, "ecology": {"overdue": 2, "undated": 1}}
    db.session.execute(update(Measure).values(archived_at=house.now))
    assert by_owing_unit(house["clerk"], plan.id, today)["liunan"] == {"done": 2}


def test_a_problem_closes_only_when_all_its_measures_are_struck_off(house: House) -> None:
    plan = loaded(house)
    measure(2).archived_at = house.now
    db.session.flush()
    first, second = problems(house["clerk"], plan.id)
    assert (first.total, first.done, first.open, first.may_close) == (2, 1, [1], False)
    assert (second.total, second.open) == (1, [3])
    measure(1).archived_at = house.now
    db.session.flush()
    assert [one.may_close for one in problems(house["clerk"], plan.id)] == [True, False]


def test_a_unit_counts_what_it_owes_or_leads(house: House) -> None:
    plan, today = loaded(house), local_day(house.now)
    assert total(heaps(house["liunan_handler1"], plan.id, today)) == 2
    assert total(heaps(house["ecology1"], plan.id, today)) == 3
    assert total(heaps(house["admin"], plan.id, today)) == 0
    (row,) = problems(house["rongan_chief"], plan.id)
    assert (row.problem.no, row.total, row.seen) == (1, 2, 1)
    assert problems(house["admin"], plan.id) == []


def test_only_the_plan_of_the_current_round_is_in_force(house: House) -> None:
    loaded(house)
    old = Round(name="另一轮督察")
    db.session.add(old)
    db.session.flush()
    db.session.execute(update(Plan).values(round_id=old.id))
    assert plan_in_force() is None
