"""单位名称对照: the office says which units a name of the plan stands for; measures under the name follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server.access import is_office
from server.cases.administration import note
from server.cases.batches import current_round, hold
from server.cases.plan.following import ask_moved
from server.cases.plan.ledger import Ledger, read_ledger
from server.cases.plan.names import Names, read_names
from server.cases.plan.owing import Turn, follow_names
from server.cases.problems.asking import follow_plan
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.cases.units import owing_units
from server.database import db
from server.models import UnitName, User


@dataclass(frozen=True)
class Named:
    """A name with what it stands for, and where the plan uses it."""

    row: UnitName
    problems: Sequence[int]
    measures: Sequence[int]


def all_names(by: User) -> list[Named]:
    """All names, those that wait for the office first, then as the plan brings them. Raises Forbidden."""
    _require_office(by)
    ledger = read_ledger(current_round())
    rows = db.session.scalars(select(UnitName).order_by(UnitName.name))
    named = [Named(row, *_used(row.name, ledger)) for row in rows]
    return sorted(named, key=lambda one: (not one.row.chosen, bool(one.row.units), one.row.name))


def name_of(name: str, by: User) -> UnitName:
    """One name. Raises Forbidden or NotFound."""
    _require_office(by)
    found = db.session.get(UnitName, name)
    if found is None:
        raise NotFound("没有这个名称。")
    return found


def change_name(row: UnitName, units: Iterable[str], chosen: bool, by: User, now: datetime) -> int:
    """Let a name stand for other units; measures under it follow. Returns how many got other units.

    Raises Forbidden, or Invalid for units that cannot owe a measure or a name that would stand for nobody.
    """
    _require_office(by)
    wanted = _checked(units, chosen)
    round_ = current_round()
    hold(round_)
    ledger = read_ledger(round_)
    before = _names(ledger)
    old = {"units": list(row.units), "chosen": row.chosen}
    new = {"units": wanted, "chosen": chosen}
    if old == new:
        return 0
    row.units, row.chosen = wanted, chosen
    db.session.flush()
    note("unit_name", row.name, by, now, old=old, new=new)
    return _follow(ledger, before, by, now)


def _follow(ledger: Ledger, before: Names, by: User, now: datetime) -> int:
    after = _names(ledger)
    for problem in ledger.problems.values():
        problem.leads = after.leads(problem.lead_names)
    turns = [
        Turn(measure, before.owing(measure.unit_names), after.owing(measure.unit_names))
        for measure in ledger.measures.values()
    ]
    moved = [turn for turn in turns if turn.moved]
    follow_names(moved, by, now)
    ask_moved(moved, by, now)
    if ledger.plan is not None:
        follow_plan(ledger.plan.id, now)
    return len(moved)


def _names(ledger: Ledger) -> Names:
    problems = [name for row in ledger.problems.values() for name in row.lead_names]
    return read_names([*problems, *(name for row in ledger.measures.values() for name in row.unit_names)])


def _checked(units: Iterable[str], chosen: bool) -> list[str]:
    asked = set() if chosen else set(units)
    wanted = [unit.code for unit in owing_units() if unit.code in asked]
    if len(wanted) < len(asked):
        raise Invalid({"units": ["选的单位里有的不能承担措施。"]})
    if not wanted and not chosen:
        raise Invalid({"units": ["请选择单位,或者选“由市整改办逐条选定”。"]})
    return wanted


def _used(name: str, ledger: Ledger) -> tuple[list[int], list[int]]:
    problems = [no for no, row in ledger.problems.items() if name in row.lead_names]
    return problems, [no for no, row in ledger.measures.items() if name in row.unit_names]


def _require_office(by: User) -> None:
    if not is_office(by):
        raise Forbidden("只有市整改办可以改单位名称对照。")
