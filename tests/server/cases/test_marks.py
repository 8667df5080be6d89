"""名单: 重点, 重复, 积案, 疑难 are put on and taken off by the office, with who and why."""

import pytest
from sqlalchemy import select

from server.cases.mark import mark, unmark
from server.cases.refusal import Forbidden, Invalid
from server.database import db
from server.models import Mark
from tests.server.cases.house import House


def test_the_office_puts_a_case_on_a_list_and_takes_it_off_and_both_stay_known(house: House) -> None:
    petition = house.petition()
    mark(petition, "重点", "领导批示", house["clerk"], house.now)
    assert [(m.kind, m.reason, m.user_id) for m in petition.marks] == [
        ("重点", "领导批示", house["clerk"].id)
    ]
    unmark(petition, "重点", "批示已落实", house["head"], house.now)
    assert petition.marks == []
    acts = [(e.verb, e.data["kind"], e.reason, e.user_id) for e in house.events(petition) if "mark" in e.verb]
    assert acts == [
        ("mark", "重点", "领导批示", house["clerk"].id),
        ("unmark", "重点", "批示已落实", house["head"].id),
    ]
    kept = db.session.scalars(select(Mark).where(Mark.petition_id == petition.id)).one()
    assert kept.removed_at == house.now


def test_a_list_is_entered_once_with_a_reason_and_left_only_when_on_it(house: House) -> None:
    petition = house.petition(marks=["重复"])
    clerk = house["clerk"]
    for kind, reason in (("重复", "x"), ("重点", " "), ("普通", "x")):
        with pytest.raises(Invalid):
            mark(petition, kind, reason, clerk, house.now)
    for kind, reason in (("重点", "x"), ("重复", " ")):
        with pytest.raises(Invalid):
            unmark(petition, kind, reason, clerk, house.now)
    assert [m.kind for m in petition.marks] == ["重复"]


@pytest.mark.parametrize("who", ["liunan_chief", "inspector", "leader", "admin"])
def test_nobody_but_the_office_keeps_the_lists(house: House, who: str) -> None:
    petition = house.petition(marks=["重复"])
    with pytest.raises(Forbidden):
        mark(petition, "重点", "x", house[who], house.now)
    with pytest.raises(Forbidden):
        unmark(petition, "重复", "x", house[who], house.now)


def test_a_mark_put_on_the_way_leads_through_the_case_group(house: House) -> None:
    petition = house.to("plan")
    mark(petition, "疑难", "责任主体不清", house["clerk"], house.now)
    house.go(petition, "plan")
    assert petition.step == "appoint"
