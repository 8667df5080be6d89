"""管理·单位: names, order and tree of the units; a bureau may be added."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.administration import require_admin
from server.cases.options import Option
from server.cases.refusal import Invalid
from server.cases.units import KINDS, add_bureau, all_units, change_unit, unit_of
from server.clock import now
from server.models import Unit
from server.pages.admin import tabs
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from server.pages.names import unit_names
from workflows.forms import Form
from workflows.forms.field import number, pick, text

pages = Blueprint("admin_units", __name__, url_prefix="/admin/units")


class UnitForm(Form):
    """A unit's name and place."""

    name = text("名称", needed=True, limit=60)
    parent = pick("上级单位", "units", needed=False)
    sort = number("排序", most=9999, hint="小的在前")


class BureauForm(UnitForm):
    """A new bureau."""

    code = text("代码", needed=True, limit=30, hint="小写字母,例如 finance;流程图和分办规则用它,建好以后不改")


@pages.before_request
def ask() -> None:
    """Everything here is the administrator's alone."""
    require_admin(me())


@pages.get("")
def show() -> str:
    """All units in their order."""
    return render_template(
        "admin/units.html", units=all_units(me()), kinds=KINDS, tabs=tabs("admin_units.show")
    )


@pages.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new bureau of the city."""
    form = BureauForm()
    if request.method == "GET":
        return _page(None, form, {"parent": "city"}, {})
    answers = read_answers(form, request.form)
    try:
        unit = add_bureau(form.load(answers), me(), now())
    except (Invalid, ValidationError) as refusal:
        return _page(None, form, answers, _errors(refusal)), 422
    flash(f"已增加{unit.name}。")
    return redirect(url_for("admin_units.show"), 303)


@pages.route("/<code>", methods=["GET", "POST"])
def change(code: str) -> ResponseReturnValue:
    """Name, parent and order of a unit."""
    unit, form = unit_of(code, me()), UnitForm()
    if request.method == "GET":
        return _page(unit, form, {"name": unit.name, "parent": unit.parent, "sort": unit.sort}, {})
    answers = read_answers(form, request.form)
    try:
        change_unit(unit, form.load(answers), me(), now())
    except (Invalid, ValidationError) as refusal:
        return _page(unit, form, answers, _errors(refusal)), 422
    flash(f"{unit.name}已保存。")
    return redirect(url_for("admin_units.show"), 303)


def _errors(refusal: Invalid | ValidationError) -> dict[str, Any]:
    errors: dict[str, Any] = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
    return errors


def _page(unit: Unit | None, form: Form, answers: dict[str, Any], errors: dict[str, Any]) -> str:
    own = unit.code if unit else None
    options = {"parent": [Option(code, name) for code, name in unit_names().items() if code != own]}
    view = view_form(form, Filling(answers, errors, options))
    return render_template("admin/unit.html", unit=unit, view=view)
