"""问题台账: the problems of the plan in force, each a ledger of its own (一问题一台账), and how each is closed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.finding import load_petition
from server.cases.plan.related import petitions_about, problems_about
from server.cases.problems.asking import begin_closing, load_problem
from server.cases.task import tasks_of, view_task
from server.clock import now
from server.measure_figures import ProblemRow, problems
from server.measure_targets import plan_in_force
from server.pages.measures import none_yet, tabs
from server.pages.petition import mine
from server.pages.problem_page import figure, light_of, problem_page, problem_row

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
    petition = load_petition(request.args["c"], me()) if request.args.get("c") else None
    about = {no: names for no, _, names in problems_about(petition)} if petition else {}
    wanted = (row for row in every if petition is None or row.problem.no in about)
    rows = [row for row in wanted if tag is None or tag in tags_of(row)]
    return render_template(
        "measures/problems.html",
        rows=[(row, light_of(row), figure(row)) for row in rows],
        tags=[(name, name) for name in dict.fromkeys(one for row in every for one in tags_of(row))],
        tag=tag,
        petition=petition,
        about=about,
        closed=sum(row.problem.archived_at is not None for row in rows),
        closable=sum(row.may_close for row in rows),
        tabs=tabs("problems.index"),
    )


@pages.get("/problems/<int(max=2147483647):no>")
def show(no: int) -> str:
    """One problem: its measures, whether it may be closed, and the form of its step where the viewer may act."""
    plan, row = problem_row(no)
    tasks = tasks_of(row.problem) if row.problem.step else []
    view = view_task(mine(tasks).id, me(), now()) if tasks else None
    return render_template("measures/problem.html", **problem_page(plan, row, view))


@pages.get("/problems/<int(max=2147483647):no>/petitions")
def petitions(no: int) -> str:
    """信访件 that speak of the same firms and places, as far as the viewer may see them."""
    problem = load_problem(no, me())
    return render_template("measures/petitions.html", problem=problem, related=petitions_about(problem, me()))


@pages.post("/problems/<int(max=2147483647):no>/begin")
def begin(no: int) -> ResponseReturnValue:
    """问题销号 begun by the office, where measures were struck off by a 补录."""
    begin_closing(load_problem(no, me()), me(), now())
    flash("问题销号已经开始,等牵头单位确认。")
    return redirect(url_for("problems.show", no=no), 303)


def tags_of(row: ProblemRow) -> list[str]:
    """Tags of a problem and the section in which it stands."""
    problem = row.problem
    return list(dict.fromkeys([*problem.tags, *([problem.section] if problem.section else [])]))
