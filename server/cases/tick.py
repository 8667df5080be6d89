"""Time passing: cases whose timer is due go on by themselves, one by one; one that cannot never holds up the others."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from server.cases.advance import save
from server.cases.finding import case_of
from server.cases.record import write_event
from server.cases.work import MARKS, Work, engine_of
from server.database import db, transaction
from server.models import Incident, Petition, Process, Task, key_of

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(hours=1)
"""How long a case whose timer failed is left alone before it is tried again."""
MOST = 1000
"""Cases of one sweep; the next sweep takes the rest."""


def tick_due(now: datetime) -> int:
    """Let the timers of all due cases fire, each case in a transaction of its own; returns how many were due."""
    done = 0
    while done < MOST and tick_next(now):
        done += 1
    return done


def tick_next(now: datetime) -> bool:
    """Let the timers of the most overdue case fire, unless another worker has it in hand; False when none is due."""
    with transaction():
        row = db.session.scalar(
            select(Process)
            .where(Process.due_at <= now, Process.ended_at.is_(None))
            .order_by(Process.due_at, Process.id)
            .limit(1)
            .with_for_update(skip_locked=True, key_share=True)
        )
        if row is not None:
            _try(row, now)
    return row is not None


def tick(row: Process, now: datetime) -> None:
    """Let a process in hand go on at this instant; its work items and history follow."""
    work = _work(row, now)
    running = work.run()
    running.tick()
    if running.due_at is not None and running.due_at <= now:
        raise RuntimeError(f"定时器到点没有触发:{running.due_at:%Y-%m-%d %H:%M}")
    opened = save(work, running)
    names = work.engine.user_tasks
    write_event(
        **key_of(work.case),
        process_id=row.id,
        verb="timer",
        at=now,
        data={"opened": [names[step].name for step in _steps(opened)]},
    )


def _try(row: Process, now: datetime) -> None:
    process_id = row.id
    try:
        with db.session.begin_nested():
            tick(row, now)
    except Exception as error:
        log.exception("timer failed for process %s", process_id)
        row.due_at = now + AGAIN_AFTER
        _keep_incident(row, error, now)


def _keep_incident(row: Process, error: Exception, now: datetime) -> None:
    """One incident for a case, however often its timer is tried again."""
    known = select(Incident.id).filter_by(**row.key, task_id=None, solved_at=None)
    if db.session.scalar(known.limit(1)) is None:
        message = f"定时器出错,本件停在原来的步骤,{AGAIN_AFTER.seconds // 3600} 小时后自动再试。({error})"
        db.session.add(Incident(**row.key, answers={}, message=message, at=now))


def _work(row: Process, now: datetime) -> Work:
    if row.petition_id is None:
        return Work(Task(), case_of(row), row, engine_of(row), now)
    query = select(Petition, MARKS).where(Petition.id == row.petition_id).options(lazyload(Petition.batch))
    petition, marks = db.session.execute(query).one()
    return Work(Task(), petition, row, engine_of(row), now, marks or [])


def _steps(task_ids: Sequence[int]) -> list[str]:
    return list(db.session.scalars(select(Task.step).where(Task.id.in_(task_ids)).order_by(Task.id)))
