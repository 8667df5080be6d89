"""The page of a measure put together: who owes it, who has signed, what is to be reached, the form of its step."""

from typing import Any

from server.auth import me
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.definition import MEASURE, drawn_engine
from server.cases.measures.conditions import conditions_of
from server.cases.measures.finding import lines_of, milestones_of
from server.cases.measures.inspecting import may_inspect
from server.cases.measures.matrix import matrix_of
from server.cases.task import TaskView, tasks_of
from server.clock import now, today
from server.database import db
from server.models import Measure, Problem
from server.pages.case import running_page, still_page
from workflows.deadlines import light
from workflows.roles import MEASURE_STAGES

UPKEEP = "upkeep"
"""Only a long-term measure goes on after it is filed."""


def measure_page(measure: Measure, view: TaskView | None, **more: Any) -> dict[str, Any]:
    """What the template of a measure needs: with the form of a task where there is one to be done."""
    tasks = tasks_of(measure)
    page = running_page(view, tasks, **more) if view else still_page(measure, tasks, files_of(measure), [])
    problem = db.session.get_one(Problem, measure.problem_id)
    matrix = matrix_of(measure, drawn_engine(MEASURE).user_tasks, now())
    return {
        **page,
        "measure": measure,
        "problem": problem,
        "deadline_light": light(measure.deadline, today(), calendar()),
        "stages": [
            (stage, name) for stage, name in MEASURE_STAGES.items() if stage != UPKEEP or measure.long_term
        ],
        "matrix": matrix,
        "milestones": milestones_of(measure),
        "lines": lines_of(measure),
        "inspects": may_inspect(me()),
        "conditions": conditions_of(measure, today()),
        "own_work": view is not None and _own_work(view, [line.unit for line in matrix.lines if line.owes]),
    }


def _own_work(view: TaskView, owing: list[str]) -> bool:
    """Does a unit verify here what it owes itself?"""
    apart = "section" in view.step.properties.get("excludes", "").split()
    return apart and view.task.participant in owing
