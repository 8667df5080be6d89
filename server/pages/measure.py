"""A measure by its number: its page, its units, inspections and reminders."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.definition import MEASURE, drawn_engine
from server.cases.measures.changing import change_units, set_conditions
from server.cases.measures.conditions import KINDS
from server.cases.measures.finding import load_measure
from server.cases.measures.inspecting import inspect, may_inspect, nudge
from server.cases.measures.owed import owed_by
from server.cases.options import Option
from server.cases.refusal import Forbidden, Invalid
from server.cases.returning import steps_back
from server.cases.task import tasks_of, view_task
from server.cases.units import owing_units
from server.clock import now
from server.models import Measure
from server.pages.act import Act, act_page, refused, sent
from server.pages.act_form import ChangeUnitsForm, ConditionsForm, InspectForm
from server.pages.measure_page import measure_page
from server.pages.names import address_of
from server.pages.petition import mine

pages = Blueprint("measure", __name__)


@pages.get("/measures/<int:no>")
def show(no: int) -> str:
    """The measure: with the form of an open step where the viewer may act, else with who holds it."""
    measure = load_measure(no, me())
    tasks = tasks_of(measure)
    view = view_task(mine(tasks).id, me(), now()) if tasks else None
    return render_template("measures/measure.html", **measure_page(measure, view))


@pages.post("/measures/<int:no>/nudge")
def remind(no: int) -> ResponseReturnValue:
    """催办 those who have not signed yet."""
    number = nudge(load_measure(no, me()), request.form.get("words", "")[:200], me(), now())
    flash(f"已催办 {number} 家还没有办的单位。")
    return redirect(url_for("measure.show", no=no), 303)


@pages.route("/measures/<int:no>/inspect", methods=["GET", "POST"])
def look_into(no: int) -> ResponseReturnValue:
    """督查: what was found, and where the measure goes back to if it does."""
    measure = load_measure(no, me())
    if not may_inspect(me()):
        raise Forbidden("只有督查单位可以督查。")
    act = _inspect_act(measure)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        inspect(measure, given["finding"], given.get("back_to"), me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    flash("已记下督查情况。" if not given.get("back_to") else "已退回,各单位的待办里能看到理由。")
    return redirect(url_for("measure.show", no=no), 303)


def _inspect_act(measure: Measure) -> Act:
    says = ["督查情况记入本措施的办理记录。", "选了退回的,从那一步起重新签字,原来的签字注明作废,不会删除。"]
    steps = [Option(step, name) for step, name in steps_back(measure, drawn_engine(MEASURE)).items()]
    return Act("督查", says, InspectForm(), "记录", measure, address_of(measure), {"back_to": steps})


@pages.route("/measures/<int:no>/units", methods=["GET", "POST"])
def regroup(no: int) -> ResponseReturnValue:
    """Other units owe the measure; signatures already given stay."""
    measure = load_measure(no, me())
    if not is_office(me()):
        raise Forbidden("只有市整改办可以调整责任单位。")
    act = _units_act(measure)
    now_owing = [one.unit for one in owed_by(measure)]
    if request.method == "GET":
        return act_page(act, {"owing": now_owing})
    try:
        given = sent(act.form)
        wanted = given["owing"]
        added = [unit for unit in wanted if unit not in now_owing]
        removed = [unit for unit in now_owing if unit not in wanted]
        change_units(measure, added, removed, given["reason"], me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    flash("责任单位已调整,已有的签字保留。")
    return redirect(url_for("measure.show", no=no), 303)


def _units_act(measure: Measure) -> Act:
    says = ["新加的单位从还没签的那一步补签;去掉的单位不再签。", "别的单位已经签过的字保留,不用重签。"]
    options = {"owing": [Option(unit.code, unit.name) for unit in owing_units()]}
    return Act("调整责任单位", says, ChangeUnitsForm(), "调整", measure, address_of(measure), options)


@pages.route("/measures/<int:no>/conditions", methods=["GET", "POST"])
def depend(no: int) -> ResponseReturnValue:
    """On what among the petitions the measure depends."""
    measure = load_measure(no, me())
    if not is_office(me()):
        raise Forbidden("只有市整改办可以设定条件。")
    says = ["勾选的条件由系统按信访件的办理情况计算,不满足时牵头单位不能验收。"]
    act = Act("设定条件", says, ConditionsForm(), "设定", measure, address_of(measure))
    if request.method == "GET":
        return act_page(act, {"conditions": [KINDS[kind] for kind in measure.conditions]})
    try:
        given = sent(act.form)
        chosen = given.get("conditions") or []
        kinds = [kind for kind, words in KINDS.items() if words in chosen]
        set_conditions(measure, kinds, given["reason"], me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    flash("条件已设定。")
    return redirect(url_for("measure.show", no=no), 303)
