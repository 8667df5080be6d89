"""Writing a plan into the ledger: problems and measures by number, their units, their milestones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete

from server.cases.measures.conditions import proposed
from server.cases.plan.ledger import Ledger
from server.cases.plan.names import Names, read_names
from server.cases.plan.owing import Turn, follow_names
from server.cases.plan.said import columns
from server.cases.plan.targets import Owner, propose
from server.database import db
from server.imports.plan import Milestone, ParsedPlan, PlannedMeasure, PlannedProblem
from server.imports.plan.mentions import mentioned
from server.models import Measure, Plan, Problem, Round, User

Row = TypeVar("Row", Problem, Measure)


@dataclass(frozen=True)
class Occasion:
    """Who loads which file, and when; an invented plan gives short titles instead of texts."""

    file_name: str
    by: User
    now: datetime
    demo: bool = False


@dataclass(frozen=True)
class Written:
    """What was written."""

    plan: Plan
    opened: list[Measure]
    """New measures."""
    turns: list[Turn]
    """Every measure with the units it had and the units it has."""


def write_plan(parsed: ParsedPlan, ledger: Ledger, round_: Round, occasion: Occasion) -> Written:
    """Bring the ledger in line with the plan; what it has beyond the plan goes."""
    names = read_names(_names(parsed, ledger))
    before = {no: names.owing(row.unit_names) for no, row in ledger.measures.items()}
    plan = _keep_plan(parsed, ledger, round_, occasion)
    problems = {one.no: _keep_problem(one, ledger, names, plan) for one in parsed.problems}
    for one in parsed.problems:
        problems[one.no].names = mentioned("\n".join(_words(one, parsed)))
    db.session.flush()
    measures = {one.no: _keep_measure(one, ledger, problems[one.problem], plan) for one in parsed.measures}
    db.session.flush()
    _drop(ledger, problems, measures)
    turns = [Turn(row, before.get(no, {}), names.owing(row.unit_names)) for no, row in measures.items()]
    follow_names(turns, occasion.by, occasion.now)
    propose(_targets(parsed, problems, measures))
    return Written(plan, [row for no, row in measures.items() if no not in ledger.measures], turns)


def _names(parsed: ParsedPlan, ledger: Ledger) -> Iterator[str]:
    for problem in parsed.problems:
        yield from problem.lead_units
    for measure in parsed.measures:
        yield from measure.units
    for row in ledger.measures.values():
        yield from row.unit_names


def _words(problem: PlannedProblem, parsed: ParsedPlan) -> Iterator[str]:
    """All that the plan says about a problem."""
    yield from (problem.text, problem.goal)
    yield from (one.text for one in parsed.measures if one.problem == problem.no)


def _keep_plan(parsed: ParsedPlan, ledger: Ledger, round_: Round, occasion: Occasion) -> Plan:
    plan = ledger.plan or Plan(round_id=round_.id)
    plan.title, plan.lines, plan.file_name = parsed.title, list(parsed.lines), occasion.file_name
    plan.user_id, plan.imported_at, plan.demo = occasion.by.id, occasion.now, occasion.demo
    db.session.add(plan)
    db.session.flush()
    return plan


def _keep_problem(planned: PlannedProblem, ledger: Ledger, names: Names, plan: Plan) -> Problem:
    row = ledger.problems.get(planned.no)
    if row is None:
        row = Problem(plan_id=plan.id, tags=[planned.section] if planned.section else [])
    row.part, row.aspect, row.section, row.goal = planned.part, planned.aspect, planned.section, planned.goal
    row.lead_names, row.leads = list(planned.lead_units), names.leads(planned.lead_units)
    return _filled(row, planned, plan)


def _keep_measure(planned: PlannedMeasure, ledger: Ledger, problem: Problem, plan: Plan) -> Measure:
    row = ledger.measures.get(planned.no) or Measure(plan_id=plan.id, conditions=proposed(planned.text))
    row.problem_id, row.unit_names = problem.id, list(planned.units)
    return _filled(row, planned, plan)


def _filled(row: Row, planned: PlannedProblem | PlannedMeasure, plan: Plan) -> Row:
    for name, value in columns(planned).items():
        setattr(row, name, value)
    if plan.demo:
        row.title = planned.text
    db.session.add(row)
    return row


def _drop(ledger: Ledger, problems: Mapping[int, Problem], measures: Mapping[int, Measure]) -> None:
    gone = [row.id for no, row in ledger.measures.items() if no not in measures]
    db.session.execute(delete(Measure).where(Measure.id.in_(gone)))
    gone = [row.id for no, row in ledger.problems.items() if no not in problems]
    db.session.execute(delete(Problem).where(Problem.id.in_(gone)))


def _targets(
    parsed: ParsedPlan, problems: Mapping[int, Problem], measures: Mapping[int, Measure]
) -> dict[Owner, Sequence[Milestone]]:
    goals: dict[Owner, Sequence[Milestone]] = {
        ("problem_id", problems[one.no].id): one.milestones for one in parsed.problems
    }
    return goals | {("measure_id", measures[one.no].id): one.milestones for one in parsed.measures}
