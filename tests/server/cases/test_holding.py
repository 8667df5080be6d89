"""待办: taking a task, giving it back, handing it over, the next one; drafts; forms sent twice or late."""

from typing import Any

import pytest
from sqlalchemy import func, select

from server.cases.claim import claim, claim_next, hand_over, release, sign_for
from server.cases.complete import complete_task
from server.cases.draft import save_draft
from server.cases.inbox import InboxFilter, count, inbox
from server.cases.reassign import open_task, reassign
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.cases.returning import return_to
from server.cases.task import view_task
from server.database import db, transaction
from server.models import Draft, Petition, Task
from tests.server.cases.house import House


def taken(house: House, petition: Petition, by: str) -> Task:
    return claim(house.task(petition).id, house[by], house.now)


def test_a_claimed_task_is_mine_and_no_longer_in_the_inbox_of_others(house: House) -> None:
    petition = house.petition()
    task = taken(house, petition, "liunan_handler2")
    assert (task.user_id, task.claimed_at) == (house["liunan_handler2"].id, house.now)
    assert [row.mine for row in inbox(house["liunan_handler2"], house.now, InboxFilter())] == [True]
    assert count(house["liunan_handler1"], house.now) == 0


def test_who_comes_late_is_told_who_was_faster(house: House) -> None:
    petition = house.petition()
    taken(house, petition, "liunan_handler2")
    with pytest.raises(Stale, match="已由liunan_handler2同志于 10:00 领取"):
        taken(house, petition, "liunan_handler1")
    taken(house, petition, "liunan_handler2")
    assert len(house.events(petition, "claim")) == 1


def test_a_holder_whose_account_was_closed_is_still_named(house: House) -> None:
    petition = house.petition()
    taken(house, petition, "liunan_handler2")
    house["liunan_handler2"].disabled = True
    db.session.flush()
    with pytest.raises(Stale, match="已由liunan_handler2同志"):
        taken(house, petition, "liunan_handler1")
    with pytest.raises(Forbidden, match="已由liunan_handler2同志"):
        house.do(petition, "sign_for")
    house.hand(petition, "liunan_handler1", by="liunan_chief")
    house.do(petition, "sign_for")
    assert petition.step == "investigate"


@pytest.mark.parametrize(("who", "error"), [("liunan_chief", Forbidden), ("rongan_handler1", NotFound)])
def test_a_task_is_claimed_by_those_it_is_for(house: House, who: str, error: type[Exception]) -> None:
    petition = house.petition()
    with pytest.raises(error):
        taken(house, petition, who)


def test_a_released_task_waits_for_everybody_with_its_note(house: House) -> None:
    petition = house.petition()
    task = taken(house, petition, "liunan_handler2")
    with pytest.raises(Forbidden):
        release(task.id, "", house["liunan_handler1"], house.now)
    release(task.id, "现场已约好周五", house["liunan_handler2"], house.now)
    assert (task.user_id, task.note) == (None, "现场已约好周五")
    assert count(house["liunan_handler1"], house.now) == 1
    taken(house, petition, "liunan_handler1")


def test_a_task_named_for_one_person_is_neither_released_nor_handed_over(house: House) -> None:
    petition = house.to("plan", marks=["重点"])
    house.go(petition, "plan", "appoint")
    task = house.task(petition)
    holder = house["liunan_handler1"]
    with pytest.raises(Forbidden):
        release(task.id, "", holder, house.now)
    with pytest.raises(Stale):
        hand_over(task.id, house["liunan_handler2"].id, "", holder, house.now)


@pytest.mark.parametrize(
    ("by", "to", "error"),
    [
        ("liunan_handler2", "liunan_handler3", Forbidden),
        ("liunan_handler1", "liunan_chief", Forbidden),
        ("liunan_handler1", "rongan_handler1", Forbidden),
        ("rongan_chief", "rongan_handler1", NotFound),
        ("clerk", "liunan_handler2", Forbidden),
    ],
)
def test_a_task_is_handed_over_by_its_holder_or_chief_to_a_colleague_of_that_post(
    house: House, by: str, to: str, error: type[Exception]
) -> None:
    petition = house.petition()
    task = taken(house, petition, "liunan_handler1")
    with pytest.raises(error):
        hand_over(task.id, house[to].id, "", house[by], house.now)
    assert task.user_id == house["liunan_handler1"].id
    house.hand(petition, "liunan_handler2", by="liunan_chief")
    assert house.task(petition).user_id == house["liunan_handler2"].id


def test_a_check_is_not_handed_over_to_somebody_who_handled(house: House) -> None:
    petition = house.to("visit")
    task = taken(house, petition, "liunan_handler2")
    with pytest.raises(Forbidden, match="办理过本件"):
        hand_over(task.id, house["liunan_handler1"].id, "", house["liunan_handler2"], house.now)


def test_the_next_one_is_the_most_urgent_that_i_may_do(house: House) -> None:
    first, second, third = (house.petition() for _ in range(3))
    for petition, days in ((first, 5), (second, 1), (third, 3)):
        house.task(petition).due_on = house.now.date().replace(day=11 + days)
    db.session.flush()
    order = [claim_next(house["liunan_handler1"], house.now) for _ in range(4)]
    assert [task and task.petition_id for task in order] == [second.id, third.id, first.id, None]
    assert claim_next(house["admin"], house.now) is None


def test_the_next_one_leaves_out_what_four_eyes_keep_from_me(house: House) -> None:
    house.to("visit")
    assert claim_next(house["liunan_handler1"], house.now) is None
    assert claim_next(house["liunan_handler2"], house.now)


def test_a_held_task_is_not_done_by_a_colleague(house: House) -> None:
    petition = house.petition()
    taken(house, petition, "liunan_handler2")
    with pytest.raises(Forbidden, match="已由liunan_handler2同志领取"):
        sign_for(house.task(petition).id, house["liunan_handler1"], house.now)


def draft_of(house: House, task_id: int, by: str) -> dict[str, Any] | None:
    query = select(Draft.answers).where(Draft.task_id == task_id, Draft.user_id == house[by].id)
    found: dict[str, Any] | None = db.session.scalar(query)
    return found


def test_a_draft_survives_a_refused_form_and_is_gone_when_the_step_is_done(house: House) -> None:
    petition = house.to("rectify")
    task_id = house.task(petition).id
    with transaction():
        save_draft(task_id, {"handling": "正在装"}, house["liunan_handler1"], house.now)
    with pytest.raises(Invalid):
        house.do(petition, "rectify", photos_after=[])
    assert draft_of(house, task_id, "liunan_handler1") == {"handling": "正在装"}
    assert view_task(task_id, house["liunan_handler1"], house.now).answers == {"handling": "正在装"}
    house.do(petition, "rectify")
    assert draft_of(house, task_id, "liunan_handler1") is None
    with pytest.raises(Stale):
        save_draft(task_id, {"handling": "迟到"}, house["liunan_handler1"], house.now)


def test_a_draft_is_private_and_the_latest_counts(house: House) -> None:
    petition = house.petition()
    task_id = house.task(petition).id
    for words in ("一", "二"):
        save_draft(task_id, {"refuse_reason": words}, house["liunan_handler1"], house.now)
    assert draft_of(house, task_id, "liunan_handler1") == {"refuse_reason": "二"}
    assert view_task(task_id, house["liunan_handler2"], house.now).answers == {}
    with pytest.raises(NotFound):
        save_draft(task_id, {}, house["rongan_handler1"], house.now)
    with pytest.raises(Stale):
        save_draft(task_id, {"refuse_reason": "长" * 200_001}, house["liunan_handler1"], house.now)


def test_the_same_form_twice_is_one_act(house: House) -> None:
    petition = house.petition()
    task_id, by = house.task(petition).id, house["liunan_handler1"]
    answers = {"accepted": True}
    first = complete_task(task_id, answers, by, house.now, submission="key")
    again = complete_task(task_id, answers, by, house.now, submission="key")
    assert (first.repeated, again.repeated) == (False, True)
    assert house.steps(petition) == ["register", "sign_for"]


def test_the_same_key_for_another_task_changes_nothing(house: House) -> None:
    petition = house.petition()
    house.do(petition, "sign_for", key="key")
    with pytest.raises(Stale), db.session.begin_nested():
        house.do(petition, "investigate", key="key")


def test_another_form_for_a_finished_step_is_late(house: House) -> None:
    petition = house.petition()
    task_id = house.task(petition).id
    house.do(petition, "sign_for", key="key")
    with pytest.raises(Stale, match="已由liunan_handler1同志于 03月11日 10:00 办过"):
        complete_task(task_id, {"accepted": False, "refuse_reason": "x"}, house["liunan_handler2"], house.now)
    with pytest.raises(Stale):
        complete_task(task_id, {"accepted": True}, house["liunan_handler1"], house.now, submission="other")
    assert petition.step == "investigate"


def test_a_form_is_late_after_a_return_and_the_facts_stay(house: House) -> None:
    petition = house.to("rectify")
    task_id = house.task(petition).id
    house.back(petition, "investigate", "liunan_handler1")
    with pytest.raises(Stale, match="本件已不在"):
        complete_task(
            task_id, house.answers(petition, "rectify"), house["liunan_handler1"], house.now, submission="k"
        )
    assert (petition.step, petition.handling) == ("investigate", None)
    house.check_in_step(petition)


@pytest.mark.parametrize(
    ("who", "error"), [("rongan_handler1", NotFound), ("admin", NotFound), ("liunan_chief", Forbidden)]
)
def test_nobody_else_completes_the_task_of_a_unit(house: House, who: str, error: type[Exception]) -> None:
    petition = house.petition()
    with pytest.raises(error):
        house.do(petition, "sign_for", who)
    assert house.steps(petition) == ["register"]


def test_a_return_needs_a_reason_and_a_step_walked(house: House) -> None:
    petition = house.to("plan")
    task_id, by = house.task(petition).id, house["liunan_handler1"]
    for step, reason in (("investigate", " "), ("visit", "x"), ("register ", "x"), ("plan", "x"), ("", "x")):
        with pytest.raises(Invalid):
            return_to(task_id, step, reason, by, house.now)
    with pytest.raises(Invalid):
        return_to(task_id, "investigate", "长" * 1001, by, house.now)
    with pytest.raises(Forbidden):
        return_to(task_id, "investigate", "x", house["liunan_handler2"], house.now)
    with pytest.raises(NotFound):
        return_to(task_id, "investigate", "x", house["rongan_chief"], house.now)
    return_to(task_id, "investigate", "照片看不清", by, house.now)
    (event,) = house.events(petition, "return")
    assert (event.reason, event.data["to"]) == ("照片看不清", "investigate")
    house.check_in_step(petition)


def test_the_office_returns_a_case_whoever_holds_it(house: House) -> None:
    petition = house.to("end_notice")
    house.back(petition, "sign_for", "head")
    assert petition.step == "sign_for"
    house.check_in_step(petition)


def test_a_case_on_file_is_neither_returned_nor_moved(house: House) -> None:
    petition = house.to("announce")
    task_id = house.task(petition).id
    house.go(petition, "announce")
    with pytest.raises(Stale):
        return_to(task_id, "rectify", "x", house["clerk"], house.now)
    with pytest.raises(Stale):
        reassign(task_id, "rongan", "x", house["clerk"], house.now, keep_step=False)
    with pytest.raises(Stale):
        open_task(petition)
    assert (
        db.session.scalar(
            select(func.count()).where(Task.petition_id == petition.id, Task.closed_at.is_(None))
        )
        == 0
    )
