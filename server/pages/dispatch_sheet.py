"""One sheet of 调度: read, filled in, submitted, sent out and in as a file, opened again by the office."""

import re
from datetime import date
from io import BytesIO

from flask import Blueprint, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.dispatch.filling import all_mistakes, reopen, save, submit
from server.cases.dispatch.months import say_month
from server.cases.dispatch.sheet import lines_of, may_fill, sheet_of
from server.cases.dispatch.taking import fill_from
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.clock import now
from server.exports.dispatch import write_dispatch
from server.imports.dispatch import read_reports
from server.imports.refusal import ImportRefused
from server.models import DispatchSheet
from server.pages.dispatch_view import address, sent_entries, sheet_page, table_rows
from server.pages.ledger import WORKBOOK
from server.pages.names import unit_name
from server.pages.sent_file import sent_file

pages = Blueprint("dispatch_sheet", __name__, url_prefix="/dispatch/<month>")
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
LONGEST_KEY = 64


def month_in(words: str) -> date:
    """2026-03 in an address. Raises NotFound for what is no month."""
    found = _MONTH.fullmatch(words)
    if found is None:
        raise NotFound
    return date(int(found[1]), int(found[2]), 1)


@pages.get("/<unit>")
def show(month: str, unit: str) -> str:
    """The sheet: with its form where it may be filled in."""
    return sheet_page(sheet_of(month_in(month), unit, me()))


@pages.post("/<unit>")
def fill(month: str, unit: str) -> ResponseReturnValue:
    """Keep the draft, or submit the whole sheet."""
    sheet = sheet_of(month_in(month), unit, me(), lock=True)
    entries, seen = sent_entries(), request.form.get("seen", "")
    try:
        _no_file_waits()
        if request.form.get("_act") == "draft":
            save(sheet, entries, seen, me(), now())
            flash("草稿已保存,还没有报送。")
        else:
            key = request.form.get("submission", "")[:LONGEST_KEY] or None
            submit(sheet, entries, seen, me(), now(), key)
            flash(f"{unit_name(unit)}{say_month(sheet.month)}调度表已报送。")
    except Invalid as refusal:
        return sheet_page(sheet, entries, refusal.errors), refusal.status
    except Stale as refusal:
        return sheet_page(sheet, entries, message=refusal.message), refusal.status
    return redirect(address(sheet.month, unit), 303)


@pages.post("/<unit>/upload")
def take(month: str, unit: str) -> ResponseReturnValue:
    """A file laid over the form, to be looked at and submitted there; nothing is kept of it."""
    sheet = sheet_of(month_in(month), unit, me())
    _require_open(sheet)
    lines, typed = lines_of(sheet), sent_entries()
    try:
        filled = fill_from(read_reports(*sent_file()), lines, typed, month)
    except ImportRefused as refusal:
        return sheet_page(sheet, typed, message=refusal.message), refusal.status
    errors = all_mistakes(lines, filled.entries)
    page = sheet_page(sheet, filled.entries, errors, filled)
    return page, 422 if errors or filled.rejected else 200


@pages.post("/<unit>/reopen")
def send_back(month: str, unit: str) -> ResponseReturnValue:
    """退回: the office lets the unit change what it reported."""
    sheet = sheet_of(month_in(month), unit, me(), lock=True)
    try:
        reopen(sheet, request.form.get("reason", ""), me(), now())
    except Invalid as refusal:
        return sheet_page(sheet, errors=refusal.errors), refusal.status
    flash(f"已退回{unit_name(unit)},可以修改后重新报送。")
    return redirect(address(sheet.month, unit), 303)


@pages.get("/<unit>.xlsx")
def give_out(month: str, unit: str) -> ResponseReturnValue:
    """The sheet as a file, to be filled in and sent back."""
    sheet, target = sheet_of(month_in(month), unit, me()), BytesIO()
    name = f"{unit_name(unit)}{say_month(sheet.month)}"
    write_dispatch(target, table_rows(sheet), month, f"{name}整改措施调度表")
    target.seek(0)
    return send_file(target, WORKBOOK, as_attachment=True, download_name=f"{name}调度表.xlsx")


def _no_file_waits() -> None:
    """A file that was chosen and not read would be left out without a word."""
    file = request.files.get("file")
    if file and file.filename:
        raise Invalid({"sheet": [f"选了文件“{file.filename}”,还没有读入:请重新选择,按“读入文件”。"]})


def _require_open(sheet: DispatchSheet) -> None:
    if not may_fill(sheet.unit, me()):
        raise Forbidden("调度表由本单位的人填写。")
    if sheet.submitted_at is not None:
        raise Stale("这张表已经报送;要改请市整改办退回。")
