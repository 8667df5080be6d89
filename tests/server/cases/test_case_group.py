"""包案化解: the leading cadre, the members and their visits, the resolution."""

from typing import Any

import pytest

from server.cases.refusal import Forbidden, Invalid
from server.database import db
from server.models import Petition
from tests.server.cases.house import House


def grouped(house: House, step: str = "appoint") -> Petition:
    """A 重点 case before its case group, or further on."""
    petition = house.to("plan", marks=["重点"])
    house.go(petition, "plan")
    if step != "appoint":
        house.do(petition, "appoint", members=[member(house, "handler1"), member(house, "handler2")])
    if step == "resolve":
        house.go(petition, "member_visit", "member_visit")
    assert petition.step == step
    return petition


def member(house: House, name: str) -> str:
    return str(house[f"liunan_{name}"].id)


@pytest.mark.parametrize("mark", ["重点", "重复", "疑难"])
def test_a_case_on_a_list_gets_a_case_group(house: House, mark: str) -> None:
    petition = house.to("plan", marks=[mark])
    house.go(petition, "plan")
    assert petition.step == "appoint"


def test_an_old_case_alone_needs_none(house: House) -> None:
    petition = house.to("plan", marks=["积案"])
    house.go(petition, "plan")
    assert petition.step == "rectify"


def test_every_member_makes_a_visit_of_their_own(house: House) -> None:
    petition = grouped(house, "member_visit")
    tasks = house.tasks(petition)
    assert [task.participant for task in tasks] == [member(house, "handler1"), member(house, "handler2")]
    assert [task.user_id for task in tasks] == [int(task.participant) for task in tasks]
    house.do(petition, "member_visit", "liunan_handler1")
    house.check_in_step(petition)
    assert [task.participant for task in house.tasks(petition)] == [member(house, "handler2")]
    house.do(petition, "member_visit", "liunan_handler2")
    assert petition.step == "resolve"
    assert house.task(petition).user_id == house["liunan_principal"].id


def test_nobody_makes_the_visit_of_another_member(house: House) -> None:
    petition = grouped(house, "member_visit")
    for other in ("liunan_handler2", "liunan_handler3", "liunan_chief"):
        with pytest.raises(Forbidden):
            house.do(petition, "member_visit", other)
    assert "member_visit" not in house.steps(petition)


def test_nobody_but_the_leading_cadre_resolves(house: House) -> None:
    petition = grouped(house, "resolve")
    with pytest.raises(Forbidden):
        house.do(petition, "resolve", "liunan_chief")
    house.do(petition, "resolve", "liunan_principal")
    assert petition.step == "rectify"


def test_the_cadre_may_come_from_the_leading_group(house: House) -> None:
    petition = grouped(house)
    house.do(petition, "appoint", cadre=str(house["leader"].id))
    house.go(petition, "member_visit")
    house.do(petition, "resolve", "leader")
    assert petition.step == "rectify"


@pytest.mark.parametrize(
    "given",
    [
        {"members": []},
        {"members": ["0"]},
        {"members": ["rongan_handler1"]},
        {"members": ["liunan_handler1", "liunan_handler1"]},
        {"cadre": "clerk"},
        {"cadre": None},
        {"group_reason": " "},
    ],
    ids=str,
)
def test_a_case_group_is_made_of_people_of_the_case(house: House, given: dict[str, Any]) -> None:
    petition = grouped(house)
    known = {login: str(id_) for login, id_ in house.ids.items()}
    asked = {
        name: [known.get(one, one) for one in value] if isinstance(value, list) else known.get(value, value)
        for name, value in given.items()
    }
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "appoint", **asked)
    assert list(refusal.value.errors) == list(given)
    assert petition.members == []


def test_a_member_twice_in_a_second_group_visits_again(house: House) -> None:
    petition = grouped(house, "resolve")
    house.back(petition, "case_group")
    house.do(petition, "appoint", members=[member(house, "handler1"), member(house, "handler3")])
    assert [t.participant for t in house.tasks(petition)] == [
        member(house, "handler1"),
        member(house, "handler3"),
    ]
    house.check_in_step(petition)


def test_a_member_counts_as_a_handler_even_before_the_visit(house: House) -> None:
    house.hire("liunan_chief2", posts=[("liunan", "chief")])
    petition = grouped(house)
    house.do(petition, "appoint", members=[member(house, "chief")])
    house.back(petition, "report")
    with pytest.raises(Forbidden, match="包案成员"):
        house.do(petition, "report", "liunan_chief")
    house.do(petition, "report", "liunan_chief2")
    assert petition.step == "plan"


def test_members_that_left_are_replaced_by_appointing_anew(house: House) -> None:
    petition = grouped(house, "member_visit")
    house["liunan_handler2"].disabled = True
    db.session.flush()
    house.back(petition, "case_group", "clerk")
    house.do(petition, "appoint", members=[member(house, "handler3")])
    assert house.task(petition).user_id == house["liunan_handler3"].id
