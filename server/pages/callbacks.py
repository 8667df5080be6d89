"""回访抽查 of a year: how the sample was drawn, whom it drew, what they say; every figure opens its rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.batches import current_round
from server.cases.callbacks.checking import as_json
from server.cases.callbacks.drawing import (
    WAYS,
    Candidate,
    draw_sample,
    frame,
    owed,
    require_seer,
    sample_of,
    void_sample,
    voided,
    years,
)
from server.cases.callbacks.report import BASELINE, STATES, Report, Row, report
from server.cases.people import name_of
from server.cases.refusal import NotFound, Refusal, words
from server.clock import now, today
from server.database import db
from server.models import Round, Sample
from server.pages.cockpit import Figure
from server.pages.names import unit_name
from server.pages.office import tabs
from server.reports import Filter
from workflows.forms.review import MET, UNREACHABLE

pages = Blueprint("callbacks", __name__, url_prefix="/callbacks")


@pages.get("")
def show() -> str:
    """The sample of a year with its figures; before it is drawn, what it would be drawn from."""
    require_seer(me())
    return _page()


@pages.post("")
def draw() -> ResponseReturnValue:
    """抽取并锁定: this year's sample is drawn, once."""
    try:
        sample = draw_sample(me(), now())
    except Refusal as refusal:
        return _refused(refusal)
    flash(f"已抽取 {sample.number} 件,种子 {sample.seed}。")
    return redirect(url_for("callbacks.show"), 303)


@pages.post("/void")
def void() -> ResponseReturnValue:
    """作废: this year's sample is put aside, by the head and with a reason."""
    try:
        void_sample(request.form.get("reason", ""), me(), now())
    except Refusal as refusal:
        return _refused(refusal)
    flash("样本已作废,可以重新抽取;作废的样本和理由一直列在本页。")
    return redirect(url_for("callbacks.show"), 303)


@pages.get("/samples/<int:sample_id>.json")
def download(sample_id: int) -> ResponseReturnValue:
    """All that is needed to draw a sample again somewhere else, put aside or not."""
    require_seer(me())
    sample = db.session.get(Sample, sample_id)
    if sample is None:
        raise NotFound
    answer = jsonify(as_json(sample))
    answer.headers["Content-Disposition"] = f'attachment; filename="sample-{sample.year}-{sample.seed}.json"'
    return answer


def _refused(refusal: Refusal) -> ResponseReturnValue:
    require_seer(me())
    if not is_office(me()):
        raise refusal
    db.session.rollback()
    return _page(words(refusal)), refusal.status


def _page(message: str = "") -> str:
    this = today().year
    year = request.args.get("year", this, type=int)
    if not 2000 <= year <= this:
        abort(404)
    sample, round_ = sample_of(year), current_round()
    return render_template(
        "callbacks/year.html",
        **(_drawn(report(sample)) if sample else _not_drawn(round_)),
        year=year,
        years=[(str(one), url_for(".show", year=one), one == year) for one in sorted({this, *years()})],
        voided=voided(year),
        ways=WAYS,
        this_year=year == this,
        voids=me().holds({"head"}, "office") and year == this,
        message=message,
        typed=request.form.get("reason", ""),
        tabs=tabs(Filter(), "callbacks.show"),
        round_=round_,
    )


def _drawn(found: Report) -> dict[str, Any]:
    return {
        "report": found,
        "drawn_by": name_of(found.sample.drawn_by),
        "rows": _wanted(found.rows),
        "figures": _figures(found),
        "state": request.args.get("state", ""),
        "states": STATES,
        "results": (*MET, UNREACHABLE),
        "baseline": BASELINE,
    }


def _not_drawn(round_: Round) -> dict[str, Any]:
    """Before the draw: the lists as they stand now, and how many would be drawn."""
    total, number = owed(round_)
    return {"report": None, "counties": _counties(frame(round_, now())), "total": total, "number": number}


def _wanted(rows: Sequence[Row]) -> list[Row]:
    """The rows the address asks for."""
    state = request.args.get("state", "")
    if state not in STATES and state != "done":
        return list(rows)
    return [
        row for row in rows if state == row.state or (state in ("done", "undecided") and getattr(row, state))
    ]


def _figures(found: Report) -> Mapping[str, Figure]:
    """State -> how many of the sample, with the rows."""
    counts = {**found.counts, "done": found.done}
    names = {**STATES, "done": "已完成"}
    return {
        state: Figure(counts.get(state, 0), url_for(".show", year=found.sample.year, state=state), name, name)
        for state, name in names.items()
    }


def _counties(lists: Mapping[str, Sequence[Candidate]]) -> list[tuple[str, list[int]]]:
    """Unit -> how many of its cases each list holds, in the order of the lists."""
    counts = {way: Counter(one.unit for one in candidates) for way, candidates in lists.items()}
    units = dict.fromkeys(one.unit for candidates in lists.values() for one in candidates)
    return [(unit_name(unit) or "未分办", [counts[way][unit] for way in WAYS]) for unit in units]
