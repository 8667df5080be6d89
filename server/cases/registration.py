"""登记: number, batch, lists and complainant of a case; written when it is registered, corrected where it is again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.cases.batches import batch_of, hold
from server.cases.mark import put
from server.cases.record import keep_complainant
from server.cases.refusal import Invalid
from server.database import db
from server.models import Petition, Round, User
from workflows.normal import read_number

FIRST = "register"
"""The step by which every case begins."""


def identify(petition: Petition, round_: Round, given: Mapping[str, Any], types_raw: str | None) -> None:
    """Number and batch, and the types as written. Raises Invalid when the number is another case's."""
    hold(round_)
    number = read_number(given["no"])
    refuse_taken(petition, round_, number.no)
    petition.no, petition.no_raw = number.no, number.raw.strip()
    petition.types_raw = types_raw or "、".join(given.get("types") or [])
    batch = batch_of(round_, given.get("batch"), given.get("assigned_on"))
    petition.batch_id = batch.id if batch else None


def refuse_taken(petition: Petition, round_: Round, no: str) -> None:
    """A number stands for one case of its round. Raises Invalid."""
    others = select(Petition.id).where(
        Petition.round_id == round_.id, Petition.no == no, Petition.id.is_distinct_from(petition.id)
    )
    if db.session.scalar(others):
        raise Invalid({"no": [f"受理编号 {no} 已经登记过。"]})


def keep(petition: Petition, given: Mapping[str, Any], reason: str, by: User, now: datetime) -> list[str]:
    """The lists the case is put on and who complained; returns the lists it was not on before."""
    known = {mark.kind for mark in petition.marks}
    new = [kind for kind in given.get("marks") or [] if kind not in known]
    put(petition.id, new, reason, by.id, now)
    keep_complainant(petition.id, given)
    return new


def register_again(
    petition: Petition, given: Mapping[str, Any], marks: list[str], by: User, now: datetime
) -> dict[str, Any]:
    """Correct a case that was sent back to 登记建档; returns what changed, old and new."""
    old = petition.no_raw
    identify(petition, db.session.get_one(Round, petition.round_id), given, None)
    marks += keep(petition, given, "登记更正时列入", by, now)
    return {} if old == petition.no_raw else {"no": [old, petition.no_raw]}


def registered(petition: Petition) -> dict[str, Any]:
    """What the registering form shows of a case that comes back to it."""
    return {"no": petition.no_raw, "batch": petition.batch.name if petition.batch else None}
