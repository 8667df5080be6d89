"""调度: a unit's sheet of this month; for those who see all, every unit's sheets of the last months."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office, sees_all
from server.auth import me
from server.cases.dispatch.months import month_of, say_month
from server.cases.dispatch.opening import open_sheets
from server.cases.dispatch.sheet import own_units
from server.cases.dispatch.unmoved import say_unmoved, unmoved_units
from server.cases.dispatch.watching import MISSING, all_sheets, ask, sheets_due, sheets_of
from server.cases.measures.inspecting import may_inspect
from server.clock import now, today
from server.measure_targets import plan_in_force
from server.models import DispatchSheet
from server.pages.dispatch_sheet import month_in
from server.pages.dispatch_view import address, cells_of, shown_months
from server.pages.measures import none_yet, tabs

pages = Blueprint("dispatch", __name__)


@pages.get("/dispatch")
def show() -> ResponseReturnValue:
    """The matrix of all units, or the way to one's own sheet of this month."""
    if plan_in_force() is None:
        return none_yet("dispatch.show")
    if sees_all(me()):
        return _matrix()
    return _own()


@pages.post("/dispatch/open")
def open_now() -> ResponseReturnValue:
    """The office opens this month's sheets."""
    number = open_sheets(me(), now())
    month = say_month(month_of(today()))
    flash(f"{month}调度表已开给 {number} 家单位。" if number else f"{month}调度表都已经开过。")
    return redirect(url_for("dispatch.show"), 303)


@pages.post("/dispatch/<month>/ask")
def remind(month: str) -> ResponseReturnValue:
    """催报 for a month: the units whose sheets are missing."""
    first = month_in(month)
    number = ask(first, me(), now())
    flash(f"已向 {number} 家单位催报。" if number else f"{say_month(first)}没有到期未报的单位。")
    return redirect(url_for("dispatch.show"), 303)


@pages.app_template_global("dispatch_due")
def due_of_mine() -> list[DispatchSheet]:
    """The sheets that my units have still to send, for the banner of the inbox."""
    units = own_units(me())
    return sheets_due(units, today()) if units else []


@pages.app_template_global("dispatch_unmoved")
def unmoved_words(measure_id: int) -> str:
    """The flag of a measure that stands still, or nothing."""
    names = unmoved_units([measure_id]).get(measure_id)
    return say_unmoved(names) if names else ""


def _matrix() -> str:
    months = shown_months()
    found = all_sheets(months)
    missing = {month: [one for one in found if one.standing(month, today()) == MISSING] for month in months}
    return render_template(
        "dispatch/matrix.html",
        months=[(month, say_month(month)) for month in months],
        lines=[(one, cells_of(one, months)) for one in found],
        missing=[(month, say_month(month), missing[month]) for month in months if missing[month]],
        opened=any(months[0] in one.sheets for one in found),
        unopened=[one for one in found if one.owes and months[0] not in one.sheets],
        opens=is_office(me()),
        asks=may_inspect(me()),
        tabs=tabs("dispatch.show"),
    )


def _own() -> ResponseReturnValue:
    """This month's sheet that has still to be sent, else the one that was; where there is none, those before."""
    units, months = own_units(me()), shown_months()
    sheets = sheets_of(units, months[:1])
    sheets.sort(key=lambda sheet: sheet.submitted_at is not None)
    if sheets:
        return redirect(address(months[0], sheets[0].unit), 303)
    lines = [(one, cells_of(one, months)) for one in all_sheets(months) if one.unit in units]
    return render_template(
        "dispatch/none.html",
        months=[(month, say_month(month)) for month in months],
        lines=lines,
        tabs=tabs("dispatch.show"),
    )
