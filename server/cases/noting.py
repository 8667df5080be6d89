"""Noting what was done to a piece of work: the event carries its case, step and unit by itself."""

from typing import Any

from server.cases.record import write_event
from server.cases.work import Work
from server.models import User, key_of


def note_act(work: Work, verb: str, by: User, *, reason: str | None = None, **more: Any) -> int | None:
    """Add to the history of the case in hand; None when the same submission was written before."""
    task = work.task
    values = {
        **key_of(work.case),
        "process_id": work.row.id,
        "step": task.step,
        "participant": task.participant,
        "unit": task.unit,
        "at": work.now,
        "reason": (reason or "").strip() or None,
    }
    return write_event(**{**values, "verb": verb, "user_id": by.id, **more})
