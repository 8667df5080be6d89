"""Unit by step: who has signed a measure, when, and who still owes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server.cases.measure_case import MeasureCase
from server.database import db
from server.models import Measure, Signature, Unit, User
from workflows.engine import Step
from workflows.roles import LANES


@dataclass(frozen=True)
class Cell:
    """One unit at one step: does it owe a signature, and has it given it?"""

    owed: bool
    who: str = ""
    at: datetime | None = None
    recorded: bool = False
    """补录: it rests on a record from before this system was in use."""


@dataclass(frozen=True)
class Line:
    """One unit with its cells, in the order of the steps."""

    unit: str
    name: str
    first: bool
    lead: bool
    owes: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """All units of a measure by all steps that ask each of several units."""

    steps: list[Step]
    lines: list[Line]

    def missing(self, step: str) -> list[str]:
        """Codes of the units that owe this step's signature still."""
        places = [number for number, one in enumerate(self.steps) if one.id == step]
        return [
            line.unit
            for line in self.lines
            for number in places
            if line.cells[number].owed and line.cells[number].at is None
        ]


def matrix_of(measure: Measure, steps: Mapping[str, Step], now: datetime) -> Matrix:
    """The matrix of a measure: its own units first, then lead units that owe it nothing else."""
    case = MeasureCase(measure, steps, now)
    asked = [step for step in steps.values() if LANES[step.lane].owes and step.participant]
    owing = {step.id: set(case.owing(step.id)) for step in asked}
    given = _given(measure)
    owing_units = {one.unit for one in case.owed}
    first = {one.unit for one in case.owed if one.first}
    names = _names([*(one.unit for one in case.owed), *case.leads])
    lines = [
        Line(
            unit,
            name,
            unit in first,
            unit in case.leads,
            unit in owing_units,
            [_cell(unit in owing[step.id], given.get((step.id, unit))) for step in asked],
        )
        for unit, name in names.items()
    ]
    return Matrix(asked, lines)


def _cell(owed: bool, signature: tuple[str, datetime, bool] | None) -> Cell:
    return Cell(owed, *signature) if signature else Cell(owed)


def _given(measure: Measure) -> dict[tuple[str, str], tuple[str, datetime, bool]]:
    query = (
        select(Signature.step, Signature.unit, User.name, Signature.at, Signature.record_id.is_not(None))
        .join(User, Signature.user_id == User.id)
        .where(Signature.measure_id == measure.id, Signature.voided_at.is_(None))
    )
    return {(step, unit): (who, at, old) for step, unit, who, at, old in db.session.execute(query)}


def _names(codes: list[str]) -> dict[str, str]:
    found = dict(db.session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(codes))).all())
    return {code: found[code] for code in dict.fromkeys(codes)}
