"""节点 of a measure: the office confirms or drops what the plan proposes, its units say what is reached."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.measures.finding import load_measure
from server.cases.plan.milestones import all_milestones, decide_milestone, may_reach, milestone_of, reach
from server.cases.refusal import Invalid
from server.clock import now
from server.database import db
from server.models import Measure
from workflows.normal import read_date

pages = Blueprint("milestones", __name__, url_prefix="/measures/<int:no>/milestones")
SAID = {"confirm": "已确认节点。", "drop": "已不作节点。", "undo": "已改回待确认。", "reach": "已登记到达。"}


@pages.get("")
def show(no: int) -> str:
    """All milestones, with what may be done about each."""
    return _page(load_measure(no, me()))


@pages.post("/<int:milestone_id>")
def act(no: int, milestone_id: int) -> ResponseReturnValue:
    """One decision about one milestone."""
    measure = load_measure(no, me())
    one, wanted = milestone_of(measure, milestone_id), request.form.get("act", "")
    try:
        if wanted == "reach":
            reach(measure, one, _day(), request.form.get("proof", ""), me(), now())
        else:
            decide_milestone(one, wanted, me(), now())
    except Invalid as refusal:
        db.session.rollback()
        return _page(load_measure(no, me()), milestone_id, refusal.message), refusal.status
    flash(SAID[wanted])
    return redirect(url_for("milestones.show", no=no), 303)


def _day() -> date | None:
    return read_date(request.form.get("reached_on", ""))


def _page(measure: Measure, wrong: int = 0, message: str = "") -> str:
    return render_template(
        "measures/milestones.html",
        measure=measure,
        milestones=all_milestones(measure),
        decides=is_office(me()),
        reaches=may_reach(measure, me()),
        wrong=wrong,
        message=message,
        sent=request.form,
    )
