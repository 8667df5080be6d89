"""Incidents: an automatic step that failed waits for the administrator, with what was typed, to be tried again."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.cases.complete import Done, complete_task
from server.cases.people import person
from server.cases.record import plain
from server.cases.refusal import Failed, Forbidden, NotFound, Refusal
from server.cases.tick import tick
from server.database import db
from server.models import Incident, Petition, Process, User

log = logging.getLogger(__name__)


def keep_incident(failure: Failed, user_id: int, now: datetime) -> None:
    """Write what happened after the case itself was rolled back; tried again in vain it stays one incident."""
    if failure.task_id is None:
        return  # the case was never written: it stands in the log
    answers = plain(failure.sent.answers)
    if (known := _known(failure.task_id, answers)) is not None:
        known.message, known.at = failure.message, now
    else:
        db.session.add(
            Incident(
                petition_id=failure.petition_id,
                task_id=failure.task_id,
                user_id=user_id,
                answers=answers,
                message=failure.message,
                at=now,
            )
        )


def _known(task_id: int, answers: dict[str, Any]) -> Incident | None:
    query = select(Incident).where(
        Incident.task_id == task_id, Incident.answers == answers, Incident.solved_at.is_(None)
    )
    found: Incident | None = db.session.scalars(query.limit(1)).first()
    return found


def open_incidents(by: User) -> list[tuple[Incident, str]]:
    """Incidents not yet solved, with the number of the case. Raises Forbidden."""
    _require_admin(by)
    query = (
        select(Incident, Petition.no)
        .join(Petition, Incident.petition_id == Petition.id)
        .where(Incident.solved_at.is_(None))
        .order_by(Incident.id.desc())
        .limit(200)
    )
    return [(incident, no) for incident, no in db.session.execute(query)]


def retry(incident_id: int, by: User, now: datetime) -> Done:
    """Do the step again as the person who did it, with what they had typed. Raises Failed when it fails again."""
    _require_admin(by)
    incident = db.session.get(Incident, incident_id, with_for_update=True)
    if incident is None or incident.solved_at is not None:
        raise NotFound
    incident.solved_at = now
    if incident.task_id is None:
        return _tick_again(incident, now)
    return complete_task(incident.task_id, incident.answers, person(incident.user_id), now)


def dismiss(incident_id: int, by: User, now: datetime) -> None:
    """Put an incident aside whose step was done another way meanwhile. Raises Forbidden or NotFound."""
    _require_admin(by)
    incident = db.session.get(Incident, incident_id, with_for_update=True)
    if incident is None or incident.solved_at is not None:
        raise NotFound("这条故障已经处理过。")
    incident.solved_at = now


def _tick_again(incident: Incident, now: datetime) -> Done:
    query = select(Process).where(Process.petition_id == incident.petition_id, Process.ended_at.is_(None))
    for row in db.session.scalars(query.order_by(Process.id).with_for_update(key_share=True)):
        try:
            tick(row, now)
        except Exception as error:
            log.exception("timer failed again for petition %s", incident.petition_id)
            raise Refusal(f"定时器仍然出错,本件停在原来的步骤。({error})") from error
    return Done(db.session.get_one(Petition, incident.petition_id), "定时器")


def _require_admin(by: User) -> None:
    if not by.holds({"admin"}):
        raise Forbidden("只有系统管理员可以查看和处理故障。")
