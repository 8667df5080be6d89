"""责任单位 of a measure: by the plan, by a group of the plan, or chosen by the office; taken off, they stay known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from server.cases.refusal import Stale
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
    return owed_by_all([measure]).get(measure.id, [])


def owed_by_all(measures: Sequence[Measure]) -> dict[int, list[Owed]]:
    """The same for many measures, in one statement."""
    query = (
        select(Owing.measure_id, Owing.unit, Unit.name, Unit.kind, Owing.first, Owing.name)
        .join(Unit, Owing.unit == Unit.code)
        .where(Owing.measure_id.in_([one.id for one in measures]), Owing.removed_at.is_(None))
        .order_by(Owing.sort, Unit.sort)
    )
    found: dict[int, list[Owed]] = {}
    for measure_id, unit, unit_name, kind, first, name in db.session.execute(query):
        found.setdefault(measure_id, []).append(Owed(unit, unit_name, kind, first, name))
    return found


def undecided(measure: Measure) -> list[str]:
    """Names of the measure that stand for no unit yet, since the office has still to choose."""
    return undecided_of([measure])[measure.id]


def undecided_of(measures: Sequence[Measure]) -> dict[int, list[str]]:
    """The same for many measures, in one statement; what the office chose settles a name though it was undone since."""
    names = {name for one in measures for name in one.unit_names}
    settles = and_(
        Owing.name == UnitName.name,
        Owing.measure_id.in_([one.id for one in measures]),
        or_(Owing.removed_at.is_(None), Owing.added_by.is_not(None)),
    )
    query = (
        select(UnitName.name, func.array_agg(Owing.measure_id))
        .outerjoin(Owing, settles)
        .where(UnitName.name.in_(names), UnitName.chosen)
        .group_by(UnitName.name)
    )
    settled = {name: set(measure_ids) for name, measure_ids in db.session.execute(query)}
    return {
        one.id: [name for name in one.unit_names if name in settled and one.id not in settled[name]]
        for one in measures
    }


def choose(measure: Measure, units: Sequence[str], reason: str, by: User, now: datetime) -> None:
    """The office names the units behind the first name that leaves it open; who and why is kept.

    Raises Stale where the table of names has answered meanwhile.
    """
    names = undecided(measure)
    if not names:
        raise Stale("责任单位都已明确,这次没有改动。")
    name = names[0]
    add(measure, [(unit, name) for unit in units], reason, by, now)


def add(measure: Measure, wanted: Sequence[tuple[str, str]], reason: str, by: User, now: datetime) -> None:
    """Let more units owe the measure, each under the name that led to it.

    A unit that owes it already goes on under its first name; that the second led to it too is only written down.
    """
    known = {one.unit for one in owed_by(measure)}
    place = {name: number for number, name in enumerate(measure.unit_names)}
    for unit, name in wanted:
        row = Owing(measure_id=measure.id, unit=unit, name=name, first=place.get(name) == 0, reason=reason)
        row.sort, row.added_by, row.added_at = place.get(name, len(place)), by.id, now
        if unit in known:
            row.removed_by, row.removed_at = by.id, now
        known.add(unit)
        db.session.add(row)
    db.session.flush()


def take_off(measure: Measure, units: Sequence[str], by: User, now: datetime) -> None:
    """Let units owe the measure no longer; that they did stays known."""
    owing = update(Owing).where(
        Owing.measure_id == measure.id, Owing.unit.in_(units), Owing.removed_at.is_(None)
    )
    db.session.execute(owing.values(removed_by=by.id, removed_at=now))
