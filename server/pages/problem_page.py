"""The page of a problem put together: its measures, who has confirmed it, the form of its step, record and files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.access import is_office, sees_all
from server.auth import me
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.measures.conditions import Condition, conditions_among
from server.cases.measures.finding import lines_of
from server.cases.refusal import NotFound
from server.cases.task import TaskView, tasks_of
from server.clock import today
from server.database import db
from server.measure_figures import ProblemRow, goal_milestones, problems
from server.measure_reports import MeasureFilter, measures
from server.measure_targets import PlanInForce, plan_in_force
from server.models import Problem, Signature, User
from server.pages.case import running_page, still_page
from server.pages.cockpit import Figure
from server.pages.measures_filter import address
from server.pages.measures_rows import MeasureRow, dress
from workflows.deadlines import light
from workflows.roles import PROBLEM_STAGES


@dataclass(frozen=True)
class Confirmed:
    """A lead unit, and who has confirmed the problem for it."""

    unit: str
    who: str = ""
    at: datetime | None = None


def problem_row(no: int) -> tuple[PlanInForce, ProblemRow]:
    """The problem of this number in the plan in force, with how far its measures have come. Raises NotFound."""
    plan = plan_in_force()
    found = problems(me(), plan.id, no=no) if plan else []
    if plan is None or not found:
        raise NotFound
    return plan, found[0]


def problem_page(plan: PlanInForce, row: ProblemRow, view: TaskView | None, **more: Any) -> dict[str, Any]:
    """What the template of a problem needs: with the form of a task where there is one to be done."""
    problem = row.problem
    wanted = MeasureFilter(problem=str(problem.no))
    rows = dress(db.session.execute(measures(wanted, me(), plan.id, today())).all(), today())
    return {
        **(
            _closing(problem, view, **more) if row.begun else {"may_begin": is_office(me()) and row.may_close}
        ),
        "row": row,
        "problem": problem,
        "light": light_of(row),
        "figure": figure(row),
        "rows": rows,
        "conditions": _conditions(rows) if sees_all(me()) else [],
        "hidden": row.total - len(rows),
        "whole": sees_all(me()),
        "milestones": goal_milestones(problem),
        "lines": lines_of(problem),
        "may_begin": is_office(me()) and row.may_close and not (problem.step or problem.archived_at),
    }


def _conditions(rows: list[MeasureRow]) -> list[Condition]:
    """What its measures depend on among the petitions, for those who see them all."""
    return conditions_among({kind for row in rows for kind in row.measure.conditions}, today())


def _closing(problem: Problem, view: TaskView | None, **more: Any) -> dict[str, Any]:
    """What belongs to the closing of a problem once it has begun, be it withdrawn since."""
    tasks = tasks_of(problem) if problem.step else []
    page = running_page(view, tasks, **more) if view else still_page(problem, tasks, files_of(problem), [])
    return {**page, "stages": list(PROBLEM_STAGES.items()), "confirmed": confirmed(problem)}


def confirmed(problem: Problem) -> list[Confirmed]:
    """The lead units in the plan's order, each with its signature if it has signed."""
    query = (
        select(Signature.unit, User.name, Signature.at)
        .join(User, Signature.user_id == User.id)
        .where(Signature.of(problem), Signature.voided_at.is_(None))
    )
    given = {unit: (who, at) for unit, who, at in db.session.execute(query)}
    return [Confirmed(unit, *given.get(unit, ())) for unit in problem.leads]


def light_of(row: ProblemRow) -> str | None:
    """The light of a problem; none once it may be closed."""
    return None if row.may_close else light(row.problem.deadline, today(), calendar())


def figure(row: ProblemRow) -> Figure:
    """How many measures of a problem the viewer may see, with the list of them."""
    no = row.problem.no
    return Figure(row.seen, address(MeasureFilter(problem=str(no))), about=f"问题 {no} 的措施")
