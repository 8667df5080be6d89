"""管理: is the house in order, and what failed; the administrator sees no case beyond its number."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.administration import require_admin
from server.cases.checkup import checkup
from server.cases.history import people_named
from server.cases.incidents import dismiss, open_incidents, retry
from server.cases.record import PRIVATE
from server.cases.refusal import NotFound, Refusal, words
from server.clock import now
from server.database import db
from server.models import Incident, number_of
from server.pages.facts import label_of, say

pages = Blueprint("admin", __name__, url_prefix="/admin")
TABS = {
    "admin.show": "概况",
    "admin.incidents": "故障",
    "admin_users.show": "用户",
    "admin_units.show": "单位",
    "admin_record.show": "操作记录",
}
UNTOLD = PRIVATE | {"text", "accused", "remark"}
"""Who complained and of what: kept for the retry, no affair of the administrator's."""


@pages.before_request
def ask() -> None:
    """Everything here is the administrator's alone."""
    require_admin(me())


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The administrator's pages beside each other."""
    return [(name, url_for(page), page == here) for page, name in TABS.items()]


@pages.get("")
def show() -> str:
    """The check-up, with what to do where something is wrong."""
    checks = checkup(current_app.config["FILES"], now())
    return render_template("admin/overview.html", checks=checks, tabs=tabs("admin.show"))


@pages.get("/incidents")
def incidents() -> str:
    """Steps that failed, with what was typed."""
    found = open_incidents(me())
    people = people_named({number for incident, _ in found for number in involved(incident) if number})
    return render_template(
        "admin/incidents.html",
        incidents=[
            (incident, no, [people.get(number or 0, "") for number in involved(incident)], typed(incident))
            for incident, no in found
        ],
        tabs=tabs("admin.incidents"),
    )


@pages.post("/incidents/<int:incident_id>")
def act(incident_id: int) -> ResponseReturnValue:
    """再试一次, as the person who did it; or put the incident aside."""
    back = redirect(url_for("admin.incidents"), 303)
    if request.form.get("act") == "dismiss":
        dismiss(incident_id, me(), now())
        flash("已关闭这条故障。")
        return back
    try:
        done = retry(incident_id, me(), now())
    except NotFound:
        raise
    except Refusal as refusal:
        db.session.rollback()
        flash(f"再试没有成功:{words(refusal)}", "error")
        return back
    flash(f"{number_of(done.case)} 的“{done.step_name}”已办成。")
    return back


def involved(incident: Incident) -> list[int | None]:
    """Who sent it, and who had signed it on paper."""
    return [incident.user_id, (incident.paper or {}).get("signer")]


def typed(incident: Incident) -> list[tuple[str, str]]:
    """What had been typed, under the labels of its form; who complained and of what is left out."""
    return [
        (label_of(name), say(name, value))
        for name, value in incident.answers.items()
        if name not in UNTOLD and value not in (None, "", [])
    ]
