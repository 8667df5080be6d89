"""Figures of the plan: how far the measures are from its targets, and who will miss a date."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from server.access import measure_visible, problem_visible
from server.cases.measures.striking import recorded, struck_off
from server.database import db
from server.measure_reports import MeasureFilter, conditions
from server.measure_states import due, state
from server.models import Measure, Milestone, Owing, Problem, Process, User


@dataclass(frozen=True)
class Heap:
    """So many measures alike in all that a figure asks for."""

    state: str
    due: str
    reached: bool | None
    period: str | None
    immediate: bool
    long_term: bool
    number: int


def heaps(by: User, plan_id: int, today: date) -> list[Heap]:
    """The measures of a plan in heaps of like ones, in one statement."""
    columns: list[Any] = [
        state(),
        due(today),
        Measure.deadline <= today,
        func.to_char(Measure.deadline, "YYYY-MM"),
        Measure.immediate,
        Measure.long_term,
    ]
    inner = (
        select(*[column.label(f"c{number}") for number, column in enumerate(columns)])
        .select_from(Measure)
        .where(*conditions(MeasureFilter(), by, plan_id, today))
        .subquery()
    )
    query = select(*inner.c, func.count()).group_by(*inner.c)
    rows: Iterable[Any] = db.session.execute(query)
    return [Heap(*row) for row in rows]


def total(found: Iterable[Heap], **wanted: object) -> int:
    """How many measures have these values; a tuple stands for any of its values."""
    return sum(
        heap.number
        for heap in found
        if all(
            getattr(heap, name) in (value if isinstance(value, tuple) else (value,))
            for name, value in wanted.items()
        )
    )


def by_owing_unit(by: User, plan_id: int, today: date) -> dict[str | None, Counter[str]]:
    """Unit -> where its measures stand to their dates; a measure counts for each unit that owes it."""
    now = and_(Owing.measure_id == Measure.id, Owing.removed_at.is_(None))
    rows = select(Owing.unit.label("unit"), due(today).label("due")).select_from(Measure)
    return _counted(rows.outerjoin(Owing, now), conditions(MeasureFilter(), by, plan_id, today))


def by_lead_unit(by: User, plan_id: int, today: date) -> dict[str | None, Counter[str]]:
    """The same by the units that lead the measure's problem."""
    lead = func.unnest(Problem.leads).label("unit")
    rows = select(lead, due(today).label("due")).select_from(Measure).join(Problem)
    return _counted(rows, conditions(MeasureFilter(), by, plan_id, today))


def _counted(rows: Select[Any, Any], met: Sequence[ColumnElement[bool]]) -> dict[str | None, Counter[str]]:
    inner = rows.where(*met).subquery()
    query = select(inner.c.unit, inner.c.due, func.count()).group_by(inner.c.unit, inner.c.due)
    found: dict[str | None, Counter[str]] = {}
    for unit, stands, number in db.session.execute(query):
        found.setdefault(unit, Counter())[stands] = number
    return found


@dataclass(frozen=True)
class ProblemRow:
    """A problem with how far its measures have come."""

    problem: Problem
    total: int
    seen: int
    """How many of its measures the viewer may see."""
    recorded: int
    """How many of them a confirmed 补录 alone has struck off."""
    open: list[int]
    """Numbers of the measures that are not struck off yet."""
    begun: bool
    """Has it ever begun to close?"""

    @property
    def done(self) -> int:
        """How many of its measures are struck off."""
        return self.total - len(self.open)

    @property
    def may_close(self) -> bool:
        """A problem closes only when all its measures are struck off."""
        return not self.open


def problems(by: User, plan_id: int, no: int | None = None) -> list[ProblemRow]:
    """The problems of a plan that the viewer may see, each with all its measures, in the plan's order."""
    every = func.count(Measure.id)
    still = func.array_agg(Measure.no).filter(~struck_off())
    begun = exists().where(Process.problem_id == Problem.id)
    query = (
        select(Problem, every, every.filter(measure_visible(by)), every.filter(recorded()), still, begun)
        .outerjoin(Measure, Measure.problem_id == Problem.id)
        .where(Problem.plan_id == plan_id, problem_visible(by))
        .group_by(Problem.id)
        .order_by(Problem.no)
    )
    if no is not None:
        query = query.where(Problem.no == no)
    rows: Iterable[Any] = db.session.execute(query)
    return [
        ProblemRow(problem, number, seen, entered, sorted(open_ or ()), begun)
        for problem, number, seen, entered, open_, begun in rows
    ]


def goal_milestones(problem: Problem) -> list[Milestone]:
    """Dates and targets of a problem's goal, by day; those put aside are left out."""
    query = select(Milestone).where(Milestone.problem_id == problem.id, Milestone.state != "dropped")
    return list(db.session.scalars(query.order_by(Milestone.day, Milestone.id)))
