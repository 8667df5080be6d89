"""公示销号: the notice and its period, the application, the city's verification, filing by batch."""

from datetime import timedelta
from uuid import uuid4

import pytest

from server.cases.calendar import calendar, local_day
from server.cases.many import complete_many
from server.cases.refusal import Invalid
from server.database import db
from server.models import Event, Petition
from tests.server.cases.house import House


def test_a_notice_cannot_end_before_its_period(house: House) -> None:
    petition = house.to("publish_notice")
    house.go(petition, "publish_notice")
    last = calendar().add_working_days(local_day(house.now), 5)
    assert petition.notice_ends_on == last
    while local_day(house.now) <= last:
        with pytest.raises(Invalid) as refusal:
            house.do(petition, "end_notice")
        assert str(last) in str(refusal.value.errors)
        house.clock.advance(days=1)
    house.do(petition, "end_notice")
    assert petition.step == "apply"


def test_a_notice_runs_at_least_five_working_days_and_starts_after_the_visit(house: House) -> None:
    petition = house.to("publish_notice")
    before = str(local_day(house.now) - timedelta(days=1))
    after = str(local_day(house.now) + timedelta(days=1))
    for given in ({"notice_days": 4}, {"notice_on": before}, {"notice_on": after}):
        with pytest.raises(Invalid) as refusal:
            house.do(petition, "publish_notice", **given)
        assert list(refusal.value.errors) == list(given)


def test_objections_must_be_answered(house: House) -> None:
    petition = house.to("end_notice")
    house.clock.advance(days=14)
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "end_notice", objections=2)
    assert list(refusal.value.errors) == ["objections_answer"]
    house.do(petition, "end_notice", objections=2, objections_answer="已逐件答复")
    assert petition.step == "apply"


@pytest.mark.parametrize(
    ("marks", "on_site"), [(["重点"], True), (["重复"], True), (["积案"], False), ([], False)]
)
def test_special_cases_are_verified_on_site_others_on_paper(
    house: House, marks: list[str], on_site: bool
) -> None:
    petition = house.to("verify", marks=marks)
    if on_site:
        with pytest.raises(Invalid):
            house.do(petition, "verify", on_site=False)
    house.do(petition, "verify", on_site=on_site)
    assert petition.step == "file"


def test_the_application_is_composed_not_typed_again(house: House) -> None:
    petition = house.to("apply")
    house.do(petition, "apply", "liunan_principal")
    (event,) = [e for e in house.events(petition) if e.step == "apply"]
    assert set(event.data) == {"opinion"}


def test_many_cases_are_filed_under_one_number_and_those_that_cannot_are_told(house: House) -> None:
    cases = [house.to("file") for _ in range(3)]
    early = house.to("verify")
    tasks = [house.task(petition).id for petition in [*cases, early]]
    answers = {"filing_no": "柳整改〔2026〕7号", "filed_on": house.today}
    results = complete_many(
        dict.fromkeys([*reversed(tasks), tasks[0], 0], answers), house["leader"], house.now
    )
    assert [(r.task_id, r.ok) for r in results] == [
        (0, False),
        *((task, True) for task in tasks[:3]),
        (tasks[3], False),
    ]
    assert all(result.message for result in results)
    assert [petition.filing_no for petition in cases] == ["柳整改〔2026〕7号"] * 3
    assert {petition.step for petition in cases} == {"announce"}
    assert (early.step, early.filing_no) == ("verify", None)


def test_an_invalid_batch_changes_no_case_and_says_why(house: House) -> None:
    cases = [house.to("file") for _ in range(2)]
    tasks = [house.task(petition).id for petition in cases]
    ahead = str(local_day(house.now) + timedelta(days=3))
    results = complete_many(
        {key: {"filing_no": "1", "filed_on": ahead} for key in tasks}, house["leader"], house.now
    )
    assert [(r.ok, r.message) for r in results] == [(False, "这个日期还没有到。")] * 2
    assert {petition.step for petition in cases} == {"file"}


def test_invalid_answers_leave_nothing_half_written(house: House) -> None:
    petition = house.to("rectify")
    events = len(house.events(petition))
    db.session.commit()
    with pytest.raises(Invalid):
        house.do(petition, "rectify", handling="改了", photos_after=[str(uuid4())])
    with pytest.raises(Invalid):
        house.do(petition, "rectify", handling="改了", photos_after=["../../etc/passwd"])
    with pytest.raises(Invalid):
        house.do(petition, "rectify", handling="改了", step="archive")
    assert len(house.events(petition)) == events
    db.session.refresh(petition)
    assert (petition.step, petition.handling, petition.finished) == ("rectify", None, None)
    assert db.session.query(Event).filter(Event.step == "rectify").count() == 0


def test_files_of_another_case_are_not_taken(house: House) -> None:
    other, petition = house.to("rectify"), house.to("rectify")
    with pytest.raises(Invalid):
        house.do(petition, "rectify", photos_after=[house.file(other)])
    assert petition.step == "rectify"


@pytest.mark.parametrize(
    "column", ["step", "stage", "archived_at", "handling_unit", "id", "claimed_by", "user_id"]
)
def test_a_form_takes_no_field_it_does_not_ask_for(house: House, column: str) -> None:
    petition: Petition = house.to("review")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "review", **{column: "office"})
    assert list(refusal.value.errors) == [column]
