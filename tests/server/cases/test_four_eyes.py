"""四眼: whoever handled a case never checks it, by whatever door: another post, another account, another hand."""

import pytest

from server.access import may_act
from server.cases.claim import claim, claim_next
from server.cases.refusal import Forbidden, Refusal
from server.cases.returning import return_to
from server.cases.task import view_task
from server.models import Petition
from tests.server.cases.house import House

CHECKS = ("report", "review", "check", "visit", "apply", "verify")
POSTS = [
    *(("liunan", role) for role in ("handler", "chief", "principal")),
    *(("urban", role) for role in ("handler", "chief")),
    ("office", "head"),
    ("city", "admin"),
]


def handled_by(house: House, who: str, step: str) -> Petition:
    """A case that one person investigated and rectified, brought to a step that others must do."""
    petition = house.petition()
    while petition.step != step:
        assert petition.step
        mine = petition.step in ("sign_for", "investigate", "plan", "rectify")
        if petition.step == "end_notice":
            house.clock.advance(days=14)
        house.do(petition, petition.step, who if mine else None)
    return petition


@pytest.mark.parametrize("step", CHECKS)
@pytest.mark.parametrize("twin", [False, True], ids=["with every post", "by a second account"])
def test_nobody_checks_what_they_handled(house: House, step: str, twin: bool) -> None:
    house.hire("maker", "M1", [("liunan", "handler")] if twin else POSTS)
    house.hire("checker", "M1" if twin else "M2", POSTS)
    petition = handled_by(house, "maker", step)
    who = house["checker" if twin else "maker"]
    view = view_task(house.task(petition).id, who, house.now)
    assert not view.may
    assert "您办理过本件" in view.may.reason
    assert view.answers == {}
    for act in (
        lambda: house.do(petition, step, who.login),
        lambda: claim(house.task(petition).id, who, house.now),
        lambda: house.hand(petition, who.login, who.login),
    ):
        with pytest.raises(Refusal):
            act()
    assert claim_next(who, house.now) is None
    assert petition.step == step


def test_a_maker_does_not_send_the_case_back_in_the_checkers_place(house: House) -> None:
    house.hire("maker", "M1", [("liunan", "handler"), ("liunan", "chief")])
    petition = handled_by(house, "maker", "review")
    with pytest.raises(Forbidden, match="您办理过本件"):
        return_to(house.task(petition).id, "rectify", "x", house["maker"], house.now)


def test_registering_assigning_and_signing_for_a_case_is_not_handling_it(house: House) -> None:
    house.hire("registrar", "R1", [("liunan", "handler"), ("liunan", "chief")])
    petition = house.petition()
    house.do(petition, "sign_for", "registrar")
    house.hand(petition, "liunan_handler1", "registrar")
    house.go(petition, "investigate")
    house.do(petition, "report", "registrar")
    assert petition.step == "plan"


@pytest.mark.parametrize("step", ["visit", "verify"])
def test_the_leading_cadre_neither_visits_nor_verifies(house: House, step: str) -> None:
    house.hire("cadre", "C1", [("liunan", "chief"), ("urban", "handler")])
    house.hire("cadre_twin", "C1", [("liunan", "handler"), ("urban", "handler")])
    petition = house.petition(marks=["重点"])
    while petition.step != step:
        assert petition.step
        if petition.step == "appoint":
            house.do(petition, "appoint", cadre=str(house["cadre"].id))
        elif petition.step == "resolve":
            house.do(petition, "resolve", "cadre")
        else:
            house.go(petition, petition.step) if petition.step != "visit" else house.do(
                petition, "visit", "liunan_handler2"
            )
    for who in ("cadre", "cadre_twin"):
        with pytest.raises(Forbidden, match="包案领导"):
            house.do(petition, step, who)
    if step == "visit":
        view = view_task(house.task(petition).id, house["liunan_handler2"], house.now)
        offered = {option.value for option in view.options["companion"]}
        assert not offered & {str(house[who].id) for who in ("cadre", "cadre_twin")}


def test_a_cadre_who_was_replaced_does_not_visit_the_case_either(house: House) -> None:
    house.hire("cadre", "C1", [("liunan", "chief")])
    petition = house.petition(marks=["重点"])
    while petition.step != "appoint":
        house.go(petition, str(petition.step))
    house.do(petition, "appoint", cadre=str(house["cadre"].id))
    while petition.step != "resolve":
        house.go(petition, str(petition.step))
    house.do(petition, "resolve", "cadre")
    house.back(petition, "case_group")
    house.do(petition, "appoint", cadre=str(house["leader"].id))
    while petition.step != "visit":
        house.do(petition, "resolve", "leader") if petition.step == "resolve" else house.go(
            petition, str(petition.step)
        )
    with pytest.raises(Forbidden, match="化解方案"):
        house.do(petition, "visit", "cadre")


def test_the_leading_cadre_may_sign_the_application(house: House) -> None:
    petition = house.petition(marks=["重点"])
    while petition.step != "verify":
        assert petition.step
        house.go(petition, petition.step)
    assert house["liunan_principal"].id == petition.cadre
    signed = next(event for event in house.events(petition) if event.step == "apply")
    assert signed.user_id == petition.cadre


def test_a_new_role_or_a_lost_one_counts_at_the_next_act(house: House) -> None:
    petition = house.to("review")
    chief = house["liunan_chief"]
    assert may_act(chief, house.task(petition), {})
    chief.posts.clear()
    with pytest.raises(Refusal):
        house.do(petition, "review", "liunan_chief")
