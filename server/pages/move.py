"""Taking a task, giving it back, handing it over, returning the case: one page each, never a dialogue."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.claim import claim, hand_over, release, sign_for
from server.cases.colleagues import colleagues
from server.cases.options import Option, return_steps
from server.cases.refusal import Invalid
from server.cases.returning import return_to
from server.cases.work import Work, load
from server.clock import now
from server.models import number_of
from server.pages.act import Act, act_page, refused, sent
from server.pages.act_form import HandOverForm, ReleaseForm, ReturnForm
from server.pages.answers import number_in
from server.pages.names import address_of, unit_name
from server.pages.task import said

pages = Blueprint("move", __name__)


@pages.post("/tasks/<int:task_id>/claim")
def take(task_id: int) -> ResponseReturnValue:
    """领取: from now on the task is mine."""
    task = claim(task_id, me(), now())
    return redirect(url_for("task.show", task_id=task.id), 303)


@pages.post("/tasks/<int:task_id>/sign-for")
def sign(task_id: int) -> ResponseReturnValue:
    """签收 in one press, straight from the inbox."""
    done = sign_for(task_id, me(), now(), request.form.get("submission"))
    flash(said(done))
    return redirect(address_of(done.case), 303)


@pages.route("/tasks/<int:task_id>/release", methods=["GET", "POST"])
def give_back(task_id: int) -> ResponseReturnValue:
    """释放: back to the unit, with a word for the next."""
    work = load(task_id, me(), now(), lock=False)
    unit = unit_name(work.task.unit)
    says = [f"“{work.step.name}”回到{unit}待领,{work.task.lane}都可以领取。", "已存的草稿保留,时限不变。"]
    act = Act("释放", says, ReleaseForm(), "释放", work.case, back(work))
    if request.method == "GET":
        return act_page(act)
    try:
        release(task_id, sent(act.form).get("note") or "", me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    flash(f"{number_of(work.case)} 已放回{unit}待领。")
    return redirect(url_for("inbox.show"), 303)


@pages.route("/tasks/<int:task_id>/hand-over", methods=["GET", "POST"])
def pass_on(task_id: int) -> ResponseReturnValue:
    """转交: to a colleague of the same unit."""
    work = load(task_id, me(), now(), lock=False)
    people = colleagues(work, me())
    says = [f"“{work.step.name}”由您选的同事接着办,对方的待办里马上能看到。", "时限不变。"]
    warnings = [] if people else [f"本单位没有别的{work.task.lane}可以接办,请联系系统管理员。"]
    act = Act("转交", says, HandOverForm(), "转交", work.case, back(work), {"to": people}, warnings)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        task = hand_over(task_id, number(given["to"]), given.get("note") or "", me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    name = next((one.label for one in people if one.value == str(task.user_id)), "同事")
    flash(f"{number_of(work.case)} 已转交{name}。")
    return redirect(url_for("inbox.show"), 303)


@pages.route("/tasks/<int:task_id>/return", methods=["GET", "POST"])
def send_back(task_id: int) -> ResponseReturnValue:
    """退回: to a step the case has walked, with the reason."""
    work = load(task_id, me(), now(), lock=False)
    steps = return_steps(work, me())
    act = _return_act(work, steps)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        reason = ";".join([*(given.get("reasons") or []), *filter(None, [given.get("reason")])])
        return_to(task_id, given["step"], reason, me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    name = next((one.label for one in steps if one.value == given["step"]), "")
    flash(f"{number_of(work.case)} 已退回到“{name}”。")
    return redirect(address_of(work.case), 303)


def _return_act(work: Work, steps: list[Option]) -> Act:
    says = [
        "本件回到您选的那一步,从那里重新往下办;已填的内容都保留。",
        "原来办那一步的人会在待办里看到您的理由。",
    ]
    warnings = [] if steps else ["本件还没有可以退回的步骤。"]
    return Act(
        "退回", says, ReturnForm(), "退回", work.case, back(work), {"step": steps}, warnings, danger=True
    )


def back(work: Work) -> str:
    """Where one goes without doing it."""
    return url_for("task.show", task_id=work.task.id)


def number(text: str) -> int:
    """A person's number as the form sends it. Raises Invalid for anything else."""
    found = number_in(text)
    if found is None:
        raise Invalid({"to": ["请在列出的人中选择。"]})
    return found
