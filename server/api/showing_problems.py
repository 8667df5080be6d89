"""Problems made ready for the answer."""

from typing import Any

from server import measure_figures as figures
from server.api import names, showing
from server.api.showing import Shown
from server.api.showing_measures import deadline
from server.auth import me
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.task import tasks_of
from server.clock import today
from server.models import Problem
from workflows.deadlines import light

SAME = (
    *("no", "title", "text", "part", "aspect", "section", "tags", "lead_names", "goal", "flags"),
    *("filing_no", "filed_on", "archived_at", "step_due_on"),
)
COUNTED = ("total", "seen", "done", "recorded", "open")


def problem(row: figures.ProblemRow) -> Shown:
    """A problem as lists show it."""
    found = row.problem
    return {
        **{name: getattr(found, name) for name in SAME},
        "leads": [names.unit(code) for code in found.leads],
        "deadline": deadline(found),
        "light": None if row.may_close else light(found.deadline, today(), calendar()),
        "counts": {name: getattr(row, name) for name in COUNTED},
        "may_close": row.may_close,
        "step": names.step(found.step),
        "stage": names.stage(found.stage),
    }


def one_problem(found: Problem) -> Shown:
    """A single problem as lists show it."""
    (row,) = figures.problems(me(), found.plan_id, no=found.no)
    return problem(row)


def closing_problem(found: Problem) -> Shown:
    """A problem with the open tasks and the files of its closing."""
    (row,) = figures.problems(me(), found.plan_id, no=found.no)
    return {**problem(row), **closing(row)}


def closing(row: figures.ProblemRow) -> dict[str, Any]:
    """Who has to confirm or to file it now, and the files of its closing, once it has begun."""
    return {
        "tasks": showing.open_tasks(tasks_of(row.problem)) if row.begun else [],
        "files": [showing.file(one) for one in files_of(row.problem)] if row.begun else [],
    }
