"""Measures of one problem struck off, reopened and confirmed in the same moment."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.cases.complete import complete_task
from server.cases.measures.finding import load_measure
from server.cases.measures.inspecting import inspect
from server.database import db
from server.models import Measure, Process, Task
from tests.faults.at_once import at_once, refused
from tests.server.cases.closings import Closing
from tests.server.cases.house import House


def up_to_filing(closing: Closing) -> list[int]:
    """Every measure waits for the leading group; their tasks."""
    for chain in closing.chains:
        chain.plan()
        chain.check()
        chain.accept()
        chain.alone()
        chain.do("publish_measure", "water1")
    closing.house.clock.advance(days=14)
    for chain in closing.chains:
        chain.do("end_measure_notice", "water1")
        chain.do("examine", "head")
    return [chain.tasks()[0].id for chain in closing.chains]


def filing(house: House, task_id: int, answers: dict[str, Any]) -> Callable[[], Any]:
    return lambda: complete_task(task_id, answers, house["leader"], house.now)


def reopening(house: House, no: int) -> Callable[[], Any]:
    def act() -> None:
        inspect(load_measure(no, house["clerk"]), "反弹", "advance_work", house["inspector"], house.now)

    return act


def running() -> int:
    query = select(func.count()).select_from(Process)
    return db.session.scalar(query.where(Process.problem_id.is_not(None), Process.ended_at.is_(None))) or 0


def test_the_last_two_measures_filed_at_once_begin_it_once(own_app: Flask, house: House) -> None:
    closing = Closing(house, 3)
    tasks = up_to_filing(closing)
    answers = closing.chains[0].answers("file_measure", "leader")
    db.session.commit()
    answered = at_once(own_app, [filing(house, task_id, answers) for task_id in tasks])
    assert refused(answered) == []
    db.session.rollback()
    assert running() == 1
    assert len(closing.waiting()) == 2


@pytest.mark.parametrize("turn", range(4))
def test_a_relapse_beside_the_last_filing_leaves_no_problem_closing_with_a_measure_open(
    own_app: Flask, house: House, turn: int
) -> None:
    closing = Closing(house)
    _, last = up_to_filing(closing)
    answers = closing.chains[0].answers("file_measure", "leader")
    closing.chains[0].do("file_measure", "leader")
    db.session.commit()
    acts = [filing(house, last, answers), reopening(house, 1)]
    at_once(own_app, acts if turn % 2 else acts[::-1])
    db.session.rollback()
    still = db.session.scalar(select(func.count()).select_from(Measure).where(Measure.archived_at.is_(None)))
    assert (still, running(), closing.problem.step) == (1, 0, None)


@pytest.mark.parametrize("turn", range(4))
def test_a_relapse_beside_the_last_confirmation_withdraws_it(own_app: Flask, house: House, turn: int) -> None:
    closing = Closing(house)
    closing.strike_all()
    closing.do("confirm_problem", "water2", "water")
    (task,) = closing.tasks()
    task_id, answers = task.id, closing.answers("confirm_problem")
    db.session.commit()
    acts = [lambda: complete_task(task_id, answers, house["ecology2"], house.now), reopening(house, 1)]
    at_once(own_app, acts if turn % 2 else acts[::-1])
    db.session.rollback()
    waiting = (
        select(func.count()).select_from(Task).where(Task.problem_id.is_not(None), Task.closed_at.is_(None))
    )
    assert (running(), db.session.scalar(waiting), closing.standing()) == (0, 0, set())


def test_every_lead_unit_confirms_at_once_and_none_is_refused(own_app: Flask, house: House) -> None:
    closing = Closing(house)
    closing.strike_all()
    people = {"water": "water2", "ecology": "ecology2"}
    tasks = {task.participant: task.id for task in closing.tasks()}
    answers = closing.answers("confirm_problem")
    db.session.commit()

    def confirming(unit: str) -> Callable[[], Any]:
        return lambda: complete_task(tasks[unit], answers, house[people[unit]], house.now)

    assert refused(at_once(own_app, [confirming(unit) for unit in tasks])) == []
    db.session.rollback()
    assert closing.waiting() == {("close_problem", "")}
