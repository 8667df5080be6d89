"""Petitions: list, read, register; their history."""

from dataclasses import fields
from typing import Any

from flask import url_for
from sqlalchemy.orm import selectinload

from server import reports
from server.api import showing
from server.api.answer_schema import CaseSchema, HistorySchema, PetitionsSchema
from server.api.petition_query import PetitionQuery
from server.api.reading import Blueprint, body_of, json_object, take_page
from server.api.telling import told
from server.auth import me
from server.cases.finding import load_petition
from server.cases.open import register
from server.clock import now, today
from server.database import db
from server.models import Petition

petitions = Blueprint("petitions", __name__, url_prefix="/api/petitions", description="Cases (信访件)")
REGISTER = {"$ref": "#/components/schemas/RegisterForm"}


@petitions.get("")
@petitions.response(200, PetitionsSchema)
@petitions.arguments(PetitionQuery, location="query")
def list_petitions(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the cases one may see, in the order of the ledger."""
    most, skip = take_page(wanted)
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    chosen = reports.Filter(**{each.name: given.get(each.name) for each in fields(reports.Filter)})
    query = reports.cases(chosen, me(), today()).options(selectinload(Petition.marks))
    found = db.session.execute(query.limit(most).offset(skip))
    return {
        "items": [showing.petition(petition, label) for petition, _, _, label in found],
        "total": reports.count(chosen, me(), today()),
    }


@petitions.post("")
@petitions.response(201, CaseSchema, headers={"Location": {"schema": {"type": "string"}}})
@petitions.refusing(403, 422)
@petitions.doc(requestBody=body_of(REGISTER))
def create_petition() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Register a case; the answer says where it was routed and why."""
    found = register(json_object(), me(), now())
    db.session.refresh(found)
    return showing.case(found), 201, {"Location": url_for("petitions.read_petition", no=found.no)}


@petitions.get("/<path:no>")
@petitions.response(200, CaseSchema)
@petitions.refusing(404)
def read_petition(no: str) -> dict[str, Any]:
    """Read a case by its number, that of the current round first."""
    return showing.case(load_petition(no, me()))


@petitions.get("/<path:no>/history")
@petitions.response(200, HistorySchema)
@petitions.refusing(404)
def read_history(no: str) -> dict[str, Any]:
    """Read who did what when on a case, the newest first."""
    return told(load_petition(no, me()))
