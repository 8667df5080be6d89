"""Names of units and steps as pages say them."""

from flask import g, url_for
from sqlalchemy import select

from server.cases.definition import drawn_steps
from server.database import db
from server.models import Case, Unit, kind_of

PAGES = {"petition": "petition.show", "measure": "measure.show", "problem": "problems.show"}
"""The page of a case of each kind."""


def unit_names() -> dict[str, str]:
    """Names of all units by code, in their order; read once per request."""
    if "unit_names" not in g:
        rows = db.session.execute(select(Unit.code, Unit.name).order_by(Unit.sort))
        g.unit_names = dict(rows.all())
    names: dict[str, str] = g.unit_names
    return names


def unit_name(code: str | None) -> str:
    """A unit's name; nothing where there is none."""
    return unit_names().get(code or "", code or "")


def step_name(step: str | None) -> str:
    """A step's name as the diagrams of this version draw it."""
    known = drawn_steps().get(step or "")
    return known.name if known else (step or "")


def address_of(case: Case) -> str:
    """The page of a case."""
    return url_for(PAGES[kind_of(case).top], no=case.no)
