"""问题台账: the problems of the plan in force, each a ledger of its own (一问题一台账)."""

from flask import Blueprint, render_template, request

from server.access import sees_all
from server.auth import me
from server.cases.calendar import calendar
from server.cases.measures.finding import lines_of
from server.cases.refusal import NotFound
from server.clock import today
from server.database import db
from server.measure_figures import ProblemRow, goal_milestones, problems
from server.measure_reports import MeasureFilter, measures
from server.measure_targets import plan_in_force
from server.pages.cockpit import Figure
from server.pages.measures import none_yet, tabs
from server.pages.measures_filter import address
from server.pages.measures_rows import dress
from workflows.deadlines import light

pages = Blueprint("problems", __name__)
LONGEST = 100


@pages.get("/problems")
def index() -> str:
    """The problems with how far their measures have come."""
    plan = plan_in_force()
    if plan is None:
        return none_yet("problems.index")
    tag = request.args.get("tag", "")[:LONGEST] or None
    every = problems(me(), plan.id)
    rows = [row for row in every if tag is None or tag in tags_of(row)]
    return render_template(
        "measures/problems.html",
        rows=[(row, light_of(row), figure(row)) for row in rows],
        tags=[(name, name) for name in dict.fromkeys(one for row in every for one in tags_of(row))],
        tag=tag,
        closable=sum(row.may_close for row in rows),
        tabs=tabs("problems.index"),
    )


@pages.get("/problems/<int(max=2147483647):no>")
def show(no: int) -> str:
    """One problem: what is to be reached by when, its measures, and whether it may be closed."""
    plan = plan_in_force()
    found = problems(me(), plan.id, no=no) if plan else []
    if plan is None or not found:
        raise NotFound
    (row,) = found
    wanted = MeasureFilter(problem=str(no))
    rows = dress(db.session.execute(measures(wanted, me(), plan.id, today())).all(), plan, today())
    return render_template(
        "measures/problem.html",
        row=row,
        problem=row.problem,
        light=light_of(row),
        figure=figure(row),
        rows=rows,
        hidden=row.total - len(rows),
        whole=sees_all(me()),
        milestones=goal_milestones(row.problem),
        lines=lines_of(row.problem),
    )


def tags_of(row: ProblemRow) -> list[str]:
    """Tags of a problem and the section in which it stands."""
    problem = row.problem
    return list(dict.fromkeys([*problem.tags, *([problem.section] if problem.section else [])]))


def light_of(row: ProblemRow) -> str | None:
    """The light of a problem; none once it may be closed."""
    return None if row.may_close else light(row.problem.deadline, today(), calendar())


def figure(row: ProblemRow) -> Figure:
    """How many measures of a problem the viewer may see, with the list of them."""
    no = row.problem.no
    return Figure(row.seen, address(MeasureFilter(problem=str(no))), about=f"问题 {no} 的措施")
