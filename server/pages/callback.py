"""One drawn case: calling, walking round, letting another stand in, deciding what follows discontent."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.callbacks.calling import (
    TRIES,
    WORDS_LIMIT,
    Said,
    attempts_of,
    barred,
    callback_of,
    not_reached,
    reached,
    skip,
)
from server.cases.callbacks.drawing import WAYS, require_caller
from server.cases.callbacks.following import decide, require_decider, steps_to_do_again
from server.cases.definition import drawn_engine
from server.cases.finding import complainant_of
from server.cases.options import Option
from server.cases.people import name_of
from server.cases.refusal import Invalid, Refusal
from server.clock import now
from server.database import db
from server.models import Callback, Petition
from server.pages.act import Act, act_page, refused, sent
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from workflows.forms import Form
from workflows.forms import field as ask
from workflows.forms.review import DISCONTENT, MET

pages = Blueprint("callback", __name__, url_prefix="/callbacks/<int:callback_id>")
SAID = {one: one for one in MET}


class CallForm(Form):
    """电话回访: whether anybody answered, and what they say."""

    answered = ask.yes_no("接通了吗", yes="接通了", no="没有接通")
    note = ask.text("没接通的情形", when=("answered", [False]), hint="无人接听、关机、号码不对")
    result = ask.choice("对办理结果", SAID, when=("answered", [True]))
    words = ask.text(
        "对方怎么说", long=True, limit=WORDS_LIMIT, when=("answered", [True]), hint="不满意的必填"
    )


class WalkForm(Form):
    """走访: whom the neighbours of a case without a number say it helped."""

    visited_on = ask.day("走访日期", needed=True)
    households = ask.number("走访户数", needed=True, least=1, most=1000)
    result = ask.choice("周边群众对办理结果", SAID)
    words = ask.text("群众怎么说", long=True, limit=WORDS_LIMIT, hint="不满意的必填")


class SkipForm(Form):
    """换件: why this case cannot be asked about."""

    reason = ask.text(
        "为什么换件", needed=True, limit=500, hint="如正在诉讼、当事人明确拒绝回访;打不通不是理由"
    )


class DecideForm(Form):
    """不满意: is the case done again, and why."""

    again = ask.yes_no("怎样处理", yes="退回重办", no="不重办")
    to = ask.pick("从哪一步重办", "steps", when=("again", [True]))
    reason = ask.text(
        "理由", needed=True, long=True, limit=1000, hint="承办单位看得到,不要写信访人的姓名和原话"
    )


@pages.route("", methods=["GET", "POST"])
def show(callback_id: int) -> ResponseReturnValue:
    """The case with its number to call, the tries so far, and the form of this one."""
    require_caller(me())
    callback, petition = callback_of(callback_id)
    if request.method == "GET":
        return _page(callback, petition)
    form = _form(callback)
    answers = read_answers(form, request.form)
    try:
        done = _keep(callback, sent(form))
    except (Invalid, ValidationError) as refusal:
        db.session.rollback()
        errors = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
        return _page(*callback_of(callback_id), Filling(answers, errors)), 422
    except Refusal as refusal:
        db.session.rollback()
        return _page(*callback_of(callback_id), Filling(answers), refusal.message), refusal.status
    flash(f"{petition.no}:{done.result}。" if done.result else f"{petition.no}:已记下这一次没有接通。")
    return redirect(url_for("callbacks.show"), 303)


@pages.route("/skip", methods=["GET", "POST"])
def replace(callback_id: int) -> ResponseReturnValue:
    """换件: the next of the list stands in."""
    require_caller(me())
    callback, petition = callback_of(callback_id)
    says = ["由名单里它后面第一件没有抽到的代替;两件都留在样本里,理由一并公开给查看的人。"]
    act = Act(
        "换件", says, SkipForm(), "换件", petition, url_for(".show", callback_id=callback.id), danger=True
    )
    if request.method == "GET":
        return act_page(act)
    try:
        other = skip(callback.id, sent(act.form)["reason"], me(), now())
    except Refusal as refusal:
        return refused(act, refusal)
    flash(f"{petition.no} 已换件。")
    return redirect(url_for(".show", callback_id=other.id), 303)


@pages.route("/follow-up", methods=["GET", "POST"])
def follow_up(callback_id: int) -> ResponseReturnValue:
    """不满意: another person than the caller decides what follows."""
    require_caller(me())
    callback, petition = callback_of(callback_id)
    require_decider(callback, petition, me())
    act = _decision(callback, petition)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        to = given.get("to") if given["again"] else None
        if given["again"] and not to:
            raise Invalid({"to": ["请选择从哪一步重办。"]})
        decide(callback.id, to, given["reason"], me(), now())
    except Refusal as refusal:
        return refused(act, refusal)
    flash(f"{petition.no} 已退回重办。" if to else f"{petition.no} 不重办,理由已记下。")
    return redirect(url_for("callbacks.show"), 303)


def _decision(callback: Callback, petition: Petition) -> Act:
    says = [
        f"回访结果:不满意。{callback.words or ''}",
        "退回重办的,从选定的一步再办一遍,原来的记录都在;已归档的重新打开。",
    ]
    steps = [Option(step, name) for step, name in steps_to_do_again(petition).items()]
    back = url_for(".show", callback_id=callback.id)
    return Act("不满意的处理", says, DecideForm(), "确定", petition, back, {"steps": steps})


def _form(callback: Callback) -> Form:
    return CallForm() if callback.way == "phone" else WalkForm()


def _keep(callback: Callback, given: dict[str, object]) -> Callback:
    if given.get("answered") is False:
        return not_reached(callback.id, str(given.get("note") or ""), me(), now())
    told = {name: given[name] for name in ("result", "words", "visited_on", "households") if given.get(name)}
    return reached(callback.id, Said(**told), me(), now())  # type: ignore[arg-type]  # checked by the form


def _page(callback: Callback, petition: Petition, filling: Filling | None = None, message: str = "") -> str:
    complainant = complainant_of(petition, me(), needed=False)
    still = callback.done_at is None and callback.skipped_at is None
    return render_template(
        "callbacks/call.html",
        callback=callback,
        petition=petition,
        phone=complainant.complainant_phone if complainant and still else "",
        called=complainant.complainant_name if complainant and still else "",
        attempts=attempts_of(callback),
        tries=TRIES,
        barred=barred(petition, me()) if still else "",
        still=still,
        undecided=callback.result == DISCONTENT and callback.decided_at is None,
        mine=callback.done_by == me().id,
        step=drawn_engine().returnable.get(callback.sent_back_to or ""),
        who={role: name_of(number) for role, number in _people(callback)},
        view=view_form(_form(callback), filling or Filling({})),
        ways=WAYS,
        message=message,
    )


def _people(callback: Callback) -> list[tuple[str, int]]:
    named = {"done": callback.done_by, "decided": callback.decided_by, "skipped": callback.skipped_by}
    return [(role, number) for role, number in named.items() if number is not None]
