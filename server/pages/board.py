"""批次进度: batch by batch how many came in, were assigned, signed for, due, reported and published."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.access import is_office
from server.auth import me
from server.cases.batches import load_batch, set_days
from server.cases.refusal import Invalid
from server.clock import now, today
from server.figures import board
from server.models import Batch
from server.pages.answers import read_answers
from server.pages.cockpit import Figure
from server.pages.form import Filling, view_form
from server.pages.ledger_filter import POINTS, address, filter_of, in_round, round_of, rounds
from server.pages.office import page_of, tabs
from server.reports import BOARD, Filter
from workflows.forms import Form
from workflows.forms.field import day

pages = Blueprint("board", __name__)


class BatchForm(Form):
    """When a batch was assigned and when its table was published."""

    assigned_on = day("交办日期")
    published_on = day("公开日期", hint="一览表在电视、报纸、网站公开的日期;填了以后,已上报的件计为已公开")


@pages.get("/office/board")
def show() -> str:
    """The table of batches; every figure opens its cases."""
    known = rounds()
    asked = Filter(round=filter_of(request.args).round)
    round_ = round_of(asked, known)
    wanted = in_round(asked, round_)
    found = board(wanted, me(), today())
    return render_template(
        "office/board.html",
        lines=[(batch, _figures(wanted, batch, counts)) for batch, counts in found],
        foot=_foot(wanted, [counts for _, counts in found]),
        points=POINTS,
        may_write=is_office(me()) and not round_.read_only,
        round_=round_,
        rounds=[(one.name, page_of(one.id, current=one.current, page="board.show")) for one in known],
        tabs=tabs(wanted, "board.show"),
    )


@pages.route("/office/board/<int:batch_id>", methods=["GET", "POST"])
def change(batch_id: int) -> ResponseReturnValue:
    """Record a batch's days."""
    batch, form = load_batch(batch_id, me()), BatchForm()
    if request.method == "GET":
        return _page(batch, {"assigned_on": batch.assigned_on, "published_on": batch.published_on}, {})
    answers = read_answers(form, request.form)
    try:
        set_days(batch, form.load(answers), me(), now())
    except (Invalid, ValidationError) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
        return _page(batch, answers, errors), 422
    flash(f"{batch.name}的日期已登记。")
    return redirect(url_for("board.show"), 303)


def _page(batch: Batch, answers: dict[str, object], errors: dict[str, object]) -> str:
    view = view_form(BatchForm(), Filling(answers, errors))
    return render_template("office/batch.html", batch=batch, view=view)


def _figures(wanted: Filter, batch: Batch | None, counts: dict[str, int]) -> list[Figure]:
    name, key = (batch.name, str(batch.id)) if batch else ("未分批", "none")
    return [
        Figure(
            counts[point],
            address(wanted, batch=key, at=None if point == "received" else point),
            about=f"{name}{POINTS[point]}",
        )
        for point in BOARD
    ]


def _foot(wanted: Filter, counts: list[dict[str, int]]) -> list[Figure]:
    return [
        Figure(
            sum(one[point] for one in counts),
            address(wanted, at=None if point == "received" else point),
            about=f"合计{POINTS[point]}",
        )
        for point in BOARD
    ]
