"""往轮督察: ledgers of earlier rounds are kept to be looked up, with what was found; no process runs."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.access import is_office
from server.cases.batches import batch_of, published
from server.cases.listed_row import aside_of, findings_of, given_of
from server.cases.mark import put
from server.cases.record import take, write_event
from server.cases.refusal import Forbidden, Invalid
from server.cases.taking import Plan, PlannedRow, Report
from server.database import db
from server.imports.petitions import Import
from server.imports.row import ImportRow, content_key
from server.models import Petition, Round, User

REASON = "往轮台账补录,只供查阅"
LONGEST = 60


def add_round(name: str, target: int | None, by: User) -> Round:
    """A new earlier round, read only. Raises Forbidden or Invalid."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以建立往轮。")
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise Invalid({"name": [f"请填写轮次名称,最多 {LONGEST} 个字。"]})
    if db.session.scalar(select(Round.id).where(Round.name == name)):
        raise Invalid({"name": ["已有这个轮次。"]})
    round_ = Round(name=name, current=False, read_only=True, target=target)
    db.session.add(round_)
    db.session.flush()
    return round_


def plan_old(found: Import, round_: Round) -> Plan:
    """Compare a ledger of an earlier round with what is kept of it; nothing is routed."""
    numbers = select(Petition.no, Petition.content_key).where(Petition.round_id == round_.id)
    known = dict(db.session.execute(numbers).all())
    rows = [_planned(row, known) for row in found.rows]
    return Plan(found.kind, rows, list(found.rejected), list(found.notes), found.published_on)


def carry_out_old(plan: Plan, round_: Round, by: User, now: datetime) -> Report:
    """Write a planned ledger of an earlier round. Raises Forbidden."""
    if not is_office(by) or not round_.read_only:
        raise Forbidden("只有市整改办可以导入往轮台账。")
    report = Report(rows=len(plan.rows) + len(plan.rejected))
    report.rejected = [{"row": r.row, "column": r.column, "message": r.message} for r in plan.rejected]
    for planned in plan.rows:
        match planned.change:
            case "unchanged":
                report.unchanged += 1
            case "updated":
                _keep_again(planned.row, round_, by, now, plan)
                report.updated += 1
            case _:
                _keep(planned.row, round_, by, now, plan)
                report.created += 1
    return report


def _planned(row: ImportRow, known: dict[str, str | None]) -> PlannedRow:
    if row.no not in known:
        change = "created"
    else:
        change = "unchanged" if known[row.no] == content_key(row) else "updated"
    return PlannedRow(row, change, reason=REASON, handling_unit=_unit(row))


def _unit(row: ImportRow) -> str | None:
    """The county that held it, where the table names just one."""
    return row.regions[0] if len(row.regions) == 1 else None


def _keep(row: ImportRow, round_: Round, by: User, now: datetime, plan: Plan) -> None:
    petition = Petition(
        round_id=round_.id,
        no=row.no,
        no_raw=row.no_raw.strip() or row.no,
        no_given=row.no_given,
        source="history",
        regions=list(row.regions),
        text=row.text,
        points=[],
        candidates=[],
        co_handlers=[],
        members=[],
        created_at=now,
    )
    _fill(petition, row, round_)
    db.session.add(petition)
    db.session.flush()
    put(petition.id, list(row.marks), REASON, by.id, now)
    published(petition, plan.published_on)
    _note("import", petition, row, by, now, {})


def _keep_again(row: ImportRow, round_: Round, by: User, now: datetime, plan: Plan) -> None:
    petition = db.session.scalars(
        select(Petition).where(Petition.round_id == round_.id, Petition.no == row.no)
    ).one()
    changes = _fill(petition, row, round_)
    published(petition, plan.published_on)
    _note("update", petition, row, by, now, changes)


def _fill(petition: Petition, row: ImportRow, round_: Round) -> dict[str, Any]:
    """Everything the row says, written into the record; returns what it changed."""
    batch = batch_of(round_, row.batch, row.assigned_on)
    petition.batch_id = batch.id if batch else None
    petition.content_key = content_key(row)
    petition.types_raw = row.types_raw or None
    petition.handling_unit = _unit(row)
    said = {**given_of(row), **findings_of(row)}
    return take(petition, {name: value for name, value in said.items() if name != "no"})


def _note(
    verb: str, petition: Petition, row: ImportRow, by: User, now: datetime, changes: dict[str, Any]
) -> None:
    aside = {"aside": kept} if (kept := aside_of(row)) else {}
    write_event(
        petition_id=petition.id,
        verb=verb,
        user_id=by.id,
        unit="office",
        at=now,
        data={**given_of(row), **findings_of(row), **aside},
        changes=changes,
        reason=REASON,
    )
