"""Opening a case: registered by a clerk or taken from a list, then routed by the diagram."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from server.access import is_office
from server.cases.advance import advance, stamp
from server.cases.answers import circumstances
from server.cases.batches import batch_of, current_round
from server.cases.calendar import local_day
from server.cases.definition import current, engine
from server.cases.mark import put
from server.cases.petition_case import PetitionCase
from server.cases.record import derive, keep_complainant, plain, take, write_event
from server.cases.refusal import Forbidden, Invalid
from server.cases.tasks import follow
from server.cases.work import Act, Work
from server.database import db
from server.models import Petition, Process, Round, Task, User
from workflows.forms import FORMS
from workflows.normal import read_number, read_regions

FIRST = "register"


@dataclass
class Origin:
    """Where a case comes from, beside what the form says."""

    source: str = "form"
    no_given: bool = True
    content_key: str | None = None
    types_raw: str | None = None
    reason: str | None = None
    demo: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    """Findings of a published table, filled into the record as 补录."""
    aside: dict[str, str] = field(default_factory=dict)
    """Cells of the source that no column of ours takes."""


def register(answers: Mapping[str, Any], by: User, now: datetime) -> Petition:
    """登记建档 by the office from its form. Raises Forbidden or Invalid."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以登记信访件。")
    form = FORMS["RegisterForm"]()
    try:
        given = form.load(answers)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    blank = Petition(regions=[])
    errors = form.refusals(given, circumstances(blank, local_day(now), []))
    if errors:
        raise Invalid({name: [message] for name, message in errors.items()})
    return open_petition(given, by, now, current_round(), Origin())


def open_petition(
    given: Mapping[str, Any], by: User, now: datetime, round_: Round, origin: Origin
) -> Petition:
    """Write the case and start its process: afterwards it waits at 签收, or at 分办 when routing was in doubt."""
    petition = _new(given, now, round_, origin)
    put(petition.id, list(given.get("marks") or []), origin.reason or "登记时列入", by.id, now)
    keep_complainant(petition.id, given)
    work = _begin(petition, list(given.get("marks") or []), now)
    follow(work, work.run(), [], completed=None)
    work.task = db.session.scalars(select(Task).where(Task.process_id == work.row.id)).one()
    aside = {"aside": origin.aside} if origin.aside else {}
    write_event(
        petition_id=petition.id,
        process_id=work.row.id,
        verb="complete" if origin.source == "form" else "import",
        step=FIRST,
        user_id=by.id,
        unit="office",
        at=now,
        data={**given, **origin.extra, **aside},
        reason=origin.reason,
    )
    stamp(work)
    advance(
        work, {**given, **origin.extra}, [Act(FIRST, by.id, by.staff_no, by.name, False)], plain(dict(given))
    )
    return petition


def _new(given: Mapping[str, Any], now: datetime, round_: Round, origin: Origin) -> Petition:
    if round_.read_only:
        raise Forbidden(f"“{round_.name}”只供查阅,不能登记新件。")
    number = read_number(given["no"])
    taken = select(Petition.id).where(Petition.round_id == round_.id, Petition.no == number.no)
    if db.session.scalar(taken):
        raise Invalid({"no": [f"受理编号 {number.no} 已经登记过。"]})
    petition = Petition(
        round_id=round_.id,
        no=number.no,
        no_raw=number.raw.strip(),
        no_given=origin.no_given,
        content_key=origin.content_key,
        source=origin.source,
        types_raw=origin.types_raw or "、".join(given.get("types") or []),
        regions=read_regions(given.get("region_raw") or ""),
        text=given["text"],
        points=[],
        candidates=[],
        co_handlers=[],
        members=[],
        demo=origin.demo,
        created_at=now,
    )
    batch = batch_of(round_, given.get("batch"), given.get("assigned_on"))
    petition.batch_id = batch.id if batch else None
    take(petition, {name: value for name, value in {**given, **origin.extra}.items() if name != "no"})
    derive(petition)
    db.session.add(petition)
    db.session.flush()
    return petition


def _begin(petition: Petition, marks: list[str], now: datetime) -> Work:
    definition = current()
    diagrams = engine(definition)
    running = diagrams.start(PetitionCase(petition, marks, now), lambda: now)
    row = Process(petition_id=petition.id, definition=definition, state=running.dump(), started_at=now)
    db.session.add(row)
    db.session.flush()
    return Work(Task(), petition, row, diagrams, now, marks)
