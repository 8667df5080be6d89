"""Cases and tasks made ready for the answer: codes with their names, nothing private."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.api import names
from server.auth import me
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.finding import complainant_of
from server.cases.history import people_named
from server.cases.inbox import InboxRow
from server.cases.options import Option
from server.cases.task import tasks_of
from server.clock import today
from server.database import db
from server.models import Attachment, Petition, Task
from server.reports import label
from workflows.deadlines import light

Shown = dict[str, Any]
PLAIN = (
    *("no", "no_raw", "source", "received_on", "assigned_on", "text", "types", "by_hand", "days", "due_on"),
    "step_due_on",
)
FACTS = (
    *("channel", "accused", "remark", "verdict", "finding", "points", "on_the_spot", "handling", "plan"),
    *("accountability", "plan_on", "resolution", "visited_on", "satisfaction", "notice_on", "notice_ends_on"),
    *("filing_no", "filed_on", "announced_on", "signed_at", "reported_at", "archived_at"),
)

WAITING = (
    *("no", "measure", "problem", "text", "marks", "lane", "mine", "due_on", "light", "days_left"),
    "note",
)
"""What is said of a task of the inbox as it is."""


def petition(found: Petition, label_: str) -> Shown:
    """A case as lists show it."""
    return {
        **{name: getattr(found, name) for name in PLAIN},
        "batch": names.batch(found.batch_id),
        "region": found.region_raw,
        "marks": [mark.kind for mark in found.marks],
        "handling_unit": names.unit(found.handling_unit),
        "department": names.unit(found.department),
        "co_handlers": [names.unit(code) for code in found.co_handlers],
        "reason": found.route_reason,
        "step": names.step(found.step),
        "stage": names.stage(found.stage),
        "label": label_,
    }


def case(found: Petition) -> Shown:
    """A case with what is known of it, its open tasks and its files."""
    return {
        **one_petition(found),
        **{name: getattr(found, name) for name in FACTS},
        "accused_unit": names.unit(found.accused_unit),
        "candidates": [{**one, "unit": names.unit(one["unit"])} for one in found.candidates],
        "tasks": open_tasks(tasks_of(found)),
        "files": [file(one) for one in files_of(found)],
        "complainant": complainant_of(found, me(), needed=False),
    }


def one_petition(found: Petition) -> Shown:
    """A single case as lists show it."""
    derived = db.session.scalar(select(label()).where(Petition.id == found.id))
    return petition(found, derived or "")


def open_tasks(found: Iterable[Task]) -> list[Shown]:
    """Tasks with their holders, whose names are asked for at once."""
    listed = list(found)
    people = people_named({one.user_id for one in listed if one.user_id})
    return [task(one, people) for one in listed]


def task(found: Task, people: Mapping[int, str]) -> Shown:
    """A task as it waits."""
    holder = {"id": found.user_id, "name": people[found.user_id]} if found.user_id else None
    return {
        "id": found.id,
        "step": names.step(found.step),
        "lane": found.lane,
        "unit": names.unit(found.unit),
        "participant": names.unit(found.participant) if found.petition_id is None else None,
        "holder": holder,
        "mine": found.user_id == me().id,
        "due_on": found.due_on,
        "light": light(found.due_on, today(), calendar()),
        "note": found.note,
    }


def rows(found: Sequence[InboxRow]) -> list[Shown]:
    """Tasks of the inbox; the units that steps of the plan are asked of are looked up at once."""
    ids = [one.task_id for one in found if one.measure or one.problem]
    asked = select(Task.id, Task.participant).where(Task.id.in_(ids))
    units = dict(db.session.execute(asked).all()) if ids else {}
    return [row(one, units.get(one.task_id)) for one in found]


def row(found: InboxRow, participant: str | None) -> Shown:
    """A task of the inbox with a word on its case."""
    holder = {"id": found.holder, "name": found.holder_name} if found.holder else None
    return {
        **{name: getattr(found, name) for name in WAITING},
        "id": found.task_id,
        "step": names.step(found.step),
        "unit": names.unit(found.unit),
        "participant": names.unit(participant),
        "handling_unit": names.unit(found.handling_unit),
        "holder": holder,
    }


def file(found: Attachment) -> Shown:
    """A file of a case and where to get it."""
    same = ("id", "kind", "name", "mime", "size", "step", "filed", "at")
    return {**{name: getattr(found, name) for name in same}, "url": f"/api/files/{found.id}"}


def choices(found: Iterable[Option]) -> list[Shown]:
    """What may be chosen."""
    return [
        {"value": one.value, "label": one.label, "note": one.note, "disabled": one.disabled} for one in found
    ]
