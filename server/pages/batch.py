"""Doing one step for many cases: a list with boxes, one form under it, and what became of each."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from server.auth import me
from server.cases.approvals import Candidate, candidates
from server.cases.definition import drawn_engine, drawn_steps
from server.cases.many import complete_many
from server.cases.refusal import NotFound
from server.cases.task import view_task
from server.clock import now
from server.models import KINDS, Measure
from server.pages.answers import number_in, read_answers
from server.pages.field import Field, FormView
from server.pages.form import Filling, prefixed, view_form
from server.pages.upload import files_sent, keep_files
from workflows.engine import Step
from workflows.forms import FORMS, Form

pages = Blueprint("batch", __name__)


@pages.route("/batch/<step_id>", methods=["GET", "POST"])
def run(step_id: str) -> ResponseReturnValue:
    """The list and its form; sent, the result of every case."""
    step = batch_step(step_id)
    form = FORMS[step.properties["form"]]()
    if request.method == "GET":
        return page(step, form, Filling())
    answers = read_answers(form, request.form)
    chosen = [number for each in request.form.getlist("task") if (number := number_in(each)) is not None]
    errors = mistakes(form, answers)
    if errors or not chosen:
        message = "" if chosen else "请先勾选要办的件。"
        return page(step, form, Filling(answers, errors), chosen, message), 422
    results = complete_many(each_with_its_own(form, answers, chosen), me(), now())
    return render_template("batch_result.html", step=step, results=results)


def each_with_its_own(form: Form, shared: dict[str, Any], chosen: list[int]) -> dict[int, dict[str, Any]]:
    """Answers of every case: those shared, its own rows, and files of its own; kept as drafts where it has rows."""
    if not own_fields(form) and not files_sent(form):
        return dict.fromkeys(chosen, shared)
    return {task_id: _kept(form, {**shared, **own_answers(form, task_id)}, task_id) for task_id in chosen}


def _kept(form: Form, answers: dict[str, Any], task_id: int) -> dict[str, Any]:
    """The answers with files stored and all of it a draft, where the case is mine to do."""
    try:
        view = view_task(task_id, me(), now())
    except NotFound:
        return answers  # refused with a sentence when its turn comes
    return keep_files(form, answers, view.task, me())[0] if view.may else answers


def batch_step(step_id: str) -> Step:
    """A step the diagram allows to be done for many cases at once. Raises NotFound."""
    step = drawn_steps().get(step_id)
    if step is None or step.properties.get("batch") != "yes":
        raise NotFound("这一步不能成批办理。")
    return step


def page(step: Step, form: Form, filling: Filling, chosen: list[int] | None = None, message: str = "") -> str:
    """The list of cases with the form under it; everything that may be ticked is ticked at first."""
    found = candidates(step, me(), now())
    return render_template(
        "batch.html",
        step=step,
        candidates=found,
        own={one.row.task_id: draw_own(form, one) for one in found},
        planned=next(kind.name for kind in KINDS if step.id in drawn_engine(kind.top).user_tasks),
        view=draw(form, filling),
        chosen=chosen,
        message=message,
    )


def draw(form: Form, filling: Filling) -> FormView:
    """What is answered once for all; where to return to is one case's affair, on its own page."""
    view = view_form(form, filling)
    plain = [one for one in view.fields if not one.decision and not one.fixed]
    return FormView(tuple(plain), view.groups, view.errors, view.has_files)


def draw_own(form: Form, candidate: Candidate) -> list[Field]:
    """What is answered for each case apart: rows that its record gives (验收标准)."""
    case, task_id = candidate.case, candidate.row.task_id
    if not own_fields(form) or not isinstance(case, Measure):
        return []
    given = [{"text": words} for words in case.standards]
    answers = (
        own_answers(form, task_id) if request.method == "POST" else dict.fromkeys(own_fields(form), given)
    )
    drawn = view_form(form, Filling(answers)).fields
    return [prefixed(one, f"t{task_id}-") for one in drawn if one.fixed]


def own_fields(form: Form) -> list[str]:
    """Fields whose rows each case brings along."""
    return [name for name, field in form.fields.items() if field.metadata.get("fixed")]


def own_answers(form: Form, task_id: int) -> dict[str, Any]:
    """The rows sent for one case."""
    prefix = f"t{task_id}-"
    sent = MultiDict(
        (key[len(prefix) :], value) for key, value in request.form.items() if key.startswith(prefix)
    )
    read = read_answers(form, sent)
    return {name: read[name] for name in own_fields(form)}


def mistakes(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with the shared form itself, told once and not for every case."""
    try:
        form.load(answers)
    except ValidationError as error:
        apart = {*own_fields(form), *(files_sent(form))}
        return {name: found for name, found in error.normalized_messages().items() if name not in apart}
    return {}
