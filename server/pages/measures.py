"""整改措施台账: the measures of the plan in force, filtered by the address, as a workbook; who may miss a date."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from server.access import sees_all
from server.auth import me
from server.cases.measures.inspecting import may_inspect
from server.cases.measures.nudging import nudge_many
from server.cases.refusal import NotFound
from server.clock import now, today
from server.exports.measures import TITLE, write_measures
from server.exports.sheet import Column
from server.measure_figures import by_lead_unit, by_owing_unit, heaps, problems
from server.measure_reports import MeasureFilter
from server.measure_states import DUES
from server.measure_targets import PlanInForce, plan_in_force
from server.pages.answers import number_in
from server.pages.ledger import WORKBOOK
from server.pages.measures_board import Board, lines_of
from server.pages.measures_filter import address, chips, choices, filter_of, is_set, sentence
from server.pages.measures_list import ORDERS, contents, count, order, table_of
from server.pages.words import say_time

pages = Blueprint("measures", __name__)
BY = {"unit": ("按责任单位", by_owing_unit), "lead": ("按牵头单位", by_lead_unit)}
TABS = {
    "measures.show": "措施台账",
    "measures.dates": "目标和到期",
    "problems.index": "问题台账",
    "dispatch.show": "调度",
}
MOST_WORDS = 200


@pages.get("/measures")
def show() -> str:
    """The ledger, under the plan's targets for those who see all of it."""
    plan = plan_in_force()
    if plan is None:
        return none_yet("measures.show")
    wanted = filter_of(request.args)
    board = Board(plan, heaps(me(), plan.id, today()), today())
    return render_template(
        "measures/list.html",
        board=board,
        whole=sees_all(me()),
        wanted=wanted,
        filtered=is_set(wanted),
        chips=chips(wanted),
        choices=choices(board.found, problems(me(), plan.id)),
        order=order(),
        orders=[(name, address(wanted, order=key), order() == key) for key, name in ORDERS.items()],
        export=address(wanted, "measures.export", order=request.args.get("order")),
        nudge=address(wanted, "measures.remind") if may_inspect(me()) else "",
        tabs=tabs("measures.show"),
        **contents(wanted, plan),
    )


def none_yet(here: str) -> str:
    """The page while no plan is loaded."""
    return render_template("measures/none.html", tabs=tabs(here))


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The pages of the plan beside each other."""
    return [(name, url_for(page), page == here) for page, name in TABS.items()]


@pages.get("/measures/dates")
def dates() -> str:
    """Targets with their definitions, and by unit which measures will miss their date."""
    plan = plan_in_force()
    if plan is None:
        return none_yet("measures.dates")
    by = request.args.get("by", "unit")
    by = by if by in BY else "unit"
    board = Board(plan, heaps(me(), plan.id, today()), today())
    return render_template(
        "measures/dates.html",
        board=board,
        whole=sees_all(me()),
        lines=lines_of(BY[by][1](me(), plan.id, today()), by),
        columns=list(DUES.values()),
        by=[(words, url_for("measures.dates", by=key), by == key) for key, (words, _) in BY.items()],
        tabs=tabs("measures.dates"),
    )


@pages.get("/measures.xlsx")
def export() -> ResponseReturnValue:
    """What the filter shows, all pages, with who took it, when and what the filter was."""
    plan = plan_in_force()
    if plan is None:
        raise NotFound("还没有载入整改方案。")
    wanted, target = filter_of(request.args), BytesIO()
    holder = Column("holder", "球在谁手里", 28)
    write_measures(target, table_of(wanted, plan), TITLE, foot(wanted, plan), [holder])
    target.seek(0)
    return send_file(target, WORKBOOK, as_attachment=True, download_name=f"整改台账{today():%Y%m%d}.xlsx")


def foot(wanted: MeasureFilter, plan: PlanInForce) -> str:
    """Who printed the table, when, and what stands in it."""
    return (
        f"{plan.round_name};筛选:{sentence(wanted)};共 {count(wanted, plan)} 条;"
        f"{me().name}导出于 {today().year}年{say_time(now(), today())}"
    )


@pages.post("/measures/nudge")
def remind() -> ResponseReturnValue:
    """催办 for the measures that are ticked: those who have not signed, and only those."""
    ticked = [no for each in request.form.getlist("no") if (no := number_in(each)) is not None]
    done = nudge_many(ticked, request.form.get("words", "")[:MOST_WORDS], me(), now())
    if not ticked:
        flash("请先勾选要催办的措施。", "error")
    if done.measures:
        flash(f"已催办 {done.measures} 条措施,共 {done.tasks} 家还没有办的单位。")
    if done.idle:
        flash(f"没有在办的步骤,未催办:措施 {'、'.join(map(str, done.idle))}。", "warning")
    return redirect(address(filter_of(request.args)), 303)
