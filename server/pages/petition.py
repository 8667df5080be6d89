"""The case page by number, and registering a new case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.access import has_role_for, is_office
from server.auth import me
from server.cases.finding import load_petition, tasks_at
from server.cases.open import register
from server.cases.options import Option
from server.cases.refusal import Forbidden, Invalid
from server.cases.task import view_task
from server.cases.work import units
from server.clock import now
from server.database import db
from server.models import Petition, Task
from server.pages.answers import read_answers
from server.pages.case import case_page, closed_page
from server.pages.form import Filling, view_form
from workflows.forms import FORMS

pages = Blueprint("petition", __name__)


@pages.get("/c/<path:no>")
def show(no: str) -> str:
    """The case: with the form of the open step where the viewer may act, else with who holds it."""
    tasks = tasks_at(no, me(), round_named())
    if not tasks:
        return render_template("case.html", **closed_page(find(no)))
    view = view_task(mine(tasks).id, me(), now())
    return render_template("case.html", **case_page(view, tasks=tasks))


@pages.route("/petitions/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """登记建档 by the office: the form, and the case it opens."""
    if not is_office(me()):
        raise Forbidden("只有市整改办可以登记信访件。")
    form = FORMS["RegisterForm"]()
    options = {"accused_unit": [Option(unit.code, unit.name) for unit in db.session.scalars(units())]}
    if request.method == "GET":
        return render_template("petition_new.html", view=view_form(form, Filling(options=options)))
    answers = read_answers(form, request.form)
    try:
        petition = register(answers, me(), now(), submission=request.form.get("submission") or None)
    except Invalid as refusal:
        filled = Filling(answers, refusal.errors, options)
        return render_template("petition_new.html", view=view_form(form, filled)), 422
    flash(f"{petition.no} 已登记。")
    return redirect(url_for("petition.show", no=petition.no), 303)


def find(no: str) -> Petition:
    """The case of this address, of an earlier round where it names one, if I may see it. Raises NotFound."""
    return load_petition(no, me(), round_named())


def round_named() -> int | None:
    """The round the address names, if it names one."""
    return request.args.get("round", type=int)


def mine(tasks: list[Task]) -> Task:
    """Of the open tasks the one for me: in my hands, else one I might take, else the most urgent."""
    user = me()
    held = [task for task in tasks if task.user_id == user.id]
    meant = [task for task in tasks if task.user_id is None and has_role_for(user, task)]
    return next(iter([*held, *meant, *tasks]))
