"""Completing a step: one form, one transaction, from the answers to the next person's inbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from server.access import may_act
from server.cases.advance import advance, go_back, stamp
from server.cases.answers import check
from server.cases.calendar import ZONE, local_day
from server.cases.four_eyes import Act
from server.cases.noting import note_act
from server.cases.people import last_act, name_of, person
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.registration import FIRST, register_again
from server.cases.sent import Paper, Sent
from server.cases.subject import OfOneCase
from server.cases.work import Work, load
from server.database import db
from server.models import Attachment, Case, User


@dataclass
class Done(OfOneCase):
    """A completed step: the case and the tasks that opened by it."""

    case: Case
    step_name: str
    opened: list[int] = field(default_factory=list)
    repeated: bool = False


def complete_task(
    task_id: int,
    answers: Mapping[str, Any],
    by: User,
    now: datetime,
    *,
    submission: str | None = None,
    paper: Paper | None = None,
) -> Done:
    """Complete a task with the answers of its form. Raises Invalid, Stale, Forbidden, NotFound or Failed."""
    with db.session.no_autoflush:  # one UPDATE of the case, not one before every question
        return _complete(load(task_id, by, now), Sent(answers, submission, paper), by)


def _complete(work: Work, sent: Sent, by: User) -> Done:
    signer = by if sent.paper is None else person(sent.paper.signer)
    repeated = _refuse_closed(work, signer, sent.submission)
    if repeated:
        return repeated
    _require(work, signer, by, sent.paper)
    given = check(work, sent.answers, signer)
    _record(work, given, signer, by, sent)
    mine = Act(
        work.task.step, signer.id, signer.staff_no, signer.name, work.step.properties.get("handling") == "yes"
    )
    work.acted(mine)
    opened = advance(work, given, sent)
    return Done(work.case, work.step.name, opened)


def _refuse_closed(work: Work, signer: User, submission: str | None) -> Done | None:
    """A closed task is stale, unless this very form was accepted before: then it is answered the same way."""
    if work.task.closed_at is None:
        return None
    last = db.session.execute(last_act(work.task)).first()
    if last and submission and last.submission == submission:
        return Done(work.case, work.step.name, repeated=True)
    if last is None or work.task.outcome == "withdrawn":
        raise Stale(f"本件已不在“{work.step.name}”这一步,请回到本件查看现在到了哪一步。")
    when = last.at.astimezone(ZONE).strftime("%m月%d日 %H:%M")
    who = "您" if last.user_id == signer.id else last.name
    raise Stale(f"这一步已由{who}于 {when} 办过,这次提交没有生效。")


def _require(work: Work, signer: User, by: User, paper: Paper | None) -> None:
    if paper is not None:
        _require_paper(work, by, paper)
    holder = name_of(work.task.user_id) if work.task.user_id not in (None, signer.id) else None
    permission = may_act(signer, work.task, work.barred, holder)
    if not permission:
        raise Forbidden(permission.reason)


def _require_paper(work: Work, by: User, paper: Paper) -> None:
    if work.step.properties.get("paper") != "yes":
        raise Forbidden(f"“{work.step.name}”不能线下签批。")
    if work.task.unit not in by.units:
        raise Forbidden("只有本单位的人可以代录签批。")
    if paper.signed_on > local_day(work.now):
        raise Invalid({"signed_on": ["这个日期还没有到。"]})


def _record(work: Work, given: Mapping[str, Any], signer: User, by: User, sent: Sent) -> None:
    data = dict(given)
    if sent.paper:
        data |= {"signed_on": sent.paper.signed_on, "scan": sent.paper.scan}
    _file(work, data)
    changes = _take(work, given, signer, by)
    written = note_act(
        work,
        "complete",
        signer,
        entered_by=by.id if sent.paper else None,
        data=data,
        changes=changes,
        handling=work.step.properties.get("handling") == "yes",
        submission=sent.submission,
    )
    if written is None:
        raise Stale("这份表单已经提交过了。")


def _take(work: Work, given: Mapping[str, Any], signer: User, by: User) -> dict[str, Any]:
    """Write answers, time and signature into the case; returns what changed, old and new."""
    changes = work.subject.take(given)
    if work.task.step == FIRST:
        changes |= register_again(work.petition, given, work.marks, by, work.now)
    stamp(work, given)
    work.subject.sign(work.task, signer, given)
    if given.get("start_at"):
        go_back(work, given["start_at"], given.get("opinion") or "")
    return changes


def _file(work: Work, data: Mapping[str, Any]) -> None:
    """Files named by the form become part of the record. Raises Invalid where one was not uploaded to this case."""
    named = {name: _ids(value) for name, value in data.items()}
    ids = {one for found in named.values() for one in found}
    if ids and _keep_files(work, ids) < len(ids):
        raise Invalid({name: ["有的文件没有传上来,请重新选择。"] for name, found in named.items() if found})


def _ids(value: Any) -> list[UUID]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, UUID)]


def _keep_files(work: Work, ids: set[UUID]) -> int:
    files = update(Attachment).where(Attachment.id.in_(ids), Attachment.of(work.case))
    kept = db.session.execute(files.values(filed=True, step=work.task.step).returning(Attachment.id))
    return len(kept.all())
