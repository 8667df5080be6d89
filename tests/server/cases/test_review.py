"""审核回访: the chief's word, the department's check, the visit, and what follows when people are not content."""

from typing import Any

import pytest
from sqlalchemy import select

from server.cases.options import return_steps
from server.cases.refusal import Forbidden, Invalid
from server.cases.task import view_task
from server.cases.work import load
from server.database import db
from server.models import Petition
from server.reports import Filter, cases, label
from tests.server.cases.house import House


@pytest.mark.parametrize(
    ("at", "step"),
    [
        ("report", "sign_for"),
        ("review", "investigate"),
        ("review", "report"),
        ("check", "plan"),
        ("apply", "rectify"),
        ("verify", "sign_for"),
    ],
)
def test_whoever_reviews_returns_the_case_to_any_step_it_walked(house: House, at: str, step: str) -> None:
    petition = house.to(at)
    house.do(petition, at, start_at=step, opinion="佐证材料不全,请补充。")
    assert petition.step == step
    house.check_in_step(petition)


def test_only_the_office_returns_a_case_to_its_registration(house: House) -> None:
    petition = house.to("review")
    work = load(house.task(petition).id, house["liunan_chief"], house.now)
    offered = {
        who: {step.value for step in return_steps(work, house[who])} for who in ("liunan_chief", "clerk")
    }
    assert offered["clerk"] - offered["liunan_chief"] == {"register"}
    with pytest.raises(Invalid):
        house.do(petition, "review", start_at="register", opinion="登记的区域有误")
    with pytest.raises(Invalid):
        house.back(petition, "register", "liunan_chief")
    house.back(petition, "register", "head")
    assert petition.step == "register"


def test_the_chief_may_ask_for_a_case_group(house: House) -> None:
    petition = house.to("review")
    house.do(petition, "review", start_at="case_group", opinion="群众反复投诉,请包案。")
    assert petition.step == "appoint"


@pytest.mark.parametrize("step", ["review", "visit", "publish_notice", "announce", "nowhere"])
def test_nobody_returns_a_case_to_a_step_it_has_not_walked(house: House, step: str) -> None:
    petition = house.to("review")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "review", start_at=step, opinion="退回")
    assert list(refusal.value.errors) == ["start_at"]


@pytest.mark.parametrize("at", ["report", "review", "apply", "verify"])
def test_a_return_says_why_and_not_that_all_is_well(house: House, at: str) -> None:
    petition = house.to(at)
    words = {"report": "情况属实,同意上报。", "review": "同意。", "apply": "同意申请销号。"}
    with pytest.raises(Invalid) as refusal:
        house.do(petition, at, start_at="investigate", opinion=words.get(at, "经复核,符合销号条件。"))
    assert list(refusal.value.errors) == ["opinion"]
    assert petition.step == at


def visited(house: House, **given: Any) -> Petition:
    petition = house.to("visit")
    unhappy = {"satisfaction": "不满意", "words": "夜里还有味", "remedy_reason": "群众要求"}
    house.do(petition, "visit", **{**unhappy, **given})
    return petition


@pytest.mark.parametrize(
    ("remedy", "step"),
    [
        ("rectify", "rectify"),
        ("explain", "explain"),
        ("case_group", "appoint"),
        ("settled", "publish_notice"),
    ],
)
def test_people_who_are_not_content_are_answered_by_a_remedy(house: House, remedy: str, step: str) -> None:
    petition = visited(house, remedy=remedy)
    assert petition.step == step
    house.check_in_step(petition)


@pytest.mark.parametrize("missing", ["remedy", "remedy_reason"])
def test_a_visit_that_finds_people_not_content_asks_for_remedy_and_reason(house: House, missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        visited(house, **{"remedy": "rectify", missing: None})
    assert list(refusal.value.errors) == [missing]


def test_a_remedy_left_over_in_the_form_of_content_people_changes_nothing(house: House) -> None:
    petition = house.to("visit")
    house.do(petition, "visit", remedy="rectify", remedy_reason="先选了不满意又改了")
    assert petition.step == "publish_notice"
    assert petition.remedy is None


def test_after_explaining_the_people_are_visited_again(house: House) -> None:
    petition = visited(house, remedy="explain")
    house.go(petition, "explain")
    assert petition.step == "visit"
    house.do(petition, "visit")
    assert (petition.step, petition.satisfaction) == ("publish_notice", "满意")


def test_after_another_rectification_everything_is_looked_at_again(house: House) -> None:
    petition = visited(house, remedy="rectify")
    house.go(petition, "rectify", "review", "check", "visit")
    assert petition.step == "publish_notice"


def test_settled_is_counted_as_not_content_and_verified_on_site(house: House) -> None:
    petition = visited(house, remedy="settled")
    house.go(petition, "publish_notice", "end_notice", "apply")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "verify", on_site=False)
    assert list(refusal.value.errors) == ["on_site"]
    house.do(petition, "verify", on_site=True)
    listed = cases(Filter(satisfaction="不满意"), house["clerk"], house.now.date())
    assert petition.id in {found.id for found, *_ in db.session.execute(listed)}


@pytest.mark.parametrize("met", ["联系不上", "无联系方式"])
def test_where_nobody_is_met_the_neighbours_are_asked(house: House, met: str) -> None:
    petition = house.to("visit")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "visit", satisfaction=met)
    assert list(refusal.value.errors) == ["households"]
    house.do(petition, "visit", satisfaction=met, households=8)
    assert (petition.step, petition.households) == ("publish_notice", 8)


@pytest.mark.parametrize("who", ["liunan_handler1", "liunan_handler2", "urban1", "liunan_principal"])
def test_the_companion_is_another_person_who_did_not_handle_the_case(house: House, who: str) -> None:
    petition = house.to("visit")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "visit", "liunan_handler2", companion=str(house[who].id))
    assert list(refusal.value.errors) == ["companion"]


def test_the_companion_is_never_a_second_account_of_the_visitor(house: House) -> None:
    twin = house.hire("twin", "liunan_handler2", [("liunan", "handler")])
    petition = house.to("visit")
    with pytest.raises(Invalid):
        house.do(petition, "visit", "liunan_handler2", companion=str(twin.id))


def test_whoever_handled_does_not_visit(house: House) -> None:
    petition = house.to("visit")
    with pytest.raises(Forbidden, match="您办理过本件"):
        house.do(petition, "visit", "liunan_handler1")


def test_a_unit_with_one_visitor_left_gives_the_visit_to_the_office(house: House) -> None:
    petition = house.to("check")
    for name in ("liunan_handler3", "liunan_chief"):
        house[name].disabled = True
    db.session.flush()
    house.do(petition, "check")
    task = house.task(petition)
    assert (task.step, task.unit, task.user_id) == ("visit", "office", None)
    assert task.note
    view = view_task(task.id, house["clerk"], house.now)
    assert [option.label for option in view.options["companion"]] == ["head同志", "liunan_handler2同志"]
    house.do(petition, "visit", "clerk", companion=str(house["head"].id))
    assert petition.step == "publish_notice"


def test_without_an_eligible_checker_the_review_goes_to_the_office_with_a_note(house: House) -> None:
    petition = house.petition()
    house.go(petition, "sign_for")
    house.hire("both", "liunan_chief", [("liunan", "handler")])
    house.hand(petition, "both", "liunan_handler1")
    house.do(petition, "investigate", "both", **house.on_the_spot(petition))
    task = house.task(petition)
    assert (task.step, task.unit) == ("review", "office")
    assert "市整改办" in (task.note or "")
    house.do(petition, "review", "clerk")
    assert petition.step == "check"


def labelled(petition: Petition) -> str | None:
    return db.session.scalar(select(label()).where(Petition.id == petition.id))


def test_a_stage_reached_is_recorded_and_the_work_goes_on(house: House) -> None:
    petition = house.to("rectify")
    staged = {"finished": False, "staged_reason": "设备到货", "next_on": house.today, "next_person": "韦局"}
    house.do(petition, "rectify", **staged)
    assert (petition.step, labelled(petition)) == ("rectify", "阶段性办结")
    assert house.task(petition).round == 2
    house.go(petition, "rectify")
    assert (petition.step, labelled(petition)) == ("review", "未办结")


def test_labels_follow_the_position(house: House) -> None:
    petition = house.petition()
    seen = {}
    while petition.step:
        seen[petition.step] = labelled(petition)
        house.go(petition, petition.step)
    assert {step for step, found in seen.items() if found == "已销号"} == {"announce"}
    assert seen["visit"] == seen["file"] == "已办结"
    assert labelled(petition) == "已销号"


def test_a_case_sent_back_after_filing_is_struck_off_no_longer(house: House) -> None:
    petition = house.to("announce")
    house.back(petition, "rectify", "clerk")
    assert labelled(petition) == "未办结"


def test_staged_rectification_needs_reason_day_and_person(house: House) -> None:
    petition = house.to("rectify")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "rectify", finished=False)
    assert sorted(refusal.value.errors) == ["next_on", "next_person", "staged_reason"]
