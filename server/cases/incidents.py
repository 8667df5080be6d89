"""Incidents: an automatic step that failed waits for the administrator, with what was typed, to be tried again."""

import logging
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.cases.administration import note
from server.cases.complete import Done, complete_task
from server.cases.definition import drawn_engine
from server.cases.finding import case_of
from server.cases.open import register
from server.cases.people import person
from server.cases.record import PRIVATE, plain
from server.cases.refusal import Failed, Forbidden, NotFound, Refusal
from server.cases.registration import FIRST
from server.cases.sent import Paper, Sent
from server.cases.tick import tick
from server.database import db
from server.models import KINDS, MODELS, Incident, Process, User, number_of, the_one

log = logging.getLogger(__name__)


def keep_incident(failure: Failed, user_id: int, now: datetime) -> None:
    """Write what happened after the case itself was rolled back; tried again in vain it stays one incident."""
    kept = _kept(failure.sent)
    if (known := _known(failure, kept)) is not None:
        known.message, known.at = failure.message, now
        return
    incident = Incident(**failure.key, task_id=failure.task_id, **kept)
    incident.user_id, incident.message, incident.at = user_id, failure.message, now
    incident.submission = failure.sent.submission
    db.session.add(incident)


def _kept(sent: Sent) -> dict[str, Any]:
    """Everything a retry needs, with who complained kept apart from what may be looked at."""
    answers = plain(sent.answers)
    private = {name: answers.pop(name) for name in sorted(PRIVATE & answers.keys())}
    paper = plain(vars(sent.paper)) if sent.paper else None
    return {"answers": answers, "private": private or None, "paper": paper}


def _known(failure: Failed, kept: dict[str, Any]) -> Incident | None:
    open_ = select(Incident).where(
        Incident.task_id.is_not_distinct_from(failure.task_id),
        *(getattr(Incident, k.column).is_not_distinct_from(failure.key.get(k.column)) for k in KINDS),
        Incident.solved_at.is_(None),
    )
    same = (one for one in db.session.scalars(open_) if all(getattr(one, n) == v for n, v in kept.items()))
    return next(same, None)


def open_incidents(by: User) -> list[tuple[Incident, str]]:
    """Incidents not yet solved, with the number of the case, or the one it was to have. Raises Forbidden."""
    _require_admin(by)
    query = (
        Incident.with_case(select(Incident, *MODELS))
        .where(Incident.solved_at.is_(None))
        .order_by(Incident.id.desc())
        .limit(200)
    )
    return [
        (incident, number_of(the_one(*cases)) if incident.key else incident.answers.get("no", ""))
        for incident, *cases in db.session.execute(query)
    ]


def retry(incident_id: int, by: User, now: datetime) -> Done:
    """Do the step again as the person who did it, with all they had sent. Raises Failed when it fails again."""
    incident = _open_incident(incident_id, by)
    done = _again(incident, now)
    note("retry", number_of(done.case), by, now)
    _solve(incident, now)
    return done


def dismiss(incident_id: int, by: User, now: datetime) -> None:
    """Put an incident aside whose step was done another way meanwhile. Raises Forbidden or NotFound."""
    incident = _open_incident(incident_id, by)
    no = number_of(case_of(incident)) if incident.key else incident.answers.get("no", "")
    note("dismiss", no, by, now)
    _solve(incident, now)


def _open_incident(incident_id: int, by: User) -> Incident:
    _require_admin(by)
    incident = db.session.get(Incident, incident_id, with_for_update=True)
    if incident is None or incident.solved_at is not None:
        raise NotFound("这条故障已经处理过。")
    return incident


def _solve(incident: Incident, now: datetime) -> None:
    incident.solved_at, incident.private = now, None


def _again(incident: Incident, now: datetime) -> Done:
    if incident.key and incident.task_id is None:
        return _tick_again(incident, now)
    answers = {**incident.answers, **(incident.private or {})}
    by, key = person(incident.user_id), incident.submission
    if incident.task_id is None:
        return Done(register(answers, by, now, submission=key), drawn_engine().user_tasks[FIRST].name)
    return complete_task(incident.task_id, answers, by, now, submission=key, paper=_paper(incident))


def _paper(incident: Incident) -> Paper | None:
    kept = incident.paper
    return Paper(kept["signer"], date.fromisoformat(kept["signed_on"]), UUID(kept["scan"])) if kept else None


def _tick_again(incident: Incident, now: datetime) -> Done:
    query = select(Process).filter_by(**incident.key).where(Process.ended_at.is_(None))
    for row in db.session.scalars(query.order_by(Process.id).with_for_update(key_share=True)):
        try:
            tick(row, now)
        except Exception as error:
            log.exception("timer failed again for %s", incident.key)
            raise Refusal(f"定时器仍然出错,本件停在原来的步骤。({error})") from error
    return Done(case_of(incident), "定时器")


def _require_admin(by: User) -> None:
    if not by.holds({"admin"}):
        raise Forbidden("只有系统管理员可以查看和处理故障。")
