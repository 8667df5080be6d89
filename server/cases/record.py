"""The record of a case: answers become facts of the petition, acts become events."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert

from server.cases.calendar import calendar
from server.cases.pauses import budget_of
from server.database import db
from server.models import Complainant, Event, Petition, User
from workflows.normal import read_regions

RECORD = frozenset(column.key for column in inspect(Petition).column_attrs) - {
    "id", "round_id", "batch_id", "no", "no_raw", "no_given", "regions", "types_raw", "content_key", "source",
    "demo", "created_at", "by_hand", "route_reason", "candidates", "due_on",
    "suspended_on", "step", "stage", "step_due_on", "notice_ends_on",
}  # fmt: skip
"""Columns a form fills by having a field of the same name."""
PRIVATE = frozenset(column.key for column in inspect(Complainant).column_attrs) - {"petition_id"}
NUMBERS = {"cadre"}


def take(petition: Petition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Write a form's answers into the petition; returns column -> [old, new] where an earlier value changed."""
    changes = {}
    for name in RECORD & answers.keys():
        old, new = getattr(petition, name), stored(name, answers[name])
        if old != new:
            setattr(petition, name, new)
            if old not in (None, [], ""):
                changes[name] = [plain(old), plain(new)]
    derive(petition)
    return changes


def assigned(petition: Petition, reason: str, by: User) -> None:
    """The office has decided: why the case is where it is was a doubt, now it is the officer's reason."""
    petition.by_hand, petition.route_reason = True, f"市整改办{by.name}分办:{reason}"


def derive(petition: Petition) -> None:
    """Recompute the days that follow from others, so that no one types them."""
    petition.regions = read_regions(petition.region_raw or "")
    count_days(petition)


def count_days(petition: Petition) -> None:
    """Count the due day from the assignment, and the end of the notice from its start (working days)."""
    told: Any = inspect(petition).attrs
    if told.assigned_on.history.has_changes() or told.days.history.has_changes():
        budget = budget_of(petition)
        petition.due_on = budget.due(calendar()) if budget else petition.due_on
    if petition.notice_on and petition.notice_days:
        petition.notice_ends_on = calendar().add_working_days(petition.notice_on, petition.notice_days)


def stored(name: str, value: Any) -> Any:
    """A value as the column keeps it."""
    if name in NUMBERS and value is not None:
        return int(value)
    if name == "points":
        return [plain(point) for point in value]
    return [] if value is None and name in ("types", "members", "co_handlers") else value


def plain(value: Any) -> Any:
    """A value as JSON can keep it: dates and ids as text, money as decimal text."""
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def write_event(**values: Any) -> int | None:
    """Add to the history; None when the same submission was written before."""
    data = {name: value for name, value in plain(values.pop("data", {})).items() if name not in PRIVATE}
    statement = insert(Event).values(data=data, **{"changes": {}, "participant": "", **values})
    return db.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["submission"]).returning(Event.id)
    )


def keep_complainant(petition_id: int, answers: Mapping[str, Any]) -> None:
    """Keep who complained apart from the case."""
    identity = {name: answers[name] for name in PRIVATE if answers.get(name)}
    if identity:
        statement = insert(Complainant).values(petition_id=petition_id, **identity)
        db.session.execute(statement.on_conflict_do_update(index_elements=["petition_id"], set_=identity))
