"""清单 of a measure: the things it counts, in and out as a sheet."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.measures.finding import load_measure
from server.cases.plan.items import drop_items, items_of, may_write_items, take_items
from server.cases.plan.progress import progress
from server.cases.plan.report import Taken
from server.clock import now
from server.exports.lists import write_items
from server.imports.items import read_items
from server.imports.refusal import ImportRefused
from server.models import Measure
from server.pages.ledger import WORKBOOK
from server.pages.names import unit_name
from server.pages.sent_file import sent_file

pages = Blueprint("items", __name__, url_prefix="/measures/<int:no>")


@pages.get("/items")
def show(no: int) -> str:
    """The things, how many of them are done, and where a sheet is sent in."""
    return _page(load_measure(no, me()))


@pages.post("/items")
def take(no: int) -> ResponseReturnValue:
    """Take a sheet in; rows that cannot be taken are told, the others count at once."""
    measure = load_measure(no, me())
    try:
        found = read_items(*sent_file()) if may_write_items(measure, me()) else ([], [])
    except ImportRefused as refusal:
        return _page(measure, message=refusal.message), refusal.status
    report = take_items(measure, found, me(), now())
    if report.rejected:
        return _page(measure, report)
    flash(f"清单已更新:新增 {report.created} 项,改动 {report.updated} 项,未变 {report.unchanged} 项。")
    return redirect(url_for("items.show", no=no), 303)


@pages.post("/items/dropped")
def drop(no: int) -> ResponseReturnValue:
    """Take the ticked things off the list."""
    measure = load_measure(no, me())
    ids = {int(number) for number in request.form.getlist("item") if number.isdecimal()}
    number = drop_items(measure, ids, me(), now())
    flash(f"已删去 {number} 项。" if number else "没有勾选要删去的项。")
    return redirect(url_for("items.show", no=no), 303)


@pages.get("/items.xlsx")
def give_out(no: int) -> ResponseReturnValue:
    """The list as a sheet, to be filled in and sent back."""
    measure, target = load_measure(no, me()), BytesIO()
    write_items(
        target,
        (
            {**vars(item), "place": item.place, "unit": unit_name(item.unit), "done": item.done}
            for item in items_of(measure)
        ),
    )
    target.seek(0)
    return send_file(target, WORKBOOK, as_attachment=True, download_name=f"措施{no}清单.xlsx")


def _page(measure: Measure, report: Taken | None = None, message: str = "") -> str:
    return render_template(
        "measures/items.html",
        measure=measure,
        items=items_of(measure),
        progress=progress([measure.id])[measure.id],
        writes=may_write_items(measure, me()),
        droppable=_droppable(measure),
        report=report,
        message=message,
    )


def _droppable(measure: Measure) -> set[int]:
    """Things this person may take off the list."""
    if not may_write_items(measure, me()):
        return set()
    return {item.id for item in items_of(measure) if is_office(me()) or item.unit in me().units}
