"""责任单位 of a measure: by the plan, by a group of the plan, or chosen by the office; taken off, they stay known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from server.database import db
from server.models import Measure, Owing, Unit, UnitName, User


@dataclass(frozen=True)
class Owed:
    """A unit that owes a measure now."""

    unit: str
    unit_name: str
    kind: str
    first: bool
    name: str


def owed_by(measure: Measure) -> list[Owed]:
    """The units that owe a measure now, in the plan's order."""
    query = (
        select(Owing.unit, Unit.name, Unit.kind, Owing.first, Owing.name)
        .join(Unit, Owing.unit == Unit.code)
        .where(Owing.measure_id == measure.id, Owing.removed_at.is_(None))
        .order_by(Owing.sort, Unit.sort)
    )
    return [Owed(*found) for found in db.session.execute(query)]


def undecided(measure: Measure) -> list[str]:
    """Names of the measure that stand for no unit yet, since the office has still to choose."""
    chosen = select(UnitName.name).where(UnitName.name.in_(measure.unit_names), UnitName.chosen)
    named = select(Owing.name).where(Owing.measure_id == measure.id, Owing.removed_at.is_(None))
    wanted, settled = set(db.session.scalars(chosen)), set(db.session.scalars(named))
    return [name for name in measure.unit_names if name in wanted - settled]


def choose(measure: Measure, units: Sequence[str], reason: str, by: User, now: datetime) -> None:
    """The office names the units behind the first name that leaves it open; who and why is kept."""
    name = undecided(measure)[0]
    add(measure, [(unit, name) for unit in units], reason, by, now)


def add(measure: Measure, wanted: Sequence[tuple[str, str]], reason: str, by: User, now: datetime) -> None:
    """Let more units owe the measure, each under the name that led to it; those that owe it already stay as they are."""
    known = {one.unit for one in owed_by(measure)}
    place = {name: number for number, name in enumerate(measure.unit_names)}
    for unit, name in wanted:
        if unit not in known:
            first = place.get(name) == 0
            row = Owing(measure_id=measure.id, unit=unit, name=name, first=first, reason=reason)
            row.sort, row.added_by, row.added_at = place.get(name, len(place)), by.id, now
            db.session.add(row)
    db.session.flush()


def take_off(measure: Measure, units: Sequence[str], by: User, now: datetime) -> None:
    """Let units owe the measure no longer; that they did stays known."""
    owing = update(Owing).where(
        Owing.measure_id == measure.id, Owing.unit.in_(units), Owing.removed_at.is_(None)
    )
    db.session.execute(owing.values(removed_by=by.id, removed_at=now))
