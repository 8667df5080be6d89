"""A problem closes only when all its measures are struck off, by its lead units and the leading group."""

import re
from datetime import date

import pytest
from flask import current_app
from sqlalchemy import select, update

from bench.statements import listening
from server.cases.complete import complete_task
from server.cases.inbox import EVERYTHING, inbox
from server.cases.measures.inspecting import inspect
from server.cases.plan.confirming import decide
from server.cases.problems.asking import begin_closing, load_problem
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.cases.returning import return_to
from server.cases.tick import tick_due
from server.database import db, transaction
from server.models import Measure, MeasureRecord, Process, Task
from tests.server.cases.closings import FILING, Closing
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.cases.test_measure_lives import plan_of

BOTH = {("confirm_problem", "water"), ("confirm_problem", "ecology")}
CLOSE = {("close_problem", "")}


@pytest.fixture
def closing(house: House) -> Closing:
    return Closing(house)


def record(closing: Closing, no: int) -> None:
    """A measure was struck off long ago: entered by one of the office, confirmed by another."""
    house = closing.house
    with transaction():
        row = MeasureRecord(
            measure_id=closing.chains[no - 1].measure.id, state="已销号", day=date(2025, 6, 30),
            content_key=f"{no}", entered_by=house["clerk"].id, entered_at=house.now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        decide([row.id], True, house["head"], house.now)


def reopen(closing: Closing, no: int) -> None:
    """反弹 found by the inspectors."""
    house = closing.house
    with transaction():
        measure = closing.chains[no - 1].measure
        inspect(measure, "垃圾又堆起来了", "advance_work", house["inspector"], house.now)


def test_it_begins_by_itself_with_the_last_measure_and_is_signed_by_every_lead_unit(closing: Closing) -> None:
    closing.strike(1)
    assert (closing.waiting(), closing.problem.step) == (set(), None)
    closing.strike(2)
    assert closing.waiting() == BOTH
    assert closing.events() == [("begin", "2 条措施全部销号。")]
    assert (closing.problem.step, closing.problem.stage) == ("confirm_problem", "confirm")
    closing.do("confirm_problem", "ecology2", "ecology")
    assert closing.waiting() == {("confirm_problem", "water")}
    closing.do("confirm_problem", "water2", "water")
    assert closing.waiting() == CLOSE
    closing.do("close_problem", "leader")
    problem = closing.problem
    assert (problem.step, problem.stage, problem.filing_no) == (None, None, FILING)
    assert problem.archived_at is not None
    assert closing.standing() == {"water", "ecology"}
    assert db.session.scalars(select(Process.ended_at).where(Process.of(problem))).one() is not None


def test_it_is_refused_while_one_measure_is_missing(closing: Closing) -> None:
    closing.strike(1)
    house = closing.house
    with pytest.raises(Stale, match="措施 2 还没有销号"):
        begin_closing(closing.problem, house["clerk"], house.now)
    with pytest.raises(Forbidden):
        begin_closing(closing.problem, house["water2"], house.now)
    assert closing.waiting() == set()


@pytest.mark.parametrize("done", ["nothing", "one", "all"])
def test_a_relapse_withdraws_it_and_voids_what_was_signed(closing: Closing, done: str) -> None:
    closing.strike_all()
    late = closing.tasks()[-1].id
    if done != "nothing":
        closing.do("confirm_problem", "water2", "water")
    if done == "all":
        closing.do("confirm_problem", "ecology2", "ecology")
    reopen(closing, 2)
    assert (closing.waiting(), closing.standing()) == (set(), set())
    assert (closing.problem.step, closing.problem.stage, closing.problem.step_due_on) == (None, None, None)
    assert closing.events()[-1] == ("withdraw", "措施 2 还没有销号,撤回问题销号。")
    with pytest.raises(Stale):
        complete_task(late, closing.answers("confirm_problem"), closing.house["ecology2"], closing.house.now)


def test_a_relapse_opens_a_closed_problem_again_and_it_closes_again(closing: Closing) -> None:
    closing.strike_all()
    closing.confirm()
    closing.do("close_problem", "leader")
    reopen(closing, 1)
    assert (closing.problem.archived_at, closing.waiting()) == (None, set())
    assert closing.events()[-1] == ("reopen", "措施 1 还没有销号,问题重新打开。")
    chain = closing.chains[0]
    chain.check()
    chain.accept()
    chain.file()
    assert closing.waiting() == BOTH
    closing.confirm()
    closing.do("close_problem", "leader", filing_no="柳整改办〔2026〕12号")
    assert closing.problem.archived_at is not None


def test_what_lasts_slips_back_in_its_review_and_the_closing_is_withdrawn(house: House) -> None:
    text = re.sub(r"(\n1\..*\n.*\n整改时限:).*", r"\1立行立改,长期坚持。", plan_of(2))
    closing = Closing(house, text=text)
    closing.strike_all()
    assert closing.waiting() == BOTH
    house.clock.advance(days=120)
    with transaction():
        tick_due(house.now)
    kept = {"reviewed_on": house.today, "relapsed": False, "review_words": "一直有人巡查"}
    closing.chains[0].do("review_upkeep", "water1", **kept)
    assert closing.waiting() == BOTH, "what holds changes nothing"
    house.clock.advance(days=120)
    with transaction():
        tick_due(house.now)
    slipped = {**kept, "reviewed_on": house.today, "relapsed": True, "start_at": "advance_work"}
    closing.chains[0].do("review_upkeep", "water1", **slipped)
    assert closing.waiting() == set()
    assert closing.events()[-1] == ("withdraw", "措施 1 还没有销号,撤回问题销号。")


def test_a_record_alone_begins_nothing_but_lets_the_office_begin(closing: Closing) -> None:
    record(closing, 1)
    closing.strike(2)
    assert closing.waiting() == set()
    house = closing.house
    with transaction():
        begin_closing(closing.problem, house["clerk"], house.now)
    assert closing.waiting() == BOTH
    assert closing.events() == [("begin", "2 条措施全部销号,其中补录 1。")]
    with pytest.raises(Stale, match="正在办理"):
        begin_closing(closing.problem, house["clerk"], house.now)
    closing.confirm()
    closing.do("close_problem", "leader")
    with pytest.raises(Stale, match="已经销号"):
        begin_closing(closing.problem, house["clerk"], house.now)


def test_a_recorded_measure_that_slips_back_withdraws_it_too(closing: Closing) -> None:
    record(closing, 1)
    closing.strike(2)
    with transaction():
        begin_closing(closing.problem, closing.house["clerk"], closing.house.now)
    reopen(closing, 1)
    assert closing.waiting() == set()


def test_a_new_measure_of_a_corrected_plan_withdraws_it(closing: Closing) -> None:
    closing.strike_all()
    with transaction():
        load(closing.house["clerk"], closing.house.now, plan_of(3), confirmed=True)
    assert closing.waiting() == set()
    assert closing.events()[-1] == ("withdraw", "措施 3 还没有销号,撤回问题销号。")


@pytest.mark.parametrize("signed", [0, 1, 2])
def test_a_unit_that_leads_now_is_asked_wherever_the_problem_stands(closing: Closing, signed: int) -> None:
    closing.strike_all()
    for login, unit in (("water2", "water"), ("ecology2", "ecology"))[:signed]:
        closing.do("confirm_problem", login, unit)
    text = plan_of(2).replace("市水利局、市生态环境局", "市水利局、市工业和信息化局")
    with transaction():
        load(closing.house["clerk"], closing.house.now, text, confirmed=True)
    asked = {("confirm_problem", "industry")} | ({("confirm_problem", "water")} if not signed else set())
    assert closing.waiting() == asked
    assert closing.standing() == {"water", "ecology"} - ({"ecology"} if signed < 2 else set()) - (
        {"water"} if not signed else set()
    )


def test_the_leading_group_sends_it_back_and_all_confirm_again(closing: Closing) -> None:
    closing.strike_all()
    closing.confirm()
    (task,) = closing.tasks()
    with transaction():
        return_to(task.id, "confirm_problem", "达标数据没有附上", closing.house["leader"], closing.house.now)
    assert closing.waiting() == BOTH
    assert closing.standing() == set()
    closing.confirm()
    assert closing.waiting() == CLOSE


def test_who_handled_a_measure_does_not_confirm_its_problem_nor_does_the_same_section(house: House) -> None:
    closing = Closing(house, 1)
    with transaction():
        house["water1"].section = "河湖科"
        house.hire("water3", posts=[("water", "chief")]).section = "河湖科"
    closing.strike_all()
    with pytest.raises(Forbidden, match=r"办理过本件\((材料汇总|自查|推进整改)\)"):
        closing.do("confirm_problem", "water1", "water")
    with pytest.raises(Forbidden, match="同在河湖科"):
        closing.do("confirm_problem", "water3", "water")
    closing.do("confirm_problem", "water2", "water")


def test_where_nobody_of_a_unit_may_confirm_the_office_is_asked(house: House) -> None:
    closing = Closing(house, 1)
    chain = closing.chains[0]
    chain.plan()
    chain.check()
    chain.accept()
    with transaction():
        house["water2"].disabled = True
    chain.file()
    assert {task.participant: task.unit for task in closing.tasks()} == {
        "water": "office",
        "ecology": "ecology",
    }
    closing.do("confirm_problem", "clerk", "water")
    assert closing.standing() == {"water"}


def test_an_open_measure_stops_it_even_if_nothing_withdrew_it(closing: Closing) -> None:
    closing.strike_all()
    closing.do("confirm_problem", "water2", "water")
    db.session.execute(update(Measure).where(Measure.no == 1).values(archived_at=None))
    db.session.commit()
    with pytest.raises(Invalid) as refused:
        closing.do("confirm_problem", "ecology2", "ecology")
    assert refused.value.errors == {"opinion": ["措施 1 还没有销号,本问题不能销号。"]}
    db.session.execute(update(Measure).where(Measure.no == 1).values(archived_at=closing.house.now))
    db.session.commit()
    closing.do("confirm_problem", "ecology2", "ecology")
    db.session.execute(update(Measure).where(Measure.no == 1).values(archived_at=None))
    db.session.commit()
    with pytest.raises(Stale, match="措施 1 还没有销号"):
        closing.do("close_problem", "leader")


def test_units_that_lead_it_or_owe_a_measure_see_it_and_nobody_else(closing: Closing) -> None:
    closing.strike_all()
    house = closing.house
    for login in ("clerk", "leader", "inspector", "ecology1", "water2", "liunan_handler1"):
        assert load_problem(1, house[login]).no == 1
    for login in ("urban1", "industry1", "admin"):
        with pytest.raises(NotFound):
            load_problem(1, house[login])
    found = {
        login: inbox(house[login], house.now, EVERYTHING) for login in ("water2", "urban1", "liunan_handler1")
    }
    assert [(row.no, row.problem, row.unit_name) for row in found["water2"]] == [("问题 1", 1, "市水利局")]
    assert found["urban1"] == found["liunan_handler1"] == []


def test_confirming_costs_as_little_as_a_step_of_a_measure(closing: Closing) -> None:
    closing.strike_all()
    house = closing.house
    task = next(task for task in closing.tasks() if task.participant == "water")
    answers, by = closing.answers("confirm_problem"), house["water2"]
    db.session.flush()
    with listening(current_app) as said:
        complete_task(task.id, answers, by, house.now)
    assert 4 < len(said) <= 12, "\n".join(statement for statement, _ in said)


def test_beginning_to_close_costs_a_fixed_number_of_statements(house: House) -> None:
    closing = Closing(house, 1)
    chain = closing.chains[0]
    chain.plan()
    chain.check()
    chain.accept()
    chain.alone()
    chain.do("publish_measure", "water1")
    house.clock.advance(days=14)
    chain.do("end_measure_notice", "water1")
    chain.do("examine", "head")
    (task,), by = chain.tasks(), house["leader"]
    answers = chain.answers("file_measure", "leader")
    db.session.flush()
    with listening(current_app) as said:
        complete_task(task.id, answers, by, house.now)
    assert closing.waiting() == BOTH
    assert len(said) <= 24, "\n".join(statement for statement, _ in said)


def test_a_withdrawn_task_says_so(closing: Closing) -> None:
    closing.strike_all()
    reopen(closing, 1)
    outcomes = db.session.scalars(select(Task.outcome).where(Task.of(closing.problem))).all()
    assert outcomes == ["withdrawn", "withdrawn"]
