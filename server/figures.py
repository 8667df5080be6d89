"""Figures of a round: counted in few statements, summed in memory; every figure is the count of a list's rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, null, select

from server.cases.calendar import calendar
from server.database import db
from server.models import Batch, Mark, Petition, User
from server.reports import BOARD, Filter, at, conditions, label
from workflows.deadlines import yellow_until

LIGHTS = ("red", "yellow", "green", "grey")
ARCHIVE = "archive"
"""The column after the six stages: cases whose process has ended."""


@dataclass(frozen=True)
class Cell:
    """So many cases alike in all that a figure asks for."""

    county: str | None
    stage: str
    label: str
    light: str | None
    verdict: str | None
    satisfaction: str | None
    remedy: str | None
    number: int


def cells(wanted: Filter, by: User, today: date) -> list[Cell]:
    """The cases of a list in heaps of like ones, in one statement: the stuff of all figures but types and marks."""
    columns = [
        Petition.handling_unit,
        func.coalesce(Petition.stage, literal(ARCHIVE)),
        label(),
        light(today),
        Petition.verdict,
        Petition.satisfaction,
        Petition.remedy,
    ]
    inner = (
        select(*[column.label(f"c{number}") for number, column in enumerate(columns)])
        .select_from(Petition)
        .where(*conditions(wanted, by, today))
        .subquery()
    )
    query = select(*inner.c, func.count()).group_by(*inner.c)
    rows: Iterable[Any] = db.session.execute(query)
    return [Cell(*row) for row in rows]


def light(today: date) -> ColumnElement[str | None]:
    """The light of a running case, the same as `deadlines.light`; none once the process has ended."""
    due = Petition.step_due_on
    return case(
        (Petition.step.is_(None), null()),
        (due.is_(None), literal("grey")),
        (due < today, literal("red")),
        (due <= yellow_until(today, calendar()), literal("yellow")),
        else_=literal("green"),
    )


def summed(found: Iterable[Cell], *names: str) -> Counter[tuple[str | None, ...]]:
    """How many cases share the values of these columns."""
    sums: Counter[tuple[str | None, ...]] = Counter()
    for cell in found:
        sums[tuple(getattr(cell, name) for name in names)] += cell.number
    return sums


def types(wanted: Filter, by: User, today: date) -> dict[str, int]:
    """How many cases name each pollution type, the most first; a case may name several, so the sum is no total."""
    named = func.unnest(Petition.types).label("type")
    inner = select(Petition.id, named).where(*conditions(wanted, by, today)).distinct().subquery()
    query = (
        select(inner.c.type, func.count()).group_by(inner.c.type).order_by(func.count().desc(), inner.c.type)
    )
    return dict(db.session.execute(query).all())


def marks(wanted: Filter, by: User, today: date) -> dict[str, int]:
    """How many cases stand on each list of special cases (重点, 重复, 积案, 疑难)."""
    query = (
        select(Mark.kind, func.count(Petition.id.distinct()))
        .join(Petition, Mark.petition_id == Petition.id)
        .where(Mark.removed_at.is_(None), *conditions(wanted, by, today))
        .group_by(Mark.kind)
    )
    return dict(db.session.execute(query).all())


def board(wanted: Filter, by: User, today: date) -> list[tuple[Batch | None, dict[str, int]]]:
    """Batch by batch: received, assigned, signed for, due, reported, published; those in no batch last."""
    columns = [func.count().filter(at(point, today)) for point in BOARD]
    query = (
        select(Batch, *columns)
        .select_from(Petition)
        .outerjoin(Batch, Petition.batch_id == Batch.id)
        .where(*conditions(wanted, by, today))
        .group_by(Batch.id)
        .order_by(Batch.id.is_(None), Batch.number, Batch.id)
    )
    return [(batch, dict(zip(BOARD, counts, strict=True))) for batch, *counts in db.session.execute(query)]
