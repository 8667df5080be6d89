"""暂停计时: the clock of a case stands still and runs on; the budget of days is conserved; only the office does it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.cases.calendar import calendar, local_day
from server.cases.pauses import budget_of, pauses_of
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.suspending import resume, suspend, suspensions_of
from server.database import db, transaction
from server.models import Event, Petition
from tests.server.cases.house import House
from workflows.clock import Pause

WHY, DOCUMENT = "等待司法鉴定结论", "柳整改办函〔2026〕8号"


def stop(house: House, petition: Petition, day: date | None = None, by: str = "clerk", **other: str) -> None:
    with transaction():
        words = {"reason": WHY, "document": DOCUMENT, **other}
        suspend(petition, day or local_day(house.now), by=house[by], now=house.now, **words)


def go_on(house: House, petition: Petition, by: str = "clerk", reason: str = "鉴定结论已出") -> None:
    with transaction():
        resume(petition, reason, house[by], house.now)


def test_what_stood_still_is_added_and_nothing_of_the_budget_is_lost(house: House) -> None:
    petition = house.to("rectify")
    before, step_before = petition.due_on, house.task(petition).due_on
    assert before
    assert step_before
    house.clock.advance(days=1)
    stop(house, petition)
    task = house.task(petition)
    assert (petition.due_on, task.due_on, petition.step_due_on) == (None, None, None)
    assert petition.suspended_on == local_day(house.now)
    house.clock.advance(days=7)
    go_on(house, petition)
    days = calendar()
    missed = days.working_days_between(date(2026, 3, 11), date(2026, 3, 18))
    assert petition.due_on == days.add_working_days(before, missed)
    assert task.due_on == days.add_working_days(step_before, missed)
    assert (petition.step_due_on, petition.suspended_on) == (task.due_on, None)
    assert pauses_of(petition) == (Pause(date(2026, 3, 12), date(2026, 3, 18)),)
    verbs = select(Event.verb).where(Event.of(petition)).order_by(Event.id.desc()).limit(2)
    assert list(db.session.scalars(verbs)) == ["resume", "suspend"]


def test_steps_that_open_meanwhile_wait_for_the_clock(house: House) -> None:
    petition = house.to("investigate")
    stop(house, petition)
    house.clock.advance(days=2)
    house.go(petition, "investigate")
    task = house.task(petition)
    assert (task.step, task.due_on, petition.step_due_on) == ("report", None, None)
    house.clock.advance(days=5)
    go_on(house, petition)
    opened = local_day(task.opened_at)
    assert task.due_on
    assert calendar().working_days_between(opened, task.due_on) > 3
    house.go(petition, "report")
    assert house.task(petition).due_on


def test_it_may_stand_still_from_an_earlier_day_but_never_twice(house: House) -> None:
    petition = house.to("rectify")
    house.clock.advance(days=5)
    stop(house, petition, date(2026, 3, 12))
    with pytest.raises(Stale, match="已从 2026-03-12 起暂停"):
        stop(house, petition)
    go_on(house, petition)
    assert pauses_of(petition) == (Pause(date(2026, 3, 12), date(2026, 3, 15)),)
    with pytest.raises(Invalid) as refusal:
        stop(house, petition, date(2026, 3, 15))
    assert refusal.value.errors["day"] == ["请填 2026-03-16 到今天之间的日期。"]
    stop(house, petition, date(2026, 3, 16))
    (first, who), (second, _) = suspensions_of(petition)
    assert (first.resumed_reason, who, second.last) == ("鉴定结论已出", "clerk同志", None)


def test_a_pause_of_no_day_changes_nothing(house: House) -> None:
    petition = house.to("rectify")
    before = petition.due_on
    stop(house, petition)
    go_on(house, petition)
    assert (petition.due_on, pauses_of(petition)) == (before, ())


def test_only_the_office_and_only_with_a_document(house: House) -> None:
    petition = house.to("rectify")
    for login in ("liunan_chief", "leader", "inspector", "admin", "urban1"):
        with pytest.raises(Forbidden):
            stop(house, petition, by=login)
        with pytest.raises(Forbidden):
            go_on(house, petition, by=login)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"reason": " "}, "reason"),
        ({"document": ""}, "document"),
        ({"document": "长" * 201}, "document"),
        ({"day": date(2026, 3, 12)}, "day"),
        ({"day": date(2026, 3, 10)}, "day"),
    ]
    for words, field in wrong:
        with pytest.raises(Invalid) as refusal:
            stop(house, petition, **words)
        assert set(refusal.value.errors) == {field}
    with pytest.raises(Stale):
        go_on(house, petition)
    stop(house, petition)
    with pytest.raises(Invalid):
        go_on(house, petition, reason=" ")


def test_a_case_that_is_closed_has_no_clock(house: House) -> None:
    petition = house.to("announce")
    house.go(petition, "announce")
    with pytest.raises(Stale):
        stop(house, petition)


def test_another_day_of_assignment_keeps_the_pauses(house: House) -> None:
    petition = house.to("rectify")
    house.clock.advance(days=1)
    stop(house, petition)
    house.clock.advance(days=4)
    go_on(house, petition)
    with transaction():
        house.back(petition, "register")
        house.do(petition, "register", "clerk", no=petition.no, assigned_on="2026-03-10", text=petition.text)
    budget = budget_of(petition)
    assert budget
    assert budget.start == date(2026, 3, 10)
    assert len(budget.pauses) == 1
    assert petition.due_on == budget.due(calendar())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=5))
def test_however_often_it_stands_still_the_budget_is_conserved(
    house: House, spans: list[tuple[int, int]]
) -> None:
    petition, start = house.petition(), house.clock.instant
    for running, standing in spans:
        house.clock.advance(days=running)
        stop(house, petition)
        house.clock.advance(days=standing)
        go_on(house, petition)
    house.clock.instant = start
    budget, days = budget_of(petition), calendar()
    assert budget
    assert budget.due(days) == petition.due_on
    assert petition.due_on
    assert budget.used(petition.due_on, days) == petition.days
