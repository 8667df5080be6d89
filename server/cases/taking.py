"""Taking in a list of petitions (导入): planned without writing anything, then carried out whole or not at all."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from server.access import is_office
from server.cases.batches import hold, published
from server.cases.definition import current, engine
from server.cases.listed_row import aside_of, findings_of, given_of
from server.cases.open import Origin, open_petition
from server.cases.petition_case import PetitionCase
from server.cases.refusal import Failed, Forbidden, Refusal, words
from server.cases.registration import FIRST
from server.cases.taken import may_update, move_in, update_petition
from server.database import db
from server.imports.petitions import Import
from server.imports.row import ImportRow, RejectedRow, content_key
from server.models import Petition, Round, User

NO_COLUMN = "受理编号"


@dataclass
class PlannedRow:
    """What will become of one row: created, updated, unchanged or refused, and where its case would start."""

    row: ImportRow
    change: str
    landing: str = ""
    landing_name: str = ""
    reason: str = ""
    handling_unit: str | None = None
    department: str | None = None
    message: str = ""


@dataclass
class Plan:
    """A whole import before it is confirmed."""

    kind: str
    rows: list[PlannedRow]
    rejected: list[RejectedRow]
    notes: list[str] = field(default_factory=list)
    published_on: date | None = None

    def count(self, change: str) -> int:
        """How many rows would be created, updated, unchanged or refused."""
        return sum(row.change == change for row in self.rows)


@dataclass
class Report:
    """What an import did, as the command prints it with --json."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    landing: Counter[str] = field(default_factory=Counter)
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report in its documented form."""
        return {**vars(self), "landing": dict(self.landing)}


def plan(found: Import, round_: Round, now: datetime, *, rehearsed: bool = True) -> Plan:
    """Compare a file with what the house has, and rehearse the routing of every new row in memory.

    The rehearsal (some milliseconds a row) only tells the reader; what is carried out does not need it.
    """
    known = _known([row.no for row in found.rows], round_)
    diagrams = engine(current())
    names = {step.id: step.name for step in diagrams.user_tasks.values()}
    rows = []
    for row in found.rows:
        planned = _compare(row, known.get(row.no), found.kind)
        if rehearsed and planned.change in ("created", "updated"):
            _rehearse(planned, now)
        planned.landing_name = names.get(planned.landing, "")
        rows.append(planned)
    return Plan(found.kind, rows, list(found.rejected), list(found.notes), found.published_on)


def carry_out(
    plan_: Plan, round_: Round, by: User, now: datetime, reason: str = "", *, demo: bool = False
) -> Report:
    """Write what was planned: every row in a savepoint of the one transaction, a failing row is refused alone."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以导入。")
    hold(round_)
    known = _known([planned.row.no for planned in plan_.rows], round_)
    report = Report(rows=len(plan_.rows) + len(plan_.rejected))
    report.rejected = [{"row": r.row, "column": r.column, "message": r.message} for r in plan_.rejected]
    for planned in plan_.rows:
        if planned.change == "created" and planned.row.no in known:  # somebody was faster with the same file
            planned = _compare(planned.row, known[planned.row.no], plan_.kind)
        try:
            with db.session.begin_nested():
                _take_in(planned, plan_, round_, by, now, reason, demo, report)
        except Refusal as refusal:
            report.rejected.append({"row": planned.row.row, "column": NO_COLUMN, "message": _why(refusal)})
    report.rejected.sort(key=lambda refused: refused["row"])
    return report


def _why(refusal: Refusal) -> str:
    """A refused row in words; what an automatic step failed on is told here, since no form was sent."""
    failed = isinstance(refusal, Failed)
    return f"自动步骤出错,这一行没有写入。({refusal.__cause__})" if failed else words(refusal)


def _take_in(
    planned: PlannedRow,
    plan_: Plan,
    round_: Round,
    by: User,
    now: datetime,
    reason: str,
    demo: bool,
    report: Report,
) -> None:
    if planned.change == "refused":
        raise Refusal(planned.message)
    if planned.change == "unchanged":
        report.unchanged += 1
        return
    if planned.change == "updated":
        petition = _update(planned.row, round_, by, now)
        report.updated += 1
    else:
        origin = _origin(planned, plan_, reason, demo)
        petition = open_petition(given_of(planned.row), by, now, round_, origin)
        report.created += 1
    published(petition, plan_.published_on)
    if planned.row.landing:
        move_in(petition, planned.row.landing, now)
    report.landing[petition.step or ""] += 1


def _known(numbers: list[str], round_: Round) -> dict[str, Petition]:
    """The cases that the file may change; thousands of numbers are one parameter."""
    named = Petition.no == any_(literal(numbers, ARRAY(Text)))
    query = select(Petition).where(Petition.round_id == round_.id, named)
    return {petition.no: petition for petition in db.session.scalars(query)}


def _update(row: ImportRow, round_: Round, by: User, now: datetime) -> Petition:
    found = select(Petition).where(Petition.round_id == round_.id, Petition.no == row.no)
    petition = db.session.scalars(found).one()
    said = {**given_of(row), **findings_of(row)}
    update_petition(petition, said, row.types_raw, content_key(row), by, now)
    return petition


def _compare(row: ImportRow, petition: Petition | None, kind: str) -> PlannedRow:
    if petition is None:
        return PlannedRow(row, "created")
    if petition.content_key == content_key(row):
        return PlannedRow(row, "unchanged", landing=petition.step or "")
    refusal = may_update(petition, kind)
    return PlannedRow(row, "refused", message=refusal) if refusal else PlannedRow(row, "updated")


def _rehearse(planned: PlannedRow, now: datetime) -> None:
    """Run the new case in memory up to its first task, to show unit, department and reason before confirming."""
    given = given_of(planned.row)
    petition = Petition(text=given["text"], regions=list(planned.row.regions), types=given["types"])
    running = engine(current()).start(PetitionCase(petition, given["marks"], now), lambda: now)
    running.complete(FIRST, given)
    planned.handling_unit, planned.department = petition.handling_unit, petition.department
    planned.landing = planned.row.landing or running.open_tasks()[0].step
    planned.reason = ";".join(filter(None, [planned.row.landing_reason, petition.route_reason]))


def _origin(planned: PlannedRow, plan_: Plan, reason: str, demo: bool) -> Origin:
    row, kind = planned.row, plan_.kind
    why = f"补录:{row.landing_reason}" if kind == "history" else "由交办清单导入"
    return Origin(
        source=kind,
        no_given=row.no_given,
        content_key=content_key(row),
        types_raw=row.types_raw or None,
        reason=";".join(filter(None, [why, reason])),
        demo=demo,
        extra=findings_of(row),
        aside=aside_of(row),
    )
