"""Measures made ready for the answer: codes with their names, what is derived computed for all rows at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from server.api import names
from server.api.showing import Shown, file, open_tasks
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.definition import MEASURE, drawn_engine
from server.cases.measures.conditions import conditions_of
from server.cases.measures.finding import lines_of, milestones_of
from server.cases.measures.matrix import Line, Matrix, matrix_of
from server.cases.measures.owed import undecided_of
from server.cases.plan.items import items_of
from server.cases.plan.progress import progress
from server.cases.task import tasks_of
from server.clock import now, today
from server.database import db
from server.measure_states import STATES, state
from server.models import Item, Measure, Milestone, Owing, Problem
from workflows.deadlines import light

PLAIN = ("no", "title", "text", "unit_names", "step_due_on", "archived_at")
FACTS = (
    *("flags", "standards", "accepted_on", "notice_on", "notice_days", "notice_place", "notice_ends_on"),
    *("filing_no", "filed_on"),
)


def measures(found: Sequence[Any]) -> list[Shown]:
    """Measures with their states as lists show them, in as many statements for many as for few."""
    ids = [measure.id for measure, _ in found]
    owing, done = _owing(ids), progress(ids)
    open_names = undecided_of([measure for measure, _ in found])
    return [
        {
            **_about(measure, stands),
            "units": [_owed(one) for one in owing.get(measure.id, ())],
            "open_names": open_names[measure.id],
            "progress": vars(done[measure.id]),
        }
        for measure, stands in found
    ]


def one_measure(found: Measure) -> Shown:
    """A single measure as lists show it."""
    stands = db.session.scalar(select(state()).where(Measure.id == found.id))
    return measures([(found, stands)])[0]


def whole_measure(found: Measure) -> Shown:
    """A measure with what is known of it, its signatures, its open tasks and its files."""
    return {
        **one_measure(found),
        **{name: getattr(found, name) for name in FACTS},
        "lines": lines(found),
        "conditions": [{**vars(one), "met": one.met} for one in conditions_of(found, today())],
        "matrix": _matrix(matrix_of(found, drawn_engine(MEASURE).user_tasks, now())),
        "milestones": milestones(milestones_of(found)),
        "items": [_item(one) for one in items_of(found)],
        "tasks": open_tasks(tasks_of(found)),
        "files": [file(one) for one in files_of(found)],
    }


def deadline(found: Measure | Problem) -> Shown:
    """整改时限 as it is written and as it is understood."""
    same = ("long_term", "immediate")
    told = {name: getattr(found, name) for name in same}
    return {"raw": found.deadline_raw, "date": found.deadline, **told}


def lines(found: Measure | Problem) -> list[Shown]:
    """The plan's own lines."""
    return [{"no": number, "text": words} for number, words in lines_of(found)]


def milestones(found: Iterable[Milestone]) -> list[Shown]:
    """Dates and targets, and whose they are."""
    same = ("id", "day", "text", "target", "line", "state", "reached_on", "proof")
    return [
        {**{name: getattr(one, name) for name in same}, "of_problem": one.problem_id is not None}
        for one in found
    ]


def _about(found: Measure, stands: str) -> Shown:
    problem = db.session.get_one(Problem, found.problem_id)
    return {
        **{name: getattr(found, name) for name in PLAIN},
        "problem": {"no": problem.no, "title": problem.title},
        "leads": [names.unit(code) for code in problem.leads],
        "deadline": deadline(found),
        "light": light(found.deadline, today(), calendar()) if stands == "running" else None,
        "state": {"code": stands, "name": STATES[stands]},
        "step": names.step(found.step),
        "stage": names.stage(found.stage),
    }


def _owed(one: Owing) -> Shown:
    return {**(names.unit(one.unit) or {}), "first": one.first, "named": one.name}


def _owing(ids: Sequence[int]) -> dict[int, list[Owing]]:
    query = select(Owing).where(Owing.measure_id.in_(ids), Owing.removed_at.is_(None))
    found: dict[int, list[Owing]] = {}
    for one in db.session.scalars(query.order_by(Owing.sort, Owing.id)):
        found.setdefault(one.measure_id, []).append(one)
    return found


def _item(one: Item) -> Shown:
    same = ("name", "place", "done", "done_on", "proof")
    return {**{name: getattr(one, name) for name in same}, "unit": names.unit(one.unit)}


def _matrix(found: Matrix) -> Shown:
    steps = [names.step(step.id) for step in found.steps]
    return {"steps": steps, "units": [_signer(line, found) for line in found.lines]}


def _signer(line: Line, found: Matrix) -> Shown:
    cells = zip(found.steps, line.cells, strict=True)
    return {
        "unit": {"code": line.unit, "name": line.name},
        **{name: getattr(line, name) for name in ("first", "lead", "owes")},
        "cells": [{"step": step.id, **vars(cell)} for step, cell in cells],
    }
