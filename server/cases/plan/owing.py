"""责任单位 follow the plan: what its names newly stand for is added, what they no longer name is taken off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from server.cases.plan.names import Place
from server.database import db
from server.models import Measure, Owing, User


@dataclass(frozen=True)
class Turn:
    """The units a measure's names stood for, and those they stand for now."""

    measure: Measure
    before: Mapping[str, Place]
    after: Mapping[str, Place]

    @property
    def moved(self) -> bool:
        """Do the names stand for other units now?"""
        return self.before.keys() != self.after.keys()


def follow_names(turns: Sequence[Turn], by: User, now: datetime) -> None:
    """Add and take off units where the names changed; units chosen or taken off by hand stay as they are."""
    ids = [turn.measure.id for turn in turns]
    standing, chosen, new = _standing(ids), _chosen_too(ids), []
    for turn in turns:
        rows = standing.get(turn.measure.id, {})
        new += _joining(turn, rows, now)
        _take_off(rows, turn, by, now)
        _keep_chosen(rows, turn, chosen)
        _reorder(rows, turn)
    db.session.flush()
    if new:
        db.session.execute(insert(Owing), new)


def _joining(turn: Turn, rows: Mapping[str, Owing], now: datetime) -> list[dict[str, object]]:
    return [
        {
            "measure_id": turn.measure.id, "unit": unit, "name": place.name, "first": place.first,
            "sort": place.sort, "added_at": now,
        }
        for unit, place in turn.after.items()
        if unit not in rows and unit not in turn.before
    ]  # fmt: skip


def _keep_chosen(rows: dict[str, Owing], turn: Turn, chosen: Mapping[tuple[int, str], Owing]) -> None:
    """Whom the office chose by hand as well goes on owing by that choice."""
    for unit in turn.before.keys() - turn.after.keys():
        if row := chosen.get((turn.measure.id, unit)):
            db.session.flush()  # the one that is taken off first: a unit owes a measure once
            rows[unit] = row
            row.removed_by = row.removed_at = None


def _standing(measures: Iterable[int]) -> dict[int, dict[str, Owing]]:
    query = select(Owing).where(Owing.measure_id.in_(measures), Owing.removed_at.is_(None))
    found: dict[int, dict[str, Owing]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.measure_id, {})[row.unit] = row
    return found


def _chosen_too(measures: Iterable[int]) -> dict[tuple[int, str], Owing]:
    """Choices of the office that changed nothing, since the unit owed the measure by another name (`owed.add`)."""
    query = select(Owing).where(
        Owing.measure_id.in_(measures), Owing.added_by.is_not(None), Owing.removed_at == Owing.added_at
    )
    found: dict[tuple[int, str], Owing] = {}
    for row in db.session.scalars(query.order_by(Owing.id)):
        found[row.measure_id, row.unit] = row
    return found


def _take_off(rows: Mapping[str, Owing], turn: Turn, by: User, now: datetime) -> None:
    for unit in turn.before.keys() - turn.after.keys():
        row = rows.get(unit)
        if row and row.added_by is None:
            row.removed_by, row.removed_at = by.id, now


def _reorder(rows: Mapping[str, Owing], turn: Turn) -> None:
    """Let the rows that stay stand where their names stand now."""
    places = {name: number for number, name in enumerate(turn.measure.unit_names)}
    for unit, row in rows.items():
        if unit in turn.after and row.added_by is None:
            row.name = turn.after[unit].name
        if row.name in places:
            row.sort, row.first = places[row.name], places[row.name] == 0
