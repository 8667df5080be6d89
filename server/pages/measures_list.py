"""The list of measures in pages and in an order, for the screen and for the workbook."""

from collections.abc import Iterator
from typing import Any

from flask import request
from sqlalchemy import Select, case, func, select

from server.auth import me
from server.cases.measures.striking import struck_off
from server.cases.plan.ledger import Ledger
from server.clock import today
from server.database import db
from server.measure_reports import MeasureFilter, conditions, measures
from server.measure_table import ledger_rows
from server.measure_targets import PlanInForce
from server.models import Measure
from server.pages.measures_filter import address
from server.pages.measures_rows import MeasureRow, dress

PAGE = 100
"""The whole plan on one page; longer ones in pages."""
ORDERS = {"plan": "方案顺序", "urgent": "急的在前"}


def contents(wanted: MeasureFilter, plan: PlanInForce) -> dict[str, Any]:
    """The rows of the page that is asked for, and the way to the others."""
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    rows, total = _page(wanted, plan, number)
    if not rows and number > 1:
        number = max(1, -(-count(wanted, plan) // PAGE))
        rows, total = _page(wanted, plan, number)
    return {"rows": rows, "total": total, "number": number, "links": _links(wanted, number, total)}


def count(wanted: MeasureFilter, plan: PlanInForce) -> int:
    """How many measures stand in the list."""
    query = select(func.count()).select_from(Measure).where(*conditions(wanted, me(), plan.id, today()))
    return db.session.scalar(query) or 0


def order() -> str:
    """In which order the list stands; that of the plan unless asked otherwise."""
    asked = request.args.get("order", "plan")
    return asked if asked in ORDERS else "plan"


def table_of(wanted: MeasureFilter, plan: PlanInForce) -> Iterator[dict[str, object]]:
    """The whole list as a table's rows."""
    rows = dress(db.session.execute(_ordered(wanted, plan)).all(), today())
    problems = {row.problem.no: row.problem for row in rows}
    ledger = Ledger(None, problems, {row.measure.no: row.measure for row in rows})
    for row, cells in zip(rows, ledger_rows(ledger, today()), strict=True):
        holders = dict.fromkeys(held.who for held in row.held)
        yield {**cells, "flags": "\n".join(row.flags), "holder": "、".join(holders)}


def _page(wanted: MeasureFilter, plan: PlanInForce, number: int) -> tuple[list[MeasureRow], int]:
    """The rows of a page and how many there are in all, in one statement and what dresses them."""
    query = _ordered(wanted, plan).add_columns(func.count().over()).limit(PAGE).offset((number - 1) * PAGE)
    found = db.session.execute(query).all()
    rows = dress([(measure, state) for measure, state, _ in found], today())
    return rows, found[0][2] if found else 0


def _ordered(wanted: MeasureFilter, plan: PlanInForce) -> Select[Measure, str]:
    query = measures(wanted, me(), plan.id, today())
    if order() == "plan":
        return query
    over = case((struck_off(), 1), else_=0)
    return query.order_by(None).order_by(over, Measure.deadline.asc().nulls_last(), Measure.no)


def _links(wanted: MeasureFilter, number: int, total: int) -> list[tuple[int, str]]:
    """Links to the first, last and neighbouring pages; an empty one stands for those left out."""
    last = max(1, -(-total // PAGE))
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    links: list[tuple[int, str]] = []
    for page in shown:
        if links and page > links[-1][0] + 1:
            links.append((page - 1, ""))
        links.append((page, address(wanted, page=str(page), order=request.args.get("order"))))
    return links
