"""Opening a case: registered by a clerk or taken from a list, then routed by the diagram."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from server.access import is_office
from server.cases.advance import advance, stamp
from server.cases.batches import current_round, hold
from server.cases.calendar import local_day
from server.cases.definition import current, engine
from server.cases.four_eyes import Act
from server.cases.noting import note_act
from server.cases.petition_case import PetitionCase, circumstances
from server.cases.record import take
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.registration import FIRST, identify, keep
from server.cases.sent import Sent
from server.cases.work import Work
from server.database import db
from server.models import Event, Petition, Process, Round, Task, Unit, User
from workflows.forms import FORMS


@dataclass
class Origin:
    """Where a case comes from, beside what the form says."""

    source: str = "form"
    no_given: bool = True
    content_key: str | None = None
    types_raw: str | None = None
    reason: str | None = None
    demo: bool = False
    submission: str | None = None
    """Key of the form it was typed into: the same form sent twice is one case."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Findings of a published table, filled into the record as 补录."""
    aside: dict[str, str] = field(default_factory=dict)
    """Cells of the source that no column of ours takes."""


def register(
    answers: Mapping[str, Any], by: User, now: datetime, *, submission: str | None = None
) -> Petition:
    """登记建档 by the office from its form; sent again it is the same case. Raises Forbidden, Invalid or Failed."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以登记信访件。")
    given, round_ = _checked(answers, local_day(now)), current_round()
    if submission and (known := _sent_before(submission, round_, by)):
        return known
    return open_petition(given, by, now, round_, Origin(submission=submission))


def _checked(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    form = FORMS["RegisterForm"]()
    try:
        given: dict[str, Any] = form.load(answers)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    blank = Petition(regions=[])
    errors = {
        **_unknown_unit(given.get("accused_unit")),
        **form.refusals(given, circumstances(blank, today, [])),
    }
    if errors:
        raise Invalid({name: [message] for name, message in errors.items()})
    return given


def _sent_before(submission: str, round_: Round, by: User) -> Petition | None:
    """The case this very form opened; asked in turn, so that a double press finds what the first has written."""
    hold(round_)
    opened = (Event.submission == submission, Event.user_id == by.id, Event.step == FIRST)
    found: Petition | None = db.session.scalar(
        select(Petition).join(Event, Event.petition_id == Petition.id).where(*opened)
    )
    return found


def _unknown_unit(code: str | None) -> dict[str, str]:
    """What the form offers for 被反映的机关 is what it takes."""
    known = code is None or db.session.scalar(select(Unit.code).where(Unit.code == code))
    return {} if known else {"accused_unit": "请在列出的单位中选择。"}


def open_petition(
    given: Mapping[str, Any], by: User, now: datetime, round_: Round, origin: Origin
) -> Petition:
    """Write the case and start its process: afterwards it waits at 签收, or at 分办 when routing was in doubt."""
    petition = _new(given, now, round_, origin)
    marks = keep(petition, given, origin.reason or "登记时列入", by, now)
    work = _begin(petition, marks, now)
    aside = {"aside": origin.aside} if origin.aside else {}
    verb = "complete" if origin.source == "form" else "import"
    data, key = {**given, **origin.extra, **aside}, origin.submission
    if note_act(work, verb, by, unit="office", data=data, reason=origin.reason, submission=key) is None:
        raise Stale("这份表单已经提交过了。")
    stamp(work, given)
    work.done = [Act(FIRST, by.id, by.staff_no, by.name, False)]
    advance(work, {**given, **origin.extra}, Sent(given, key))
    return petition


def _new(given: Mapping[str, Any], now: datetime, round_: Round, origin: Origin) -> Petition:
    if round_.read_only:
        raise Forbidden(f"“{round_.name}”只供查阅,不能登记新件。")
    petition = Petition(
        round_id=round_.id,
        no_given=origin.no_given,
        content_key=origin.content_key,
        source=origin.source,
        text=given["text"],
        points=[],
        candidates=[],
        co_handlers=[],
        members=[],
        demo=origin.demo,
        created_at=now,
    )
    identify(petition, round_, given, origin.types_raw)
    take(petition, {**given, **origin.extra})
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
    at_hand = Task(
        step=FIRST, participant="", unit="office"
    )  # registered at once: it never waits in an inbox
    return Work(at_hand, petition, row, diagrams, now, marks)
