"""导入: a sheet is uploaded or pasted, looked at, its rows' starting steps changed, and only then taken in."""

import re
from io import BytesIO
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import me
from server.cases.old_rounds import add_round
from server.cases.refusal import Invalid
from server.cases.uploads import PASTED, choose, confirm, keep, load, preview, recent, require_office
from server.clock import now
from server.imports.refusal import EMPTY, ImportRefused
from server.imports.rejected import rejected_sheet
from server.models import Round, Upload
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from server.pages.imports_view import CHANGES, KINDS, preview_page, result_page
from server.pages.ledger import WORKBOOK
from server.pages.ledger_filter import rounds
from workflows.forms import Form
from workflows.forms.field import number, text

pages = Blueprint("imports", __name__)
LONGEST_NAME = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class RoundForm(Form):
    """往轮: an earlier round of inspection, whose ledger is only looked up."""

    name = text("轮次名称", needed=True, limit=60, hint="例如 2018年中央环保督察“回头看”")
    target = number(
        "交办总数(件)", least=1, most=100_000, hint="已公布的总数,用来核对台账是否齐全;不清楚可不填"
    )


@pages.get("/imports")
def show() -> str:
    """Where sheets are uploaded, and those uploaded lately."""
    require_office(me())
    return _upload_page()


@pages.post("/imports")
def upload() -> ResponseReturnValue:
    """Keep a sheet and show what would become of it; nothing is written into cases."""
    require_office(me())
    try:
        name, content = _sent()
        kept = keep(name, content, request.form.get("round", 0, type=int), me(), now())
    except ImportRefused as refusal:
        return _upload_page(refusal.message), refusal.status
    return redirect(url_for("imports.look", upload_id=kept.id), 303)


@pages.get("/imports/<uuid:upload_id>")
def look(upload_id: UUID) -> str:
    """The preview, or the result once the sheet has been taken in."""
    return _page_of(*load(upload_id, me()))


@pages.post("/imports/<uuid:upload_id>")
def carry_out(upload_id: UUID) -> ResponseReturnValue:
    """确认导入: everything in this request's transaction; a second time it only shows the result."""
    done = confirm(upload_id, me(), now())
    return redirect(url_for("imports.look", upload_id=done.id), 303)


@pages.post("/imports/<uuid:upload_id>/landing")
def change_landing(upload_id: UUID) -> ResponseReturnValue:
    """Let chosen rows of a ledger start at another step, with the reason."""
    kept, round_ = load(upload_id, me(), lock=True)
    everything = request.form.get("scope") == "all"
    numbers = None if everything else request.form.getlist("no")
    try:
        changed = choose(kept, numbers, request.form.get("landing", ""), request.form.get("reason", ""))
    except Invalid as refusal:
        messages = [sentence for found in refusal.errors.values() for sentence in found]
        return _page_of(kept, round_, messages), refusal.status
    flash(f"已改 {changed} 行的起点。")
    page = request.form.get("page", 1, type=int)
    return redirect(url_for("imports.look", upload_id=kept.id, page=page), 303)


@pages.get("/imports/<uuid:upload_id>/rejected.xlsx")
def rejected(upload_id: UUID) -> ResponseReturnValue:
    """The refused rows with what is wrong, to be mended and loaded again."""
    kept, round_ = load(upload_id, me())
    rows = preview(kept, round_, now(), 1).rejected
    sheet = BytesIO(rejected_sheet(rows))
    return send_file(sheet, WORKBOOK, as_attachment=True, download_name="未导入的行.xlsx")


@pages.route("/imports/rounds/new", methods=["GET", "POST"])
def new_round() -> ResponseReturnValue:
    """Set up an earlier round to load its ledger into."""
    require_office(me())
    form = RoundForm()
    if request.method == "GET":
        return render_template("imports/round.html", view=view_form(form, Filling()))
    answers = read_answers(form, request.form)
    try:
        given = form.load(answers)
        made = add_round(given["name"], given["target"], me())
    except (Invalid, ValidationError) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
        return render_template("imports/round.html", view=view_form(form, Filling(answers, errors))), 422
    flash(f"已建立“{made.name}”,请选择它的台账。")
    return redirect(url_for("imports.show", round=made.id), 303)


def _sent() -> tuple[str, bytes]:
    """The chosen file, or else what was pasted. Raises ImportRefused where there is neither."""
    file = request.files.get("file")
    if file and file.filename:
        name = _CONTROL.sub("", PurePath(file.filename).name)[-LONGEST_NAME:]
        return name if name not in ("", PASTED) else f"{PASTED}.txt", file.read()
    pasted = request.form.get("pasted", "")
    if pasted.strip():
        return PASTED, pasted.encode()
    raise ImportRefused("请选择一个文件,或把表格粘贴到下面的框里。", EMPTY)


def _upload_page(message: str = "") -> str:
    return render_template(
        "imports/upload.html",
        rounds=rounds(),
        round_id=request.values.get("round", type=int),
        pasted=request.form.get("pasted", ""),
        recent=recent(me()),
        message=message,
    )


def _page_of(kept: Upload, round_: Round, messages: list[str] | None = None) -> str:
    if kept.result is not None:
        return render_template("imports/result.html", **result_page(kept, round_))
    page = max(1, request.values.get("page", 1, type=int))
    return render_template(
        "imports/preview.html",
        **preview_page(kept, round_, preview(kept, round_, now(), page), page),
        messages=messages or [],
        sent=request.form,
        changes=CHANGES,
        kinds=KINDS,
    )
