"""改派: the office gives a case to another unit."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.options import offered
from server.cases.reassign import reassign, too_few
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.task import tasks_of
from server.cases.work import Work, load
from server.clock import now
from server.pages.act import Act, act_page, refused, sent
from server.pages.act_form import ReassignForm
from server.pages.names import step_name, unit_name
from server.pages.petition import find

pages = Blueprint("reassign", __name__)


@pages.route("/c/<path:no>/reassign", methods=["GET", "POST"])
def move(no: str) -> ResponseReturnValue:
    """The page that says what moving means, and the move itself."""
    if not is_office(me()):
        raise Forbidden("只有市整改办可以改派。")
    task = next(iter(tasks_of(find(no))), None)
    if task is None:
        raise Stale("本件已经归档,不能改派。")
    work = load(task.id, me(), now(), lock=False)
    act = _act(work)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        unit, keep = given["handling_unit"], given["entry"] == "keep"
        reassign(task.id, unit, given["reason"], me(), now(), keep_step=keep)
    except Invalid as refusal:
        return refused(act, refusal)
    flash(f"{no} 已改派到{unit_name(unit)}。")
    if warning := too_few(unit):
        flash(warning, "warning")
    return redirect(url_for("petition.show", no=no), 303)


def _act(work: Work) -> Act:
    petition = work.petition
    says = [
        f"现在由{unit_name(petition.handling_unit) or '(未定)'}承办,停在“{step_name(work.task.step)}”。",
        "改派后原单位的待办撤回,新单位马上能看到;办理时限按原交办日期算,不重新起算。",
    ]
    return Act(
        "改派",
        says,
        ReassignForm(),
        "改派",
        petition,
        url_for("petition.show", no=petition.no),
        {"handling_unit": offered("handling_units", work, me())},
    )
