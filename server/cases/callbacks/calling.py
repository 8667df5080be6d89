"""Calling: three tries with their times, what the complainant or the neighbours say, another that stands in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from server.cases.calendar import local_day
from server.cases.callbacks.drawing import require_caller
from server.cases.four_eyes import acts
from server.cases.record import write_event
from server.cases.refusal import Forbidden, Invalid, NotFound, Refusal, Stale
from server.database import db
from server.models import Callback, CallbackAttempt, Petition, Round, Sample, User
from workflows.forms.review import DISCONTENT, MET, UNREACHABLE
from workflows.sampling import next_place

TRIES = 3
"""So many times somebody is called before they count as not reached."""
APART = timedelta(hours=1)
"""Three calls within a minute are not three tries."""
WORDS_LIMIT = 1000


@dataclass(frozen=True)
class Said:
    """What was learnt by a call or a walk."""

    result: str = ""
    words: str = ""
    visited_on: date | None = None
    households: int | None = None


def callback_of(number: int, *, lock: bool = False) -> tuple[Callback, Petition]:
    """A drawn case of a sample in force of the current round, with its petition. Raises NotFound."""
    current = select(Round.id).where(Round.current)
    query = (
        select(Callback, Petition)
        .join(Petition, Callback.petition_id == Petition.id)
        .join(Sample, Callback.sample_id == Sample.id)
        .where(Callback.id == number, Sample.voided_at.is_(None), Sample.round_id.in_(current))
        .options(lazyload(Petition.batch))
    )
    if lock:
        query = query.with_for_update(of=[Callback, Sample], key_share=True)
        query = query.execution_options(populate_existing=True)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    callback, petition = found
    return callback, petition


def attempts_of(callback: Callback) -> list[tuple[CallbackAttempt, str]]:
    """The calls made so far, each with who made it."""
    query = select(CallbackAttempt, User.name).join(User).where(CallbackAttempt.callback_id == callback.id)
    return [(one, who) for one, who in db.session.execute(query.order_by(CallbackAttempt.id))]


def barred(petition: Petition, by: User) -> str:
    """Why somebody may not ask about this case: who handled it, or is complained of; nothing where they may."""
    if petition.accused_unit in by.units:
        return "本件反映的是您所在的单位,回访和处理都由别人来做。"
    handled = any(act.handling and act.staff_no == by.staff_no for act in acts(petition))
    if handled or petition.cadre == by.id or str(by.id) in petition.members:
        return "您办理过本件,回访和处理都由别人来做。"
    return ""


def not_reached(number: int, remark: str, by: User, now: datetime) -> Callback:
    """One call that nobody answered; the third says 联系不上.

    Raises Forbidden, Stale, NotFound, or Refusal where the call before was less than an hour ago.
    """
    callback, petition = _open(number, by)
    if callback.way != "phone":
        raise Refusal("本件没有联系电话,请走访周边群众。")
    before = [one for one, _ in attempts_of(callback)]
    if before and now - before[-1].at < APART:
        raise Refusal("离上一次不到 1 小时,请过一会儿再打;这次没有记下。")
    _attempt(callback, by, now, answered=False, note=remark)
    if len(before) + 1 >= TRIES:
        _finish(callback, petition, Said(UNREACHABLE), by, now)
    return callback


def reached(number: int, said: Said, by: User, now: datetime) -> Callback:
    """What a complainant said on the telephone, or the neighbours when somebody walked round.

    Raises Forbidden, Stale, NotFound or Invalid.
    """
    callback, petition = _open(number, by)
    _check(callback, said, now)
    if callback.way == "phone":
        _attempt(callback, by, now, answered=True, note="")
    _finish(callback, petition, said, by, now)
    return callback


def skip(number: int, reason: str, by: User, now: datetime) -> Callback:
    """Let the next of the list stand in for a case that cannot be asked about; both stay in the sample.

    Raises Forbidden, Stale, NotFound, Invalid, or Refusal where the list holds no other.
    """
    callback, petition = _open(number, by)
    if not reason.strip():
        raise Invalid({"reason": ["请写明为什么换件。"]})
    sample = db.session.scalars(select(Sample).where(Sample.id == callback.sample_id).with_for_update()).one()
    numbers = sample.lists[callback.way]
    drawn = select(Callback.place).where(Callback.sample_id == sample.id, Callback.way == callback.way)
    place = next_place(callback.place, len(numbers), set(db.session.scalars(drawn)))
    if place is None:
        raise Refusal("这份名单里已经没有别的件可以换。")
    stand_in = select(Petition.id).where(
        Petition.round_id == petition.round_id, Petition.no == numbers[place]
    )
    row = Callback(sample_id=sample.id, way=callback.way, place=place, replaces=callback.id)
    row.petition_id = db.session.scalars(stand_in).one()
    db.session.add(row)
    callback.skipped_by, callback.skipped_at, callback.skipped_reason = by.id, now, reason.strip()
    db.session.flush()
    return row


def _open(number: int, by: User) -> tuple[Callback, Petition]:
    require_caller(by)
    callback, petition = callback_of(number, lock=True)
    if callback.done_at is not None or callback.skipped_at is not None:
        raise Stale("本件的回访已经办过。" if callback.done_at else "本件已经换件。")
    why = barred(petition, by)
    if why:
        raise Forbidden(why)
    return callback, petition


def _check(callback: Callback, said: Said, now: datetime) -> None:
    errors = {}
    if said.result not in MET:
        errors["result"] = ["请选择满意、基本满意或不满意。"]
    if said.result == DISCONTENT and not said.words.strip():
        errors["words"] = ["不满意的,请记下对方怎么说。"]
    if callback.way == "walk":
        drawn_on = local_day(db.session.get_one(Sample, callback.sample_id).drawn_at)
        if said.visited_on is None or not drawn_on <= said.visited_on <= local_day(now):
            errors["visited_on"] = [f"请填抽样那天({drawn_on})到今天之间的日期。"]
        if not said.households:
            errors["households"] = ["请写明走访了几户。"]
    if errors:
        raise Invalid(errors)


def _attempt(callback: Callback, by: User, now: datetime, *, answered: bool, note: str) -> None:
    attempt = CallbackAttempt(callback_id=callback.id, user_id=by.id, at=now, answered=answered)
    attempt.note = note.strip() or None
    db.session.add(attempt)


def _finish(callback: Callback, petition: Petition, said: Said, by: User, now: datetime) -> None:
    callback.result, callback.words = said.result, said.words.strip() or None
    callback.visited_on, callback.households = said.visited_on, said.households
    callback.done_by, callback.done_at = by.id, now
    write_event(
        petition_id=petition.id,
        verb="call",
        user_id=by.id,
        unit="office",
        at=now,
        data={"result": said.result},
    )
    db.session.flush()
