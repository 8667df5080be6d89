"""Letting the diagram go on: the engine runs to the next people, its state is stored, the work items follow."""

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import DBAPIError

from server.cases.problems.closing import settle
from server.cases.refusal import Failed, Refusal
from server.cases.sent import Sent
from server.cases.tasks import follow, stamped
from server.cases.work import Work
from server.database import db
from server.models import Task, key_of, number_of
from workflows.engine import Engine
from workflows.engine import Process as Running

log = logging.getLogger(__name__)


def advance(work: Work, given: Mapping[str, Any], sent: Sent) -> list[int]:
    """Let the diagram go on, save its state and bring the work items in line. An error inside is Failed."""
    try:
        running = work.run()
        running.complete(work.task.step, given, work.task.participant or None)
        return save(work, running, completed=work.task)
    except (Refusal, DBAPIError):
        raise
    except (
        Exception
    ) as error:  # whatever an automatic step raises is kept as an incident, nothing is swallowed
        log.exception("automatic step failed for %s", number_of(work.case))
        message = f"自动步骤出错,已退回到填写时的状态,填写的内容都在。系统管理员已收到故障记录。({error})"
        key = key_of(work.case) if work.task.id else {}  # rolled back, a new case has no number
        raise Failed(message, work.task.id, key, sent) from error


def save(work: Work, running: Running, *, completed: Task | None = None, restart: bool = False) -> list[int]:
    """Store the process with its due instant and let the work items follow; returns the ids of new tasks."""
    work.row.state = running.dump()
    work.row.due_at = running.due_at
    work.row.ended_at = work.now if running.ended else None
    opened = follow(work, running, completed=completed, restart=restart)
    db.session.flush()
    if work.subject.unsettled is not None:
        settle(work.subject.unsettled, work.now)
    return opened


def stamp(work: Work, given: Mapping[str, Any]) -> None:
    """Note the time of the steps that boards count by; a time once noted stays, a refusal is none."""
    if given.get("accepted") is False or given.get("start_at"):
        return
    for column in stamped(work.step):
        if getattr(work.case, column) is None:
            setattr(work.case, column, work.now)


def go_back(work: Work, step: str, reason: str) -> None:
    """Whoever sends a case back to a step undoes what that step and the later ones brought."""
    work.subject.go_back(list(work.engine.user_tasks)[place_of(work.engine, step) :], reason)


def place_of(diagrams: Engine, step: str) -> int:
    """Where a step, or the first one of a phase, stands in the order of the diagrams."""
    order = list(diagrams.user_tasks)
    phases = [one.phase for one in diagrams.user_tasks.values()]
    return order.index(step) if step in order else phases.index(step)
