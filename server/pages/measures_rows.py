"""Rows of the ledger of measures: who owes each, who holds it now, how far it has come; few statements a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from server.cases.calendar import calendar
from server.cases.dispatch.unmoved import say_unmoved, unmoved
from server.cases.measures.owed import undecided_of
from server.cases.plan.progress import Progress, progress
from server.database import db
from server.measure_states import STATES
from server.models import Measure, Owing, Problem, Task, User
from server.pages.names import unit_name
from server.pages.words import say_time
from workflows.deadlines import light


@dataclass(frozen=True)
class Held:
    """One open step of a measure: which unit has to do it, who took it, since when; put into words once."""

    who: str
    """The unit and the person who took the step, or that nobody has."""
    at: datetime
    since: str
    """Since when, and who does it where nobody in the unit may."""


class Owes(NamedTuple):
    """A unit that owes a measure, and whether it reports no change month after month."""

    unit: str
    first: bool
    unmoved: bool


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
    unmoved: list[str]
    """Units that report no change month after month (调度)."""

    @property
    def flags(self) -> list[str]:
        """What does not fit together in the plan, and that nothing moves."""
        plan = [flag["text"] for flag in self.measure.flags]
        return [*plan, say_unmoved(self.unmoved)] if self.unmoved else plan

    @property
    def since(self) -> str:
        """Since when the first of its holders has it."""
        return min(self.held, key=lambda held: held.at).since.rpartition(" · ")[2] if self.held else ""

    @property
    def done(self) -> str:
        """How it was struck off; nothing while it is not."""
        return "" if self.state == "running" else STATES[self.state]


def dress(found: Sequence[Any], today: date) -> list[MeasureRow]:
    """Measures with their states, each with all that its row says."""
    ids = [measure.id for measure, _ in found]
    owing, held, counted, left = _owing(ids), _held(ids, today), progress(ids), _left(today)
    still = undecided_of([measure for measure, _ in found])
    return [
        MeasureRow(
            measure=measure,
            problem=measure.problem,
            state=state,
            light=light(measure.deadline, today, calendar()) if state == "running" else None,
            left=left(measure.deadline),
            units=_units(owing.get(measure.id, []), still[measure.id]),
            held=held.get(measure.id, []),
            progress=counted[measure.id],
            unmoved=[unit_name(one.unit) for one in owing.get(measure.id, []) if one.unmoved],
        )
        for measure, state in found
    ]


def _left(today: date) -> Callable[[date | None], str]:
    """How much time is left to a day; counted once for each day, for a plan has few."""
    return cache(lambda due: calendar().remaining(due, today) if due else "")


def _units(owing: list[Owes], still: list[str]) -> list[Owed]:
    named = [Owed(unit_name(one.unit), one.first) for one in owing]
    return [*named, *(Owed(name, open=True) for name in still)]


def _owing(ids: list[int]) -> dict[int, list[Owes]]:
    still = unmoved(ids).subquery()
    same = and_(still.c.measure_id == Owing.measure_id, still.c.unit == Owing.unit)
    query = (
        select(Owing.measure_id, Owing.unit, Owing.first, still.c.unit.is_not(None))
        .outerjoin(still, same)
        .where(Owing.measure_id.in_(ids), Owing.removed_at.is_(None))
        .order_by(Owing.sort, Owing.id)
    )
    found: dict[int, list[Owes]] = {}
    for measure_id, unit, first, unmoved_ in db.session.execute(query):
        found.setdefault(measure_id, []).append(Owes(unit, first, unmoved_))
    return found


def _held(ids: list[int], today: date) -> dict[int, list[Held]]:
    query = (
        select(Task.measure_id, Task.participant, Task.unit, User.name, Task.opened_at)
        .outerjoin(User, Task.user_id == User.id)
        .where(Task.measure_id.in_(ids), Task.closed_at.is_(None))
        .order_by(Task.id)
    )
    found: dict[int, list[Held]] = {}
    said = cache(lambda at: f"自 {say_time(at, today)}")
    for measure_id, participant, unit, person, at in db.session.execute(query):
        elsewhere = f"已转{unit_name(unit)} · " if participant and participant != unit else ""
        who = f"{unit_name(participant or unit)} {person or '待领'}"
        found.setdefault(measure_id or 0, []).append(Held(who, at, elsewhere + said(at)))
    return found
