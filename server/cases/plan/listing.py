"""The loaded plan as data: the ledger by number, in the form in which a plan is read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select

from server.cases.measures.owed import undecided_of
from server.cases.plan.ledger import Ledger
from server.cases.plan.said import measure_loaded, problem_loaded
from server.database import db
from server.models import Measure, Milestone, Problem, UnitName

PROBLEM_KEYS = ("aspect", "section", "text", "lead_units", "goal", "deadline")


def plan_as_json(ledger: Ledger) -> dict[str, Any]:
    """Problems and measures by number; a measure also has the milestones of its problem's goal."""
    own, goals = _milestones(ledger)
    numbers = {problem.id: no for no, problem in ledger.problems.items()}
    measures = [
        _measure(row, numbers[row.problem_id], own.get(row.id, []) + goals.get(row.problem_id, []))
        for row in ledger.measures.values()
    ]
    problems = [
        _problem(row, [one["no"] for one in measures if one["problem"] == no])
        for no, row in ledger.problems.items()
    ]
    return {"problems": problems, "measures": measures}


def open_names(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Names that stand for no unit yet: of a problem's lead units, or of a measure for which nobody chose."""
    open_ = set(db.session.scalars(select(UnitName.name).where(UnitName.chosen)))
    for no, problem in ledger.problems.items():
        yield from ({"problem": no, "name": name} for name in problem.lead_names if name in open_)
    left = undecided_of(list(ledger.measures.values()))
    for no, row in ledger.measures.items():
        yield from ({"measure": no, "name": name} for name in left[row.id])


def _problem(row: Problem, measures: Sequence[int]) -> dict[str, Any]:
    said = problem_loaded(row)
    return {"no": row.no, **{key: said[key] for key in PROBLEM_KEYS}, "measures": list(measures)}


def _measure(row: Measure, problem_no: int, milestones: Sequence[Milestone]) -> dict[str, Any]:
    said = measure_loaded(row, problem_no)
    return {
        "no": row.no,
        "problem": problem_no,
        "text": row.text,
        "units": row.unit_names,
        "first_unit": row.unit_names[0],
        "deadline": said["deadline"],
        "flags": row.flags,
        "milestones": [_milestone(one) for one in milestones],
    }


def _milestone(one: Milestone) -> dict[str, Any]:
    return {"date": one.day and one.day.isoformat(), "text": one.text, "target": one.target, "line": one.line}


def _milestones(ledger: Ledger) -> tuple[dict[int, list[Milestone]], dict[int, list[Milestone]]]:
    """Of measures and of problems, without those the office dropped."""
    measures = [row.id for row in ledger.measures.values()]
    problems = [row.id for row in ledger.problems.values()]
    query = select(Milestone).where(
        or_(Milestone.measure_id.in_(measures), Milestone.problem_id.in_(problems)),
        Milestone.state != "dropped",
    )
    own: dict[int, list[Milestone]] = {}
    goals: dict[int, list[Milestone]] = {}
    for one in db.session.scalars(query.order_by(Milestone.id)):
        if one.measure_id is not None:
            own.setdefault(one.measure_id, []).append(one)
        elif one.problem_id is not None:
            goals.setdefault(one.problem_id, []).append(one)
    return own, goals
