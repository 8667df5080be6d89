"""People at the same task or case in the same moment: one wins, the others are told, nothing is done twice."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.cases.batches import current_round
from server.cases.claim import claim, claim_next
from server.cases.complete import complete_task
from server.cases.open import register
from server.cases.reassign import reassign
from server.cases.refusal import Invalid, Stale
from server.cases.returning import return_to
from server.cases.taking import carry_out, plan
from server.database import db
from server.imports.petitions import read_petitions
from server.models import Batch, Event, Petition, Task
from tests.faults.at_once import at_once, refused
from tests.server.cases.house import House

PEOPLE = 50
SHEET = (
    "受理编号,批次,交办日期,交办问题基本情况,行政区域,污染类型\n"
    + "\n".join(f"D2LZ2026031120{n:02},第三批,2026-03-10,第{n}家餐馆油烟扰民,柳南区,油烟" for n in range(12))
).encode()


def crowd(house: House) -> list[str]:
    """Fifty handlers of 柳南区."""
    names = [f"crowd{number}" for number in range(PEOPLE)]
    house.ids |= {name: house.hire(name, posts=[("liunan", "handler")]).id for name in names}
    db.session.commit()
    return names


def taking(house: House, task_id: int, by: str) -> Callable[[], str]:
    def act() -> str:
        user = house[by]
        claim(task_id, user, house.now)
        return by

    return act


def completing(house: House, petition: Petition, by: str, key: str | None, **given: Any) -> Callable[[], Any]:
    task = house.task(petition)
    answers = {**house.answers(petition, task.step), **given}
    task_id = task.id
    db.session.commit()

    def act() -> Any:
        done = complete_task(task_id, answers, house[by], house.now, submission=key)
        return done.repeated

    return act


def test_of_fifty_people_one_claims_and_the_others_are_told_who(own_app: Flask, house: House) -> None:
    people = crowd(house)
    for _ in range(20):
        petition = house.petition()
        task_id = house.task(petition).id
        db.session.commit()
        answers = at_once(own_app, [taking(house, task_id, by) for by in people])
        refusals = refused(answers)
        (winner,) = (answer for answer in answers if isinstance(answer, str))
        assert {type(refusal) for refusal in refusals} == {Stale}
        assert {refusal.message for refusal in refusals} == {f"已由{winner}同志于 10:00 领取。"}
        assert [event.user_id for event in house.events(petition, "claim")] == [house.ids[winner]]
        db.session.expire_all()
        assert house.task(petition).user_id == house.ids[winner]
        db.session.commit()


def test_people_who_ask_for_the_next_one_at_once_get_different_ones(own_app: Flask, house: House) -> None:
    people = crowd(house)[:16]
    for _ in range(16):
        house.petition()
    db.session.commit()

    def next_for(by: str) -> Callable[[], int | None]:
        def act() -> int | None:
            task = claim_next(house[by], house.now)
            return task and task.id

        return act

    answers = at_once(own_app, [next_for(by) for by in people])
    assert refused(answers) == []
    got = [answer for answer in answers if answer is not None]
    assert len(set(got)) == len(got)
    claimed = select(func.count()).where(Task.user_id.is_not(None))
    assert (
        db.session.scalar(claimed)
        == len(got)
        == db.session.scalar(select(func.count()).where(Event.verb == "claim"))
    )


@pytest.mark.parametrize("turn", range(3))
def test_two_members_of_a_case_group_report_at_once_and_both_count(
    own_app: Flask, house: House, turn: int
) -> None:
    petition = house.to("plan", marks=["重点"])
    house.go(petition, "plan")
    members = ["liunan_handler1", "liunan_handler2", "liunan_handler3"]
    house.do(petition, "appoint", members=[house.id_of(name) for name in members])
    tasks = {task.participant: task.id for task in house.tasks(petition)}
    answers = house.answers(petition, "member_visit")
    db.session.commit()

    def reporting(by: str) -> Callable[[], Any]:
        return lambda: complete_task(tasks[house.id_of(by)], answers, house[by], house.now).step_name

    assert refused(at_once(own_app, [reporting(by) for by in members])) == []
    house.check_in_step(petition)
    assert petition.step == "resolve"
    assert house.steps(petition).count("member_visit") == 3


@pytest.mark.parametrize("key", ["one", None])
def test_the_same_form_twice_at_once_is_one_act(own_app: Flask, house: House, key: str | None) -> None:
    for number in range(4):
        petition = house.petition()
        sent = completing(house, petition, "liunan_handler1", key and f"{key}{number}")
        answers = at_once(own_app, [sent] * 4)
        late = refused(answers)
        assert len(late) == (0 if key else 3)
        assert answers.count(False) == 1
        assert house.steps(petition) == ["register", "sign_for"]
        house.check_in_step(petition)
        db.session.commit()


def test_claiming_completing_moving_and_returning_at_once_make_one_history(
    own_app: Flask, house: House
) -> None:
    dice = random.Random(20260311)
    for _ in range(12):
        petition = house.to("report")
        task_id = house.task(petition).id
        acts: list[Callable[[], Any]] = [
            taking(house, task_id, "liunan_chief"),
            completing(house, petition, "liunan_chief", None),
            completing(house, petition, "liunan_chief", None, start_at="investigate", opinion="再核实"),
            lambda task_id=task_id: (
                reassign(task_id, "rongan", "案发地更正", house["clerk"], house.now, keep_step=False).no
            ),
            lambda task_id=task_id: (
                return_to(task_id, "investigate", "材料不全", house["head"], house.now).no
            ),
        ]
        dice.shuffle(acts)
        answers = at_once(own_app, acts)
        moved = [e for e in house.events(petition) if e.verb in ("reassign", "return") or e.step == "report"]
        moved = [event for event in moved if event.verb != "claim"]
        assert len(moved) == 1, "exactly one of them took the case on"
        assert len(refused(answers)) >= 3
        house.check_in_step(petition)
        db.session.commit()


BUSY = "别人正在登记或导入,请稍等片刻再试;这次什么都没有写入。"


def test_a_crowd_that_claims_hinders_nobody_who_completes_or_returns(own_app: Flask, house: House) -> None:
    """Locks are taken so that a claim, which notes itself beside the process, never waits in a circle."""
    people = crowd(house)[:20]
    for _ in range(8):
        petition = house.petition()
        task_id = house.task(petition).id
        acts = [taking(house, task_id, by) for by in people]
        acts += [completing(house, petition, by, None) for by in people[:6]]
        acts += [
            lambda task_id=task_id: (
                reassign(task_id, "rongan", "案发地更正", house["clerk"], house.now, keep_step=True).no
            )
        ] * 4
        random.Random(task_id).shuffle(acts)
        refused(at_once(own_app, acts))
        house.check_in_step(petition)
        db.session.commit()


def importing(house: House) -> Callable[[], dict[str, Any]]:
    def act() -> dict[str, Any]:
        found, round_ = read_petitions(SHEET, "交办清单.csv"), current_round()
        return carry_out(plan(found, round_, house.now), round_, house["clerk"], house.now).as_json()

    return act


def test_the_same_list_taken_in_twice_at_once_makes_each_case_once(own_app: Flask, house: House) -> None:
    db.session.commit()
    answers = at_once(own_app, [importing(house)] * 3)
    late = refused(answers)  # on a slow machine the turn may not come within the lock's patience
    assert [str(refusal) for refusal in late] == [BUSY] * len(late)
    reports = [answer for answer in answers if answer not in late]
    assert sorted(answer["created"] for answer in reports) == [0] * (len(reports) - 1) + [12]
    assert sum(answer["unchanged"] for answer in reports) == 12 * (len(reports) - 1)
    assert [answer["rejected"] for answer in reports] == [[]] * len(reports)
    assert db.session.scalar(select(func.count()).select_from(Petition)) == 12
    assert db.session.scalar(select(func.count()).where(Batch.name == "第三批")) == 1


def test_a_number_registered_twice_at_once_stands_for_one_case(own_app: Flask, house: House) -> None:
    answers = {"no": "D2LZ202603119000", "assigned_on": house.today, "text": "油烟扰民", "batch": "第九批"}
    db.session.commit()

    def registering() -> str:
        return register(answers, house["clerk"], house.now).no

    given = at_once(own_app, [registering] * 6)
    late = refused(given)
    assert [type(refusal) for refusal in late] == [Invalid] * 5
    assert db.session.scalar(select(func.count()).select_from(Petition)) == 1


def test_a_registering_form_sent_many_times_at_once_opens_one_case(own_app: Flask, house: House) -> None:
    answers = {"no": "D2LZ202603119001", "assigned_on": house.today, "text": "油烟扰民", "batch": "第九批"}
    db.session.commit()

    def registering() -> str:
        return register(answers, house["clerk"], house.now, submission="key").no

    assert at_once(own_app, [registering] * 6) == ["D2LZ202603119001"] * 6
    assert db.session.scalar(select(func.count()).select_from(Petition)) == 1
