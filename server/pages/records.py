"""补录: earlier states of measures are uploaded, looked at, entered, and confirmed by a second person."""

from collections.abc import Iterable
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.plan.blank import blank_records
from server.cases.plan.confirming import PAGE, decide, how_many, waiting
from server.cases.plan.records import require_office, take_records
from server.cases.refusal import Refusal
from server.clock import now
from server.database import db
from server.exports.lists import RECORDS, write_records
from server.imports.records import RecordRow, read_pasted_records, read_records
from server.imports.refusal import ImportRefused
from server.pages.ledger import WORKBOOK
from server.pages.paging import page_links, page_number
from server.pages.sent_file import sent_file

pages = Blueprint("records", __name__, url_prefix="/measures/records")


@pages.before_request
def ask() -> None:
    """Everything here is the city office's."""
    require_office(me())


@pages.get("")
def show() -> str:
    """What waits for a second person, and where a list is uploaded."""
    return _page()


@pages.get("/blank.xlsx")
def blank() -> ResponseReturnValue:
    """An empty list: each measure with each of its units."""
    target = BytesIO()
    write_records(target, blank_records())
    target.seek(0)
    return send_file(target, WORKBOOK, as_attachment=True, download_name="措施补录.xlsx")


@pages.post("")
def upload() -> ResponseReturnValue:
    """What would become of a list; nothing is kept, the page carries the rows that were read."""
    try:
        found = read_records(*sent_file())
    except ImportRefused as refusal:
        return _page(refusal.message), refusal.status
    report = take_records(found, me(), now())
    db.session.rollback()
    refused = {(one.table, one.row) for one in report.rejected}
    rows = [row for row in found[0] if (row.source.table, row.source.row) not in refused]
    return render_template("measures/records_preview.html", report=report, rows=rows, text=_text(rows))


@pages.post("/entered")
def enter() -> ResponseReturnValue:
    """确认录入: the rows of the preview, read and checked once more."""
    report = take_records(read_pasted_records(request.form.get("pasted", "")), me(), now())
    flash(f"已录入 {report.created} 条,未变 {report.unchanged} 条;由另一个人确认后才算数。")
    return redirect(url_for("records.show"), 303)


@pages.post("/decided")
def settle() -> ResponseReturnValue:
    """确认 or 不予确认 of the records that are ticked."""
    chosen = "shown" if request.form.get("scope") == "page" else "record"
    ids = [int(number) for number in request.form.getlist(chosen) if number.isdecimal()]
    accepted = request.form.get("act") == "confirm"
    try:
        number = decide(ids, accepted, me(), now())
    except Refusal as refusal:
        db.session.rollback()
        return _page(refusal.message), refusal.status
    flash(f"已确认 {number} 条补录。" if accepted else f"{number} 条补录不予确认。")
    return redirect(url_for("records.show"), 303)


def _page(message: str = "") -> str:
    total = how_many(me())
    number = page_number(total, PAGE)
    return render_template(
        "measures/records.html",
        waiting=waiting(me(), number),
        total=total,
        number=number,
        links=page_links(number, total, PAGE, lambda page: url_for("records.show", page=page)),
        message=message,
        ticked=request.form.getlist("record"),
    )


def _text(rows: Iterable[RecordRow]) -> str:
    """Rows as they would be pasted."""
    header = [column.title for column in RECORDS]
    return "\n".join("\t".join(cells) for cells in [header, *map(_cells, rows)])


def _cells(row: RecordRow) -> list[str]:
    words = [str(row.no), row.unit, row.state, row.day.isoformat(), row.document_no, row.remark]
    return [" ".join(word.split()) for word in words]
