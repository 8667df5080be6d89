"""Rows of the ledger of measures: who owes each, who holds it now, how far it has come; few statements a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from server.cases.calendar import calendar
from server.cases.plan.progress import Progress, progress
from server.database import db
from server.measure_states import STATES
from server.measure_targets import PlanInForce
from server.models import Measure, Owing, Problem, Task, User
from server.pages.names import unit_name
from workflows.deadlines import light


@dataclass(frozen=True)
class Held:
    """One open step of a measure: which unit has to do it, who took it, since when."""

    unit: str
    step: str
    who: str | None
    since: datetime
    elsewhere: str
    """Who does it in the unit's stead, where nobody there may."""


@dataclass(frozen=True)
class Owed:
    """A unit that owes a measure, or a name of the plan that says none yet."""

    name: str
    first: bool = False
    open: bool = False


@dataclass(frozen=True)
class MeasureRow:
    """One measure as the ledger shows it."""

    measure: Measure
    problem: Problem
    state: str
    light: str | None
    left: str
    units: list[Owed]
    held: list[Held]
    progress: Progress

    @property
    def done(self) -> str:
        """How it was struck off; nothing while it is not."""
        return "" if self.state == "running" else STATES[self.state]


def dress(found: Sequence[Any], plan: PlanInForce, today: date) -> list[MeasureRow]:
    """Measures with their states, each with all that its row says."""
    ids = [measure.id for measure, _ in found]
    owing, held, counted, left = _owing(ids), _held(ids), progress(ids), _Left(today)
    return [
        MeasureRow(
            measure=measure,
            problem=measure.problem,
            state=state,
            light=light(measure.deadline, today, calendar()) if state == "running" else None,
            left=left(measure.deadline),
            units=_units(measure, owing.get(measure.id, []), plan.open_names),
            held=held.get(measure.id, []),
            progress=counted[measure.id],
        )
        for measure, state in found
    ]


class _Left:
    """How much time is left to a day; counted once for each day, for a plan has few."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.known: dict[date, str] = {}

    def __call__(self, due: date | None) -> str:
        if due is None:
            return ""
        if due not in self.known:
            self.known[due] = calendar().remaining(due, self.today)
        return self.known[due]


def _units(measure: Measure, owing: list[tuple[str, str, bool]], open_names: frozenset[str]) -> list[Owed]:
    settled = {name for _, name, _ in owing}
    still = [name for name in measure.unit_names if name in open_names - settled]
    named = [Owed(unit_name(unit), first) for unit, _, first in owing]
    return [*named, *(Owed(name, open=True) for name in still)]


def _owing(ids: list[int]) -> dict[int, list[tuple[str, str, bool]]]:
    query = (
        select(Owing.measure_id, Owing.unit, Owing.name, Owing.first)
        .where(Owing.measure_id.in_(ids), Owing.removed_at.is_(None))
        .order_by(Owing.sort, Owing.id)
    )
    found: dict[int, list[tuple[str, str, bool]]] = {}
    for measure_id, unit, name, first in db.session.execute(query):
        found.setdefault(measure_id, []).append((unit, name, first))
    return found


def _held(ids: list[int]) -> dict[int, list[Held]]:
    query = (
        select(Task.measure_id, Task.participant, Task.unit, Task.step, User.name, Task.opened_at)
        .outerjoin(User, Task.user_id == User.id)
        .where(Task.measure_id.in_(ids), Task.closed_at.is_(None))
        .order_by(Task.id)
    )
    found: dict[int, list[Held]] = {}
    for measure_id, participant, unit, step, who, since in db.session.execute(query):
        elsewhere = unit_name(unit) if participant and participant != unit else ""
        one = Held(unit_name(participant or unit), step, who, since, elsewhere)
        found.setdefault(measure_id or 0, []).append(one)
    return found
