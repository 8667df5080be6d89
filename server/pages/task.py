"""A task: its page with the step's form, and the form sent back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.complete import Done, complete_task
from server.cases.draft import save_draft
from server.cases.refusal import Forbidden, Invalid
from server.cases.task import view_task
from server.clock import now
from server.pages.answers import Act, change_rows, read_act, read_answers
from server.pages.names import address_of, step_name
from server.pages.task_page import page_of_task
from server.pages.upload import files_sent, keep_files
from workflows.forms import FORMS, Form

pages = Blueprint("task", __name__)


@pages.get("/tasks/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """The case with the form of this step in it."""
    view = view_task(task_id, me(), now())
    if view.task.closed_at is not None:
        flash(f"“{view.step.name}”这一步已经办过了。", "warning")
        return redirect(address_of(view.case), 303)
    return page_of_task(view, rows=request.args.get("rows", 1, type=int))


@pages.post("/tasks/<int:task_id>")
def complete(task_id: int) -> ResponseReturnValue:
    """The form sent: the step is done, or the page comes back with all that was typed."""
    form = sent_form()
    answers = read_answers(form, request.form)
    refused: dict[str, list[str]] = {}
    if files_sent(form):
        view = view_task(task_id, me(), now())
        if not view.may:
            raise Forbidden(view.may.reason)
        answers, refused = keep_files(form, answers, view.task, me())
    if act := read_act(request.form):
        return other(task_id, answers, act)
    if refused:
        return again(task_id, answers, refused)
    try:
        done = complete_task(task_id, answers, me(), now(), submission=request.form.get("submission"))
    except Invalid as refusal:
        return again(task_id, answers, refusal.errors)
    flash(said(done, answers))
    return redirect(address_of(done.case), 303)


def sent_form() -> Form:
    """The form the page was drawn from; which one the step really has is checked when the answers are."""
    name = request.form.get("form", "")
    if name not in FORMS:
        abort(400)
    return FORMS[name]()


def other(task_id: int, answers: dict[str, Any], act: Act) -> ResponseReturnValue:
    """Another button than 提交: keep the draft, with a row more or less."""
    changed = change_rows(answers, act)
    save_draft(task_id, changed, me(), now())
    back = url_for("task.show", task_id=task_id)
    if act.kind == "draft":
        flash("草稿已保存,可以以后再填。")
        return redirect(back, 303)
    number = len(changed.get(act.name) or [])
    if act.kind == "add":
        return redirect(f"{back}?rows={number + 1}#f-{act.name}-{number}-text", 303)
    return redirect(f"{back}#f-{act.name}", 303)


def again(task_id: int, answers: dict[str, Any], errors: dict[str, Any]) -> ResponseReturnValue:
    """The same page with what was typed and what must be mended."""
    view = view_task(task_id, me(), now())
    return page_of_task(view, typed=answers, errors=errors), 422


def said(done: Done, answers: Mapping[str, Any] | None = None) -> str:
    """What a completed step led to, in one line."""
    if (answers or {}).get("start_at"):
        return f"已退回到“{step_name(done.case.step)}”。"
    if done.repeated:
        return f"“{done.step_name}”已经提交过,没有重复办理。"
    if done.case.step is None:
        return f"“{done.step_name}”已办理,本件已归档。"
    return f"“{done.step_name}”已办理,现在到“{step_name(done.case.step)}”。"
