"""待办: the tasks in my hands and those waiting in my units, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import aliased

from server.access import case_visible
from server.cases.calendar import calendar, local_day
from server.cases.work import MARKS
from server.database import db
from server.models import Measure, Petition, Problem, Task, Unit, User, kind_of, number_of
from workflows.deadlines import light, yellow_until
from workflows.roles import LANES

MOST = 200
SCOPES = ("mine", "unit", "all")


@dataclass(frozen=True)
class InboxFilter:
    """What of the inbox is shown; the same words stand in the URL."""

    scope: str = "all"
    county: str | None = None
    light: str | None = None
    type: str | None = None
    step: str | None = None


EVERYTHING = InboxFilter()


@dataclass
class InboxRow:
    """One task as the inbox shows it."""

    task_id: int
    no: str
    text: str
    step: str
    lane: str
    unit_name: str
    holder_name: str | None
    mine: bool
    due_on: date | None
    light: str
    days_left: int | None
    note: str | None
    marks: list[str] = field(default_factory=list)
    measure: int | None = None
    """Number of the measure, where the task is one of a measure."""
    problem: int | None = None
    """The same of a problem."""
    unit: str = ""
    """Code of the unit that has the task."""
    handling_unit: str | None = None
    holder: int | None = None
    """Number of the person who has it."""
    paused: bool = False
    """Has the office stopped the clock (暂停计时) before the day came? What was late by then is late still."""


def inbox(by: User, now: datetime, wanted: InboxFilter, most: int = MOST, skip: int = 0) -> list[InboxRow]:
    """My tasks and my units' unclaimed ones, in order of urgency."""
    today = local_day(now)
    handling = aliased(Unit)
    asked = when((Task.petition_id.is_(None), func.coalesce(func.nullif(Task.participant, ""), Task.unit)))
    columns = (Petition.no, Petition.text, Petition.suspended_on, Measure, Problem)
    named = (
        handling.code.label("handling_unit"), handling.name.label("unit_name"), User.name.label("holder"),
        MARKS.label("marks"),
    )  # fmt: skip
    query = (
        Task.with_case(select(Task, *columns, *named))
        .outerjoin(handling, handling.code == func.coalesce(Petition.handling_unit, asked))
        .outerjoin(User, Task.user_id == User.id)
        .where(*_conditions(by, wanted, today))
        .order_by(Task.due_on.asc().nulls_last(), Task.id)
        .limit(most)
        .offset(skip)
    )
    return [_row(by, today, found) for found in db.session.execute(query)]


def count(by: User, now: datetime, wanted: InboxFilter = EVERYTHING) -> int:
    """How many tasks wait for me or my units."""
    query: Select[int] = Task.with_case(select(func.count()).select_from(Task)).where(
        *_conditions(by, wanted, local_day(now))
    )
    return db.session.scalar(query) or 0


def _row(by: User, today: date, found: Any) -> InboxRow:
    days, task, planned = calendar(), found.Task, found.Measure or found.Problem
    return InboxRow(
        **(_named(planned) if planned else {"no": found.no or "", "text": found.text or ""}),
        task_id=task.id,
        step=task.step,
        lane=task.lane,
        unit_name=found.unit_name or "待分办",
        holder_name=found.holder,
        mine=task.user_id == by.id,
        due_on=task.due_on,
        light=light(task.due_on, today, days),
        days_left=days.working_days_between(today, task.due_on) if task.due_on else None,
        note=task.note,
        marks=found.marks or [],
        unit=task.unit,
        handling_unit=found.handling_unit,
        holder=task.user_id,
        paused=found.suspended_on is not None and task.due_on is None,
    )


def _named(planned: Measure | Problem) -> dict[str, Any]:
    """What a measure or a problem is called."""
    called = {"no": number_of(planned), "text": planned.title or planned.text}
    return {**called, kind_of(planned).top: planned.no}


def _conditions(by: User, wanted: InboxFilter, today: date) -> list[ColumnElement[bool]]:
    mine = Task.user_id == by.id
    waiting = and_(Task.user_id.is_(None), for_posts(by))
    scopes = {"mine": mine, "unit": waiting, "all": or_(mine, waiting)}
    scope = scopes.get(wanted.scope, scopes["all"])
    return [Task.closed_at.is_(None), scope, case_visible(by), *_narrowed(wanted, today)]


def _narrowed(wanted: InboxFilter, today: date) -> Iterator[ColumnElement[bool]]:
    """What the filters ask for beside the scope."""
    if wanted.county:
        of_plan = and_(Task.petition_id.is_(None), Task.unit == wanted.county)
        yield or_(Petition.handling_unit == wanted.county, of_plan)
    if wanted.type:
        yield Petition.types.contains([wanted.type])
    if wanted.step:
        yield Task.step == wanted.step
    if wanted.light:
        yield light_is(Task.due_on, wanted.light, today)


def for_posts(by: User) -> ColumnElement[bool]:
    """Tasks meant for one of the user's posts: its unit, in a lane of its role; the office takes all of its own."""
    found = [
        and_(Task.unit == post.unit, Task.lane.in_(_lanes(post.role)))
        if post.unit != "office"
        else Task.unit == "office"
        for post in by.posts
        if post.role != "admin"
    ]
    return or_(*found) if found else false()


def _lanes(role: str) -> list[str]:
    return [name for name, lane in LANES.items() if role in lane.roles]


def light_is(due: Any, colour: str, today: date) -> ColumnElement[bool]:
    """A light as one SQL condition on a due date, the same as `deadlines.light`."""
    edge = yellow_until(today, calendar())
    conditions = {
        "red": due < today,
        "yellow": due.between(today, edge),
        "green": due > edge,
        "grey": due.is_(None),
    }
    found: ColumnElement[bool] = conditions.get(colour, false())
    return found
