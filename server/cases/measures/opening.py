"""Opening measures: the chain of each begins, and is begun again where a relapse (反弹) reopens it."""

from collections.abc import Sequence
from datetime import datetime

from server.cases.advance import save
from server.cases.definition import MEASURE, current, engine
from server.cases.measure_case import MeasureCase
from server.cases.noting import note_act
from server.cases.work import Work
from server.database import db
from server.models import Measure, Process, Task, User

AT_HAND = {"step": None, "participant": "", "unit": "office"}
"""An act on the whole measure is noted at the city office and at no step."""


def open_measures(measures: Sequence[Measure], by: User, now: datetime) -> None:
    """Let the chain of each of these measures begin: its units find their first task."""
    for measure in measures:
        begin(measure, by, now, "open", "整改方案导入")


def begin(measure: Measure, by: User, now: datetime, verb: str, reason: str, at: str | None = None) -> Work:
    """Start a chain of a measure at its beginning, or at the step named; what was signed before stands."""
    definition = current()
    diagrams = engine(definition, MEASURE)
    running = diagrams.start(MeasureCase(measure, diagrams.user_tasks, now), lambda: now)
    row = Process(measure_id=measure.id, definition=definition, state=b"", started_at=now)
    db.session.add(row)
    if at is not None:
        running.return_to(at)
    row.state = running.dump()
    db.session.flush()
    work = Work(Task(**AT_HAND), measure, row, diagrams, now)
    note_act(work, verb, by, reason=reason)
    save(work, running, work.done)
    return work
