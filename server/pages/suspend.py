"""暂停计时 and 恢复计时 of a case: one page each, by the office."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.refusal import Forbidden, Refusal
from server.cases.suspending import resume, suspend
from server.clock import now, today
from server.models import Petition
from server.pages.act import Act, act_page, refused, sent
from server.pages.act_form import ResumeForm, SuspendForm
from server.pages.petition import find
from server.pages.words import say_day

pages = Blueprint("suspend", __name__, url_prefix="/c/<path:no>")


@pages.route("/suspend", methods=["GET", "POST"])
def stop(no: str) -> ResponseReturnValue:
    """The office's clock of the case stands still from a day on."""
    petition = _found(no)
    says = [
        "办理时限和各步时限从这一天起停住,恢复后接着算,已用的天数不变。",
        "信访事项的法定期限不停。暂停的起止、理由和文件都留在办理记录里。",
    ]
    act = Act("暂停计时", says, SuspendForm(), "暂停计时", petition, _back(petition))
    if request.method == "GET":
        return act_page(act, {"day": today()})
    try:
        given = sent(act.form)
        suspend(petition, given["day"], given["reason"], given["document"], me(), now())
    except Refusal as refusal:
        return refused(act, refusal)
    flash(f"{no} 从{say_day(given['day'], today())}起暂停计时。")
    return redirect(_back(petition), 303)


@pages.route("/resume", methods=["GET", "POST"])
def go_on(no: str) -> ResponseReturnValue:
    """The clock runs again from today."""
    petition = _found(no)
    says = ["从今天起接着计时;暂停的天数不计,各步的时限往后顺延。"]
    act = Act("恢复计时", says, ResumeForm(), "恢复计时", petition, _back(petition))
    if request.method == "GET":
        return act_page(act)
    try:
        resume(petition, sent(act.form)["reason"], me(), now())
    except Refusal as refusal:
        return refused(act, refusal)
    due = f",办理时限 {say_day(petition.due_on, today())}" if petition.due_on else ""
    flash(f"{no} 已恢复计时{due}。")
    return redirect(_back(petition), 303)


def _found(no: str) -> Petition:
    if not is_office(me()):
        raise Forbidden("只有市整改办可以暂停或恢复计时。")
    return find(no)


def _back(petition: Petition) -> str:
    return url_for("petition.show", no=petition.no)
