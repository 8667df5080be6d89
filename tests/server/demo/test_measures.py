"""The 84 measures of the demonstration: where they stand, who signed, and that all of it came by use cases."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, or_, select

from server.cases.batches import current_round
from server.cases.calendar import local_day
from server.cases.definition import MEASURE, drawn_engine
from server.cases.measures.conditions import conditions_of
from server.cases.measures.finding import load_measure
from server.cases.plan.ledger import loaded_ledger
from server.cases.plan.progress import progress
from server.database import db
from server.demo.loading import NotADemo, prepare
from server.demo.measures.living import shares
from server.demo.measures.stands import ENDED, STANDS, TOUR, days_of, steps
from server.demo.rectification import demo_plan
from server.imports.plan import read_plan
from server.measure_states import STATES, state
from server.models import (
    Event,
    Item,
    Measure,
    MeasureRecord,
    Milestone,
    Petition,
    Plan,
    Post,
    Problem,
    Setting,
    Signature,
    Task,
    User,
)
from tests.server.demo.conftest import LOADED


def rows(app: Flask, query: Any) -> list[Any]:
    with app.app_context():
        return [tuple(row) for row in db.session.execute(query)]


def open_at(app: Flask, no: int) -> set[tuple[str, str]]:
    """Steps and units that are asked now about a measure."""
    query = select(Task.step, Task.participant).join(Measure).where(Measure.no == no)
    return set(rows(app, query.where(Task.closed_at.is_(None))))


def test_84_measures_stand_at_every_step_of_the_chain(demo: Flask) -> None:
    open_steps = select(Task.step).where(Task.measure_id.is_not(None), Task.closed_at.is_(None))
    assert {step for (step,) in rows(demo, open_steps)} == set(drawn_engine(MEASURE).user_tasks)
    assert rows(demo, select(func.count()).select_from(Measure)) == [(84,)]
    assert sorted(one.no for one in STANDS) == list(range(1, 85))


def test_each_stands_where_it_was_meant_to(demo: Flask) -> None:
    moved = {57: "self_check", 73: "make_plan"}
    meant = {one.no: moved.get(one.no, one.to) for one in STANDS}
    found = rows(demo, select(Measure.no, Measure.step).order_by(Measure.no))
    assert {no: step or ENDED for no, step in found} == meant


def test_they_are_struck_off_in_every_way_and_most_still_run_or_rest_on_records(demo: Flask) -> None:
    found = Counter(one for (one,) in rows(demo, select(state())))
    assert set(found) == set(STATES)
    assert found["recorded"] + found["recorded_upkeep"] > 35
    assert found["ended"] + found["upkeep"] == 5
    assert 30 <= found["running"] <= 45


def test_what_one_entered_another_confirmed_and_some_waits(demo: Flask) -> None:
    same = MeasureRecord.entered_by == MeasureRecord.confirmed_by
    waits = MeasureRecord.confirmed_at.is_(None)
    counted = select(func.count(), func.count().filter(same), func.count().filter(waits))
    (found,) = rows(demo, counted.select_from(MeasureRecord))
    assert found[0] > 80
    assert found[1:] == (0, 5)
    days = rows(demo, select(MeasureRecord.day, MeasureRecord.entered_at))
    assert all(day <= local_day(entered) for day, entered in days)


def test_at_some_steps_a_part_of_the_units_has_signed(demo: Flask) -> None:
    assert open_at(demo, 51) == {("self_check", "chengzhong"), ("self_check", "luzhai")}
    assert open_at(demo, 75) == {("accept", "water"), ("accept", "resources")}
    assert open_at(demo, 79) == {("accept", "water"), ("accept", "forestry")}
    assert len(open_at(demo, 22)) == 5
    assert open_at(demo, 23) == {("advance_work", unit) for unit in ("liubei", "liujiang", "sanjiang")}
    assert {unit for _, unit in open_at(demo, 43)} == {"yufeng", "luzhai"}
    assert open_at(demo, TOUR) == {("self_check", "ecology"), ("self_check", "rongan")}


def test_one_was_returned_one_inspected_one_nudged_and_one_has_another_unit(demo: Flask) -> None:
    verbs = select(Measure.no, Event.verb).join(Measure, Event.measure_id == Measure.id)
    found = rows(demo, verbs.where(Event.verb.in_(("return", "inspect", "nudge", "reassign"))))
    assert set(found) == {(57, "return"), (42, "inspect"), (22, "nudge"), (73, "reassign"), (73, "return")}
    assert open_at(demo, 73) == {("make_plan", "market")}
    voided = select(Signature.step).join(Measure).where(Measure.no == 57, Signature.voided_at.is_not(None))
    assert {step for (step,) in rows(demo, voided)} == {"self_check", "collect"}


def test_problems_stand_at_every_step_of_their_closing(demo: Flask) -> None:
    closing = select(Problem.no, Problem.step, Problem.archived_at.is_not(None))
    begun = rows(demo, closing.where(or_(Problem.step.is_not(None), Problem.archived_at.is_not(None))))
    assert set(begun) == {
        *((no, None, True) for no in (5, 8)),
        *((no, "confirm_problem", False) for no in (4, 12)),
        (7, "close_problem", False),
    }


def test_milestones_items_and_conditions_are_counted(demo: Flask) -> None:
    with demo.app_context():
        head = db.session.scalars(select(User).where(User.login == "office-head")).unique().one()
        numbers = {no: load_measure(no, head) for no in (22, 23, 24, 37, 67, 68)}
        done = {no: progress([one.id])[one.id] for no, one in numbers.items()}
        found = {
            no: {one.kind: one for one in conditions_of(numbers[no], LOADED.date())} for no in (22, 23, 24)
        }
    assert (done[37].done, done[37].total) == (18, 38)
    assert (done[67].done, done[68].done) == (1, 2)
    assert {no: set(one) for no, one in found.items()} == {
        22: {"verified", "struck_off", "sampled"},
        23: {"verified", "resolved"},
        24: {"struck_off"},
    }
    assert all(one.base >= one.done > 0 for kinds in found.values() for one in kinds.values())
    assert 0 < found[22]["sampled"].done < found[22]["sampled"].base == 13
    states = Counter(one for (one,) in rows(demo, select(Milestone.state)))
    assert states["confirmed"] > 10
    assert states["proposed"] > 5


def test_every_act_has_somebody_who_may_and_every_signature_an_act(demo: Flask) -> None:
    assert rows(demo, select(Event.id).where(Event.measure_id.is_not(None), Event.user_id.is_(None))) == []
    signed = select(Signature.measure_id, Signature.step, Signature.unit).where(Signature.record_id.is_(None))
    done = select(Event.measure_id, Event.step, Event.participant).where(Event.verb == "complete")
    assert set(rows(demo, signed)) <= set(rows(demo, done))
    at_the_office = select(Task.id).where(Task.measure_id.is_not(None), Task.unit == "office")
    assert rows(demo, at_the_office.where(Task.step.not_in(("choose_units", "examine")))) == []


def test_every_unit_that_owes_or_leads_has_two_people_of_two_sections(demo: Flask) -> None:
    posts = select(Post.unit, Post.role, User.section).join(User, Post.user_id == User.id)
    sections: dict[str, dict[str, set[str | None]]] = {}
    for unit, role, section in rows(demo, posts):
        sections.setdefault(unit, {}).setdefault(role, set()).add(section)
    with demo.app_context():
        leads = {unit for problem in db.session.scalars(select(Problem)) for unit in problem.leads}
    assert len(leads) > 9
    assert {unit for unit in leads if sections[unit]["handler"] <= sections[unit]["chief"]} == set()
    owing = {unit for (unit,) in rows(demo, select(Task.unit).where(Task.measure_id.is_not(None)))}
    assert {unit for unit in owing - {"office", "leading_group"} if "chief" not in sections[unit]} == set()


def test_the_words_are_ours_and_all_is_marked_as_invented(demo: Flask, shared: Any) -> None:
    source = (shared / "seed" / "rectification-plan.txt").read_bytes()
    real = read_plan(source, "整改方案.txt")
    assert [demo for (demo,) in rows(demo, select(Plan.demo))] == [True]
    said = (
        rows(demo, select(Measure.text)) + rows(demo, select(Problem.text)) + rows(demo, select(Problem.goal))
    )
    said += rows(demo, select(Milestone.text)) + rows(demo, select(Item.name))
    text = source.decode("utf-8")
    assert [words for (words,) in said if len(words) > 20 and words in text] == []
    assert {one.text for one in real.measures} & {words for (words,) in said} == set()


def test_nothing_changes_when_it_is_prepared_again(demo: Flask) -> None:
    kinds = (Measure, MeasureRecord, Task, Event, Signature, Item)
    before = [rows(demo, select(func.count()).select_from(kind)) for kind in kinds]
    with demo.app_context():
        prepare(demo, LOADED)
    assert [rows(demo, select(func.count()).select_from(kind)) for kind in kinds] == before


def test_a_real_plan_is_never_wiped_unless_it_replaced_an_invented_one(demo: Flask) -> None:
    with demo.app_context():
        kept = db.session.get_one(Setting, "demo")
        value = dict(kept.value)
        plan = db.session.scalars(select(Plan)).one()
        plan.demo = False
        db.session.delete(kept)
        db.session.commit()
        with pytest.raises(NotADemo, match="1 件不是演示数据"):
            prepare(demo, LOADED)
        plan.demo = True
        db.session.add(Setting(name="demo", value=value))
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(Petition)) >= 128


def test_measures_of_one_problem_go_together_and_processes_share_the_work() -> None:
    problem = {one.no: one.problem for one in demo_plan().measures}
    heaps = shares(2)
    assert sorted(one.no for heap in heaps for one in heap) == list(range(1, 85))
    assert not set.intersection(*({problem[one.no] for one in heap} for heap in heaps))
    walked = [sum(len(days_of(one)) for one in heap) for heap in heaps]
    assert max(walked) < 2 * min(walked)


def test_the_days_of_a_walk_go_forward() -> None:
    order = steps()
    for stand in STANDS:
        days = days_of(stand)
        assert sorted(days, key=order.index) == sorted(days, key=lambda step: -days[step])


def test_the_loaded_ledger_is_the_plan_of_the_current_round(demo: Flask) -> None:
    with demo.app_context():
        assert len(loaded_ledger(current_round()).problems) == 33
