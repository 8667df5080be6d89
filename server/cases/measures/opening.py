"""Opening measures: the chain of each begins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from server.cases.definition import MEASURE, current, engine
from server.cases.measure_case import fresh_cases
from server.cases.tasks import open_first
from server.cases.work import AT_HAND, Work
from server.database import db
from server.models import Event, Measure, Process, Task, User

IMPORTED = "整改方案导入"


def open_measures(measures: Sequence[Measure], by: User, now: datetime) -> None:
    """Let the chain of each of these measures begin: its units find their first task; in few statements for all."""
    if not measures:
        return
    definition = current()
    diagrams = engine(definition, MEASURE)
    cases = fresh_cases(measures, diagrams.user_tasks, now)
    started = [diagrams.start(case, lambda: now) for case in cases]
    rows = [
        {"measure_id": case.measure.id, "definition": definition, "state": running.dump(), "started_at": now}
        for case, running in zip(cases, started, strict=True)
    ]
    statement = insert(Process).returning(Process, sort_by_parameter_order=True)
    processes = list(db.session.scalars(statement, rows))
    begun = []
    for case, running, row in zip(cases, started, processes, strict=True):
        work = Work(Task(**AT_HAND), case.measure, row, diagrams, now)
        vars(work)["subject"] = case
        begun.append((work, running))
    _note_opened([work for work, _ in begun], by, now)
    open_first(begun)
    db.session.flush()


def _note_opened(works: Sequence[Work], by: User, now: datetime) -> None:
    common = {
        "verb": "open",
        "user_id": by.id,
        "unit": "office",
        "at": now,
        "reason": IMPORTED,
        "handling": False,
    }
    empty: dict[str, Any] = {"data": {}, "changes": {}, "participant": ""}
    rows = [{**common, **empty, "measure_id": work.case.id, "process_id": work.row.id} for work in works]
    db.session.execute(insert(Event), rows)
