"""The demonstration's plan: the facts are the published ones, the words are ours."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server.cases.founding import add_user, found
from server.cases.plan.loading import load_plan
from server.cases.plan.writing import Occasion
from server.clock import now
from server.database import db
from server.demo.rectification import demo_plan, load_demo_plan
from server.imports.plan import ParsedPlan, PlannedMeasure, PlannedProblem, read_plan
from server.models import Measure, Plan, Problem, User


@pytest.fixture
def clerk(app: Flask) -> object:
    with app.app_context():
        yield add_user("clerk", "经办", "1", "x", [("office", "clerk")])


def titles() -> list[str]:
    plan = demo_plan()
    return [one.text for one in (*plan.problems, *plan.measures)]


def test_there_are_as_many_as_in_the_plan() -> None:
    plan = demo_plan()
    assert (len(plan.problems), len(plan.measures)) == (33, 84)
    assert len({one.section for one in plan.problems if one.section}) == 13
    assert len({one.aspect for one in plan.problems}) == 5
    assert [no for one in plan.problems for no in one.measures] == list(range(1, 85))


def test_titles_are_short_and_each_its_own() -> None:
    assert all(8 <= len(title) <= 20 for title in titles())
    assert len(set(titles())) == 117


def test_no_words_of_the_plan_are_shipped(shared: Path) -> None:
    source = (shared / "seed" / "rectification-plan.txt").read_text(encoding="utf-8")
    assert [title for title in titles() if title in source] == []


def test_the_facts_are_those_of_the_plan(shared: Path) -> None:
    real, demo = _real(shared), demo_plan()
    assert [_facts(one) for one in demo.problems] == [_facts(one) for one in real.problems]
    assert [_facts(one) for one in demo.measures] == [_facts(one) for one in real.measures]
    assert [one.lead_units for one in demo.problems] == [one.lead_units for one in real.problems]
    assert [(one.problem, one.units) for one in demo.measures] == [
        (one.problem, one.units) for one in real.measures
    ]


def test_it_is_loaded_once_and_the_real_plan_replaces_it(clerk: User, shared: Path) -> None:
    loaded = load_demo_plan(clerk, now())
    assert loaded.written
    assert loaded.written.plan.demo
    assert load_demo_plan(clerk, now()).written is None
    occasion = Occasion("整改方案.txt", clerk, now())
    waiting = load_plan(_real(shared), occasion)
    assert (waiting.written, waiting.replaces_demo) == (None, True)
    assert {change.field for change in waiting.difference.changed} == {
        "title", "part", "aspect", "section", "text", "goal",
    }  # fmt: skip
    assert load_plan(_real(shared), occasion, confirmed=True).written
    assert not db.session.scalars(select(Plan.demo)).one()
    first = db.session.scalars(select(Measure).where(Measure.no == 13)).one()
    assert first.title == "东圩沟治理筹资和加快施工"
    assert len(first.text) > 60
    assert load_plan(_real(shared), occasion).difference.unchanged == 117


def test_it_may_be_loaded_without_the_real_plan(clerk: User) -> None:
    assert load_demo_plan(clerk, now()).written
    assert Counter(db.session.scalars(select(Problem.section)))[None] == 2
    assert (
        db.session.scalars(select(Measure.title).where(Measure.no == 1)).one() == "党委政府定期研究环保工作"
    )


def _real(shared: Path) -> ParsedPlan:
    return read_plan((shared / "seed" / "rectification-plan.txt").read_bytes(), "整改方案.txt")


def _facts(one: PlannedProblem | PlannedMeasure) -> tuple[object, ...]:
    return (
        one.no,
        one.deadline,
        {flag.code for flag in one.flags},
        [(milestone.date, milestone.target, milestone.line) for milestone in one.milestones],
        (one.line, one.end_line),
    )


def test_a_house_that_is_no_demonstration_has_no_plan_and_none_of_its_people(app: Flask) -> None:
    with app.app_context():
        found(now())
        assert db.session.scalars(select(Plan.id)).all() == []
        assert db.session.scalars(select(User.id).where(User.staff_no.startswith("DEMO"))).all() == []
