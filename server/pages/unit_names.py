"""单位名称对照: which units the names of the plan stand for."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.options import Option
from server.cases.plan.naming import all_names, change_name, name_of
from server.cases.refusal import Invalid
from server.cases.units import owing_units
from server.clock import now
from server.models import UnitName
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from workflows.forms import Form
from workflows.forms.field import pick_many, yes_no

pages = Blueprint("unit_names", __name__, url_prefix="/office/unit-names")


class UnitNameForm(Form):
    """Whom a name of the plan means."""

    chosen = yes_no(
        "由市整改办逐条选定",
        needed=True,
        hint="名称没有说明是哪些单位(例如“各有关县区”)的选“是”,每条措施另行选定。",
    )
    units = pick_many("代表的单位", "units", needed=False, when=("chosen", [False]))


@pages.get("")
def show() -> str:
    """All names, those that wait for the office first."""
    return render_template("office/unit_names.html", names=all_names(me()))


@pages.route("/<path:unit_name>", methods=["GET", "POST"])
def change(unit_name: str) -> ResponseReturnValue:
    """The units of one name."""
    row, form = name_of(unit_name, me()), UnitNameForm()
    if request.method == "GET":
        return _page(row, form, {"units": row.units, "chosen": row.chosen}, {})
    answers = read_answers(form, request.form)
    try:
        given = form.load(answers)
        moved = change_name(row, given.get("units") or [], given["chosen"], me(), now())
    except (Invalid, ValidationError) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
        return _page(row, form, answers, errors), 422
    flash(
        f"“{row.name}”已保存,"
        + (f"{moved} 条措施的责任单位随之改动。" if moved else "措施的责任单位没有变。")
    )
    return redirect(url_for("unit_names.show"), 303)


def _page(row: UnitName, form: Form, answers: dict[str, Any], errors: dict[str, Any]) -> str:
    options = {"units": [Option(unit.code, unit.name) for unit in owing_units()]}
    view = view_form(form, Filling(answers, errors, options))
    return render_template("office/unit_name.html", row=row, view=view)
