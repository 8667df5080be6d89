"""Names of the plan and the units they stand for: a table the office edits, completed by names it meets."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from server.database import db
from server.imports.plan import name_key
from server.models import Unit, UnitName

_BODY = re.compile(r"(?:党委|党工委)[、和](?:人民政府|管委会)$|(?:人民)?政府$|党工委$|党委$|管委会$")


@dataclass(frozen=True)
class Meaning:
    """What one name stands for."""

    units: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class Place:
    """Which name of a measure led to a unit, and where that name stands."""

    name: str
    sort: int

    @property
    def first(self) -> bool:
        """Does the name stand first (第一责任单位)?"""
        return self.sort == 0


class Names:
    """What the names of a plan stand for."""

    def __init__(self, table: Mapping[str, Meaning]) -> None:
        self._table = table

    def units(self, name: str) -> tuple[str, ...]:
        """Codes of the units a name stands for."""
        return self._table[name].units

    def is_open(self, name: str) -> bool:
        """Does the name leave it to the office to choose?"""
        return self._table[name].chosen

    def leads(self, names: Iterable[str]) -> list[str]:
        """Codes of all units that several names stand for, each once, in their order."""
        return list(dict.fromkeys(unit for name in names for unit in self.units(name)))

    def owing(self, names: Sequence[str]) -> dict[str, Place]:
        """The units that owe a measure with these names, each under the first name that leads to it."""
        found: dict[str, Place] = {}
        for place, name in enumerate(names):
            for unit in self.units(name):
                found.setdefault(unit, Place(name, place))
        return found


def read_names(wanted: Iterable[str]) -> Names:
    """What these names stand for; one that is new joins the table, left open where no unit bears it."""
    table = _table()
    by_key = _by_key(table)
    for name in dict.fromkeys(wanted):
        if name not in table:
            table[name] = meaning = _meaning(name, by_key)
            db.session.add(UnitName(name=name, units=list(meaning.units), chosen=meaning.chosen))
    db.session.flush()
    return Names(table)


def look_up(wanted: Iterable[str]) -> Names:
    """What names in somebody's list stand for; nothing is added to the table."""
    table = _table()
    by_key = _by_key(table)
    return Names({name: table.get(name) or _meaning(name, by_key) for name in wanted})


def _table() -> dict[str, Meaning]:
    known = set(db.session.scalars(select(Unit.code)))
    return {
        row.name: Meaning(tuple(code for code in row.units if code in known), row.chosen)
        for row in db.session.scalars(select(UnitName))
    }


def _by_key(table: Mapping[str, Meaning]) -> dict[str, Meaning]:
    units = db.session.execute(select(Unit.code, Unit.name).order_by(Unit.sort))
    keys = {name_key(name): Meaning((code,), False) for code, name in units}
    return keys | {name_key(name): meaning for name, meaning in table.items()}


def _meaning(name: str, by_key: Mapping[str, Meaning]) -> Meaning:
    key = name_key(name)
    return by_key.get(key) or by_key.get(_BODY.sub("", key)) or Meaning((), True)
