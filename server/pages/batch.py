"""Doing one step for many cases: a list with boxes, one form under it, and what became of each."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.approvals import candidates
from server.cases.definition import drawn_steps
from server.cases.many import complete_many
from server.cases.refusal import NotFound
from server.clock import now
from server.pages.answers import number_in, read_answers
from server.pages.field import FormView
from server.pages.form import Filling, view_form
from workflows.engine import Step
from workflows.forms import FORMS, Form

pages = Blueprint("batch", __name__)


@pages.route("/batch/<step_id>", methods=["GET", "POST"])
def run(step_id: str) -> ResponseReturnValue:
    """The list and its form; sent, the result of every case."""
    step = batch_step(step_id)
    form = FORMS[step.properties["form"]]()
    if request.method == "GET":
        return page(step, draw(form, Filling()))
    answers = read_answers(form, request.form)
    chosen = [number for each in request.form.getlist("task") if (number := number_in(each)) is not None]
    errors = mistakes(form, answers)
    if errors or not chosen:
        message = "" if chosen else "请先勾选要办的件。"
        return page(step, draw(form, Filling(answers, errors)), chosen, message), 422
    results = complete_many(chosen, answers, me(), now())
    return render_template("batch_result.html", step=step, results=results)


def batch_step(step_id: str) -> Step:
    """A step the diagram allows to be done for many cases at once. Raises NotFound."""
    step = drawn_steps().get(step_id)
    if step is None or step.properties.get("batch") != "yes":
        raise NotFound("这一步不能成批办理。")
    return step


def page(step: Step, view: FormView, chosen: list[int] | None = None, message: str = "") -> str:
    """The list of cases with the form under it; everything that may be ticked is ticked at first."""
    found = candidates(step, me(), now())
    return render_template(
        "batch.html", step=step, candidates=found, view=view, chosen=chosen, message=message
    )


def draw(form: Form, filling: Filling) -> FormView:
    """The form without the question where to return to: a return is one case's affair, on its own page."""
    view = view_form(form, filling)
    return FormView(tuple(one for one in view.fields if not one.decision), view.groups, view.errors)


def mistakes(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with the shared form itself, told once and not for every case."""
    try:
        form.load(answers)
    except ValidationError as error:
        found: dict[str, Any] = error.normalized_messages()
        return found
    return {}
