"""Lists of special cases (重点, 重复, 积案, 疑难): put on and taken off by the office, with who and why."""

from datetime import datetime

from sqlalchemy import insert, select

from server.access import is_office
from server.cases.record import write_event
from server.cases.refusal import Forbidden, Invalid
from server.database import db
from server.models import Mark, Petition, Round, User
from workflows.forms.intake import MARKS


def mark(petition: Petition, kind: str, reason: str, by: User, now: datetime) -> None:
    """Put a case on a list. Raises Forbidden or Invalid."""
    _require_office(by)
    _refuse_old(petition)
    errors = {}
    if kind not in MARKS:
        errors["kind"] = ["请选择列入哪一类。"]
    elif kind in {found.kind for found in petition.marks}:
        errors["kind"] = [f"本件已列为{kind}。"]
    if not reason.strip():
        errors["reason"] = ["请写明理由。"]
    if errors:
        raise Invalid(errors)
    put(petition.id, [kind], reason.strip(), by.id, now)
    _note(petition, "mark", kind, reason, by, now)


def unmark(petition: Petition, kind: str, reason: str, by: User, now: datetime) -> None:
    """Take a case off a list; the history keeps both. Raises Forbidden or Invalid."""
    _require_office(by)
    _refuse_old(petition)
    query = select(Mark).where(Mark.petition_id == petition.id, Mark.kind == kind, Mark.removed_at.is_(None))
    found = db.session.scalar(query)
    if found is None or not reason.strip():
        raise Invalid({"reason": ["请写明移出理由。"]} if found else {"kind": [f"本件没有列为{kind}。"]})
    found.removed_at = now
    _note(petition, "unmark", kind, reason, by, now)


def put(petition_id: int, kinds: list[str], reason: str, user_id: int | None, now: datetime) -> None:
    """Write the rows of a new case's lists."""
    rows = [
        {"petition_id": petition_id, "kind": kind, "reason": reason, "user_id": user_id, "at": now}
        for kind in kinds
    ]
    if rows:
        db.session.execute(insert(Mark), rows)


def _require_office(by: User) -> None:
    if not is_office(by):
        raise Forbidden("只有市整改办可以列入或移出名单。")


def _refuse_old(petition: Petition) -> None:
    if db.session.get_one(Round, petition.round_id).read_only:
        raise Forbidden("往轮督察的台账只供查阅,不能改动。")


def _note(petition: Petition, verb: str, kind: str, reason: str, by: User, now: datetime) -> None:
    write_event(
        petition_id=petition.id,
        verb=verb,
        user_id=by.id,
        unit="office",
        at=now,
        data={"kind": kind},
        reason=reason.strip(),
    )
    db.session.flush()
    db.session.expire(petition, ["marks"])
