"""The path of a case from registration to the archive, and what it costs the people on it."""

from collections import Counter

from server.models import Petition
from tests.server.cases.house import House
from workflows.roles import STAGES

BY_BATCH = {"publish_notice", "end_notice", "file", "announce"}
FULL = [
    *("register", "sign_for", "investigate", "report", "plan", "rectify", "review", "check", "visit"),
    *("publish_notice", "end_notice", "apply", "verify", "file", "announce"),
]


def archived(house: House, petition: Petition) -> Petition:
    while petition.step:
        house.go(petition, petition.step)
        house.check_in_step(petition)
    return petition


def test_a_case_goes_from_registration_to_the_archive(house: House) -> None:
    petition = archived(house, house.petition())
    assert house.steps(petition) == FULL
    assert petition.archived_at == house.now
    assert house.tasks(petition) == []


def test_every_advance_writes_the_position_beside_the_case(house: House) -> None:
    petition = house.petition()
    seen = [(petition.step, petition.stage)]
    while petition.step:
        house.go(petition, petition.step)
        seen.append((petition.step, petition.stage))
    assert [step for step, _ in seen] == [*FULL[1:], None]
    stages = [stage for _, stage in seen if stage]
    assert sorted(set(stages), key=stages.index) == list(STAGES)


def test_a_simple_case_costs_its_handler_two_forms_and_everybody_together_seven(house: House) -> None:
    petition = house.petition()
    house.go(petition, "sign_for")
    house.do(petition, "investigate", **house.on_the_spot(petition))
    archived(house, petition)
    typed = [e for e in house.events(petition, "complete") if e.step not in BY_BATCH | {"register"}]
    handler = house["liunan_handler1"].id
    assert Counter(event.user_id for event in typed)[handler] <= 2
    assert len(typed) <= 7


def test_the_chief_signs_the_report_of_a_case_put_right_on_the_spot_by_reviewing_it(house: House) -> None:
    petition = house.petition()
    house.go(petition, "sign_for")
    house.do(petition, "investigate", **house.on_the_spot(petition))
    assert petition.step == "review"
    assert petition.reported_at is None
    house.go(petition, "review")
    assert petition.reported_at == house.now


def test_a_report_found_untrue_needs_no_plan(house: House) -> None:
    petition = house.petition()
    house.go(petition, "sign_for")
    points = [{"text": "油烟直排", "verdict": "不属实"}]
    house.do(petition, "investigate", points=points, verdict="不属实")
    house.go(petition, "report")
    assert petition.step == "review"


def test_a_case_without_a_department_is_not_checked_and_verified_by_the_office(house: House) -> None:
    petition = house.petition(region_raw="")
    house.do(petition, "assign", handling_unit="liunan")
    archived(house, petition)
    assert "check" not in house.steps(petition)
    assert next(e.user_id for e in house.events(petition) if e.step == "verify") == house["clerk"].id


def test_whoever_signs_for_a_case_holds_its_next_steps(house: House) -> None:
    petition = house.petition()
    house.do(petition, "sign_for", "liunan_handler2")
    assert house.task(petition).user_id == house["liunan_handler2"].id
    house.do(petition, "investigate", "liunan_handler2")
    house.go(petition, "report")
    assert house.task(petition).user_id == house["liunan_handler2"].id


def test_each_step_notes_its_time_once(house: House) -> None:
    petition = archived(house, house.petition())
    noted = ("signed_at", "reported_at", "noticed_at", "filed_at", "announced_at", "archived_at")
    assert all(getattr(petition, column) for column in noted)


def test_the_time_to_handle_a_case_is_known_as_soon_as_it_is_routed(house: House) -> None:
    petition = house.petition()
    assert petition.days
    assert petition.due_on
