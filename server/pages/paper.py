"""线下签批: a clerk enters what a leader signed on paper, with the scan that shows it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.attach import files_of
from server.cases.colleagues import colleagues
from server.cases.complete import complete_task
from server.cases.draft import save_draft
from server.cases.options import Option, offered
from server.cases.refusal import Forbidden, Invalid
from server.cases.sent import Paper
from server.cases.task import known
from server.cases.work import Work, load
from server.clock import now
from server.database import transaction
from server.pages.act_form import PaperForm
from server.pages.answers import number_in, read_answers
from server.pages.form import Filling, view_form
from server.pages.names import address_of
from server.pages.task import said
from server.pages.upload import files_sent, kept, store_one
from workflows.forms import FORMS, Form

pages = Blueprint("paper", __name__)


@pages.route("/tasks/<int:task_id>/paper", methods=["GET", "POST"])
def enter(task_id: int) -> ResponseReturnValue:
    """The step's form with the signature beside it; completed in the signer's name."""
    work = load(task_id, me(), now(), lock=False)
    if work.step.properties.get("paper") != "yes" or work.task.unit not in me().units:
        raise Forbidden("这一步不能线下签批,或不归您的单位办理。")
    form = FORMS[work.step.properties["form"]]()
    if request.method == "GET":
        return page(work, form, known(form, work), {}, {})
    answers, signed = read_answers(form, request.form), read_answers(PaperForm(), request.form)
    try:
        signed = keep_scan(work, signed)
        done = complete_task(
            task_id, answers, me(), now(), submission=request.form.get("submission"), paper=checked(signed)
        )
    except Invalid as refusal:
        return page(work, form, answers, signed, refusal.errors), 422
    flash(said(done))
    return redirect(address_of(done.case), 303)


def page(
    work: Work, form: Form, answers: dict[str, Any], signed: dict[str, Any], errors: dict[str, Any]
) -> str:
    """The page with both parts: what was decided, and who signed it where and when."""
    signers = colleagues(work)
    files = kept(files_of(work.case))
    return render_template(
        "paper.html",
        case=work.case,
        task=work.task,
        step=work.step,
        form=view_form(form, Filling(answers, errors, options_of(work, form))),
        paper=view_form(PaperForm(), Filling(signed, errors, {"signer": signers}, files)),
        form_name=type(form).__name__,
    )


def options_of(work: Work, form: Form) -> dict[str, list[Option]]:
    """What the case offers for the step's form."""
    sources = {name: field.metadata.get("options") for name, field in form.fields.items()}
    return {name: offered(source, work, me()) for name, source in sources.items() if source}


def keep_scan(work: Work, signed: dict[str, Any]) -> dict[str, Any]:
    """Store the scan before the form is judged, so that it need not be chosen again. Raises Invalid."""
    sent = files_sent(PaperForm()).get("scan", [])
    if not sent:
        return signed
    try:
        with transaction():
            stored = store_one(sent[0], "scan", work.task, me())
            signed = {**signed, "scan": [str(stored.id)]}
            save_draft(work.task.id, signed, me(), now())
    except Invalid as refusal:
        raise Invalid({"scan": [str(one) for found in refusal.errors.values() for one in found]}) from None
    return signed


def checked(signed: dict[str, Any]) -> Paper:
    """The signature as the use case takes it. Raises Invalid naming what is missing."""
    try:
        given = PaperForm().load(signed)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    signer = number_in(given["signer"])
    if signer is None:
        raise Invalid({"signer": ["请在列出的人中选择。"]})
    return Paper(signer, given["signed_on"], given["scan"][-1])
