"""Rows of the list of cases: one statement for a page of them, one for who holds them, one for their lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, select

from server.cases.calendar import calendar
from server.database import db
from server.models import Batch, Mark, Petition, Task, Unit, User
from server.pages.names import step_name
from server.reports import Filter, cases
from workflows.deadlines import light

PAGE = 50
CHUNK = 500


@dataclass(frozen=True)
class Listed:
    """A case put on a list: which, by whom, when and why."""

    kind: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class CaseRow:
    """One case as the list shows it."""

    petition: Petition
    unit: str
    label: str
    light: str | None
    holder: str
    marks: list[Listed] = field(default_factory=list)


def rows_of(wanted: Filter, by: User, today: date, *, urgent: bool, page: int) -> list[CaseRow]:
    """One page of the list."""
    query = _ordered(wanted, by, today, urgent).limit(PAGE).offset((page - 1) * PAGE)
    return _dressed(db.session.execute(query).all(), today)


def table_of(wanted: Filter, by: User, today: date, *, urgent: bool) -> Iterator[dict[str, Any]]:
    """The whole list as a table's rows, read in pieces so that any length fits."""
    found = db.session.execute(_ordered(wanted, by, today, urgent)).partitions(CHUNK)
    for piece in found:
        for row in _dressed(piece, today):
            yield _cells(row, today)


def _ordered(wanted: Filter, by: User, today: date, urgent: bool) -> Any:
    query = cases(wanted, by, today)
    if not urgent:
        return query
    ended = case((Petition.step.is_(None), 1), else_=0)
    return query.order_by(None).order_by(
        ended, Petition.step_due_on.asc().nulls_last(), Batch.number, Petition.id
    )


def _dressed(found: Sequence[Any], today: date) -> list[CaseRow]:
    ids = [petition.id for petition, *_ in found]
    holders, marks = _holders(ids), _marks(ids)
    return [
        CaseRow(
            petition=petition,
            unit=unit or ("待分办" if petition.step else "未定单位"),
            label=label,
            light=light(petition.step_due_on, today, calendar()) if petition.step else None,
            holder="、".join(holders.get(petition.id, [])),
            marks=marks.get(petition.id, []),
        )
        for petition, unit, _, label in found
    ]


def _holders(ids: list[int]) -> dict[int, list[str]]:
    """Who holds the open tasks of these cases: the person, or the unit in which it waits to be taken."""
    query = (
        select(Task.petition_id, User.name, Unit.name)
        .outerjoin(User, Task.user_id == User.id)
        .join(Unit, Task.unit == Unit.code)
        .where(Task.petition_id.in_(ids), Task.closed_at.is_(None))
        .order_by(Task.id)
    )
    found: dict[int, list[str]] = {}
    for petition_id, person, unit in db.session.execute(query):
        found.setdefault(petition_id or 0, []).append(person or f"{unit}待领")
    return {petition_id: list(dict.fromkeys(names)) for petition_id, names in found.items()}


def _marks(ids: list[int]) -> dict[int, list[Listed]]:
    query = (
        select(Mark, User.name)
        .outerjoin(User, Mark.user_id == User.id)
        .where(Mark.petition_id.in_(ids), Mark.removed_at.is_(None))
        .order_by(Mark.id)
    )
    found: dict[int, list[Listed]] = {}
    for mark, name in db.session.execute(query):
        listed = Listed(mark.kind, mark.reason, name or "系统", mark.at)
        found.setdefault(mark.petition_id, []).append(listed)
    return found


def _cells(row: CaseRow, today: date) -> dict[str, Any]:
    petition = row.petition
    return {
        "no": petition.no_raw if petition.no_given else petition.no,
        "marks": "、".join(mark.kind for mark in row.marks),
        "unit": row.unit,
        "types": petition.types,
        "text": petition.text,
        "step": step_name(petition.step) or "已归档",
        "holder": row.holder,
        "due_on": petition.step_due_on,
        "left": calendar().remaining(petition.step_due_on, today) if petition.step_due_on else "",
        "label": row.label,
    }
