"""The page of a task: that of its case, of whichever kind, with the form of the step in it."""

from typing import Any

from flask import render_template

from server.cases.task import TaskView
from server.models import Measure, Problem
from server.pages.case import case_page
from server.pages.measure_page import measure_page
from server.pages.problem_page import problem_page, problem_row


def page_of_task(view: TaskView, **more: Any) -> str:
    """The page of the case this task is one of."""
    if isinstance(view.case, Measure):
        return render_template("measures/measure.html", **measure_page(view.case, view, **more))
    if isinstance(view.case, Problem):
        return render_template(
            "measures/problem.html", **problem_page(*problem_row(view.case.no), view, **more)
        )
    return render_template("case.html", **case_page(view, **more))
