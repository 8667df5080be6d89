"""Running measures follow a corrected plan: what changed is in their history, and who owes them now is asked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from server.cases.measures.changing import ask_again
from server.cases.plan.difference import Change
from server.cases.plan.owing import Turn
from server.cases.work import running_work
from server.database import db
from server.models import Event, Measure, User

COLUMNS = {"problem": "problem_no", "text": "measure_text", "units": "unit_names", "deadline": "deadline"}
"""Field of a plan -> its name in the history of a measure."""


def note_changes(
    changed: Iterable[Change], measures: Mapping[int, Measure], reason: str, by: User, now: datetime
) -> None:
    """Old and new words of each measure, kept with who corrected them."""
    fields: dict[int, dict[str, Any]] = {}
    for change in changed:
        if change.kind == "measure" and change.no is not None:
            fields.setdefault(measures[change.no].id, {})[COLUMNS[change.field]] = [change.old, change.new]
    rows = [
        {
            "measure_id": number, "verb": "update", "user_id": by.id, "unit": "office", "at": now,
            "participant": "", "data": {}, "changes": changes, "reason": reason, "handling": False,
        }
        for number, changes in fields.items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Event), rows)


def ask_moved(turns: Sequence[Turn], by: User, now: datetime) -> None:
    """Let each running chain ask the units that owe a signature now; signatures given stay."""
    for turn in turns:
        work = running_work(turn.measure, now) if turn.moved else None
        if work is not None:
            ask_again(work, turn.measure, by)
