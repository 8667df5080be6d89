"""Names beside codes: units, steps, stages, people."""

from typing import Any

from flask import g
from sqlalchemy import select

from server.cases.definition import drawn_steps
from server.database import db
from server.models import Batch, Unit, User
from workflows.roles import MEASURE_STAGES, PROBLEM_STAGES, STAGES

Named = dict[str, Any]
NAMES_OF_STAGES = {**STAGES, **MEASURE_STAGES, **PROBLEM_STAGES}


def unit(code: str | None) -> Named | None:
    """A unit by code and name; None where there is none."""
    return {"code": code, "name": _unit_names().get(code, code)} if code else None


def step(code: str | None) -> Named | None:
    """A step as the diagrams of this version draw it; None where a case stands nowhere."""
    known = drawn_steps().get(code or "")
    return {"code": code, "name": known.name if known else code} if code else None


def stage(code: str | None) -> Named | None:
    """One of the stages of a petition, a measure or a problem."""
    return {"code": code, "name": NAMES_OF_STAGES.get(code, code)} if code else None


def batch(batch_id: int | None) -> Named | None:
    """A batch by number and name."""
    return {"id": batch_id, "name": _batch_names().get(batch_id, "")} if batch_id else None


def person(user_id: int | None) -> Named | None:
    """A person by number and name."""
    found = db.session.get(User, user_id) if user_id else None
    return {"id": found.id, "name": found.name} if found else None


def _unit_names() -> dict[str, str]:
    if "api_units" not in g:
        g.api_units = dict(db.session.execute(select(Unit.code, Unit.name)).all())
    names: dict[str, str] = g.api_units
    return names


def _batch_names() -> dict[int, str]:
    if "api_batches" not in g:
        g.api_batches = dict(db.session.execute(select(Batch.id, Batch.name)).all())
    names: dict[int, str] = g.api_batches
    return names
