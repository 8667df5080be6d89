"""总览: how the round stands, for the city office, the leading group and the inspectors; a unit sees its own cases."""

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from server.access import is_office, sees_all
from server.auth import me
from server.cases.options import visitors
from server.clock import now, today
from server.database import db
from server.figures import Cell, cells, marks, types
from server.measure_figures import heaps
from server.measure_targets import plan_in_force
from server.models import Unit
from server.pages.cockpit import Cockpit, Figure, columns_of
from server.pages.ledger_filter import address, filter_of, in_round, round_of, rounds
from server.pages.measures_board import Board
from server.pages.names import unit_name
from server.reports import Filter
from workflows.roles import VISITORS_NEEDED

pages = Blueprint("office", __name__)


@pages.get("/office")
def show() -> str:
    """The figures of a round; every one opens the list of its cases."""
    known, asked = rounds(), Filter(round=filter_of(request.args).round)
    round_ = round_of(asked, known)
    wanted = in_round(asked, round_)
    found = cells(wanted, me(), today())
    cockpit = Cockpit(wanted, found, round_)
    return render_template(
        "office/overview.html",
        cockpit=cockpit,
        matrix=cockpit.matrix(counties() if sees_all(me()) else [], *columns_of(round_)),
        types=of_types(cockpit),
        specials=cockpit.specials(marks(wanted, me(), today())),
        whole=sees_all(me()),
        plan=plan_board() if sees_all(me()) and round_.current else None,
        short=short_of_visitors(found) if is_office(me()) else [],
        needed=VISITORS_NEEDED,
        round_=round_,
        rounds=[(one.name, page_of(one.id, current=one.current)) for one in known],
        tabs=tabs(wanted, "office.show"),
        stamp=now(),
    )


def plan_board() -> Board | None:
    """How far the round is from its plan's targets."""
    plan = plan_in_force()
    return Board(plan, heaps(me(), plan.id, today()), today()) if plan else None


def page_of(round_id: int, *, current: bool, page: str = "office.show") -> str:
    """The address of this page for a round."""
    return address(Filter(round=None if current else str(round_id)), page)


def tabs(wanted: Filter, here: str) -> list[tuple[str, str, bool]]:
    """The office's pages beside each other, in the same round."""
    names = {"office.show": "总览", "board.show": "批次进度", "ledger.show": "案件一览"}
    found = [(name, address(Filter(round=wanted.round), page), page == here) for page, name in names.items()]
    if sees_all(me()):
        found.append(("回访抽查", url_for("callbacks.show"), here == "callbacks.show"))
    return found


def counties() -> list[str]:
    """The twelve counties and new areas, which always stand in the matrix."""
    query = select(Unit.code).where(Unit.kind.in_(["county", "area"])).order_by(Unit.sort)
    return list(db.session.scalars(query))


def of_types(cockpit: Cockpit) -> list[Figure]:
    """Cases by pollution type, the most first."""
    found = types(cockpit.wanted, me(), today())
    return [cockpit.figure(number, kind, type=kind) for kind, number in found.items()]


def short_of_visitors(found: list[Cell]) -> list[tuple[str, int]]:
    """Units with running cases and too few people for the callback visit, with how many they have."""
    holding = {cell.county for cell in found if cell.county and cell.light}
    staff = visitors()
    few = {unit: staff.get(unit, 0) for unit in holding if staff.get(unit, 0) < VISITORS_NEEDED}
    return [(unit_name(unit), number) for unit, number in sorted(few.items(), key=lambda one: one[1])]
