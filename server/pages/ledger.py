"""案件一览: the list behind every figure, filtered by the address, in pages, and as a workbook."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from server.auth import me
from server.clock import now, today
from server.database import db
from server.exports.petitions import TITLE, write_petitions
from server.exports.sheet import Column, Page, write_sheet
from server.models import Batch, Round
from server.pages.ledger_filter import (
    address,
    chips,
    choices,
    filter_of,
    in_round,
    is_set,
    round_of,
    rounds,
    sentence,
)
from server.pages.ledger_rows import PAGE, rows_of, table_of
from server.pages.paging import page_links, page_number
from server.pages.words import LIGHTS, say_time
from server.reports import LABELS, Filter, count, ledger
from workflows.forms.intake import MARKS

pages = Blueprint("ledger", __name__)
ORDERS = {"urgent": "急的在前", "ledger": "台账顺序"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS = ("table", "ledger")
COLUMNS = (
    Column("no", "受理编号", 20),
    Column("marks", "名单", 10),
    Column("unit", "承办单位", 16),
    Column("types", "污染类型", 12),
    Column("text", "交办问题基本情况", 48),
    Column("step", "步骤", 14),
    Column("holder", "办理人", 16),
    Column("due_on", "本步时限", 12),
    Column("left", "剩余", 16),
    Column("label", "办结情况", 11),
)


@pages.get("/office/list")
def show() -> str:
    """One page of the list, with the filters that made it."""
    known = rounds()
    round_ = round_of(filter_of(request.args), known)
    wanted = in_round(filter_of(request.args), round_)
    return render_template(
        "office/list.html",
        wanted=wanted,
        round_=round_,
        rounds=[(one.name, address(wanted, round=None if one.current else str(one.id))) for one in known],
        filtered=is_set(wanted),
        **controls(wanted, batches_of(round_)),
        **contents(wanted),
    )


def controls(wanted: Filter, batches: list[Batch]) -> dict[str, Any]:
    """What narrows, orders and exports the list."""
    return {
        "chips": chips(wanted, batches),
        "quick": quick(wanted),
        "choices": choices(batches),
        "order": order(),
        "orders": [(name, address(wanted, order=key), order() == key) for key, name in ORDERS.items()],
        "exports": [address(wanted, "ledger.export", form=form, order=order()) for form in EXPORTS],
    }


def contents(wanted: Filter) -> dict[str, Any]:
    """The rows of the page that is asked for, and the way to the others."""

    def href(page: int) -> str:
        return address(wanted, page=str(page), order=order())

    total = count(wanted, me(), today())
    number = page_number(total, PAGE)
    return {
        "total": total,
        "number": number,
        "rows": rows_of(wanted, me(), today(), urgent=order() == "urgent", page=number),
        "links": page_links(number, total, PAGE, href),
    }


@pages.get("/office/list.xlsx")
def export() -> ResponseReturnValue:
    """What the filter shows, all pages: as on the screen, or in the ten official columns."""
    round_ = round_of(filter_of(request.args), rounds())
    wanted = in_round(filter_of(request.args), round_)
    target = BytesIO()
    note = foot(wanted, round_)
    if request.args.get("form") == "ledger":
        name = "一览表"
        write_petitions(target, ledger(wanted, me(), today()), TITLE, note)
    else:
        name = "案件一览"
        rows = table_of(wanted, me(), today(), urgent=order() == "urgent")
        write_sheet(target, COLUMNS, rows, Page(name, name, note))
    target.seek(0)
    return send_file(target, WORKBOOK, as_attachment=True, download_name=f"{name}{today():%Y%m%d}.xlsx")


def foot(wanted: Filter, round_: Round) -> str:
    """Who printed the table, when, and what stands in it."""
    user = me()
    number = count(wanted, user, today())
    return (
        f"{round_.name};筛选:{sentence(wanted, batches_of(round_))};共 {number} 件;"
        f"{user.name}导出于 {today().year}年{say_time(now(), today())}"
    )


def batches_of(round_: Round) -> list[Batch]:
    """The batches of a round in their order."""
    return list(
        db.session.scalars(select(Batch).where(Batch.round_id == round_.id).order_by(Batch.number, Batch.id))
    )


def order() -> str:
    """In which order the list stands; the urgent first unless asked otherwise."""
    asked = request.args.get("order", "urgent")
    return asked if asked in ORDERS else "urgent"


def quick(wanted: Filter) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Filters asked for most, one press each; a second press takes them off again."""
    lights = [(light, f"{LIGHTS[light][0]} {LIGHTS[light][1]}") for light in ("red", "yellow", "green")]
    running = [("时限", _toggles(wanted, "light", lights))]
    return [
        *([] if wanted.round else running),
        ("办结", _toggles(wanted, "label", [(label, label) for label in LABELS])),
        ("名单", _toggles(wanted, "mark", [(kind, kind) for kind in MARKS])),
    ]


def _toggles(wanted: Filter, name: str, values: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    chosen, asked = getattr(wanted, name), request.args.get("order")
    return [
        (words, address(wanted, order=asked, **{name: None if chosen == value else value}), chosen == value)
        for value, words in values
    ]
