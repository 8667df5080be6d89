"""Problems of the plan in force: how far the measures of each have come."""

from typing import Any

from server import measure_figures as figures
from server.api import showing_measures as showing
from server.api import showing_problems as closing
from server.api.measure_query import ProblemQuery
from server.api.measures import NO
from server.api.problem_schema import PlanProblemsSchema, WholeProblemSchema
from server.api.reading import Blueprint, take_page
from server.auth import me
from server.cases.refusal import NotFound
from server.clock import today
from server.database import db
from server.measure_reports import MeasureFilter, measures
from server.measure_targets import plan_in_force

problems = Blueprint(
    "plan_problems", __name__, url_prefix="/api/problems", description="Problems of the plan (问题)"
)


@problems.get("")
@problems.response(200, PlanProblemsSchema)
@problems.arguments(ProblemQuery, location="query")
def list_problems(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the problems with at least one measure that one may see, in the order of the plan."""
    most, skip = take_page(wanted)
    plan, tag = plan_in_force(), wanted.get("tag")
    found = figures.problems(me(), plan.id) if plan else []
    rows = [row for row in found if tag is None or tag in (*row.problem.tags, row.problem.section)]
    return {"items": [closing.problem(row) for row in rows[skip : skip + most]], "total": len(rows)}


@problems.get(f"/{NO}")
@problems.response(200, WholeProblemSchema)
@problems.refusing(404)
def read_problem(no: int) -> dict[str, Any]:
    """Read a problem with its measures, as far as one may see them, its goal's milestones and how it is closed."""
    plan = plan_in_force()
    found = figures.problems(me(), plan.id, no=no) if plan else []
    if plan is None or not found:
        raise NotFound
    (row,) = found
    of_it = measures(MeasureFilter(problem=str(no)), me(), plan.id, today())
    return {
        **closing.problem(row),
        **closing.closing(row),
        "lines": showing.lines(row.problem),
        "milestones": showing.milestones(figures.goal_milestones(row.problem)),
        "measures": showing.measures(db.session.execute(of_it).all()),
    }
