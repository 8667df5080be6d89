"""One form for many cases (批量办理): each case is done, or refused with its reason, for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.cases.complete import complete_task
from server.cases.finding import case_of
from server.cases.incidents import keep_incident
from server.cases.refusal import Failed, NotFound, Refusal, words
from server.database import db, transaction
from server.models import Task, User, number_of


@dataclass(frozen=True)
class Result:
    """What became of one case of a batch."""

    task_id: int
    no: str
    ok: bool
    message: str


def complete_many(answers: Mapping[int, Mapping[str, Any]], by: User, now: datetime) -> list[Result]:
    """Complete a step for many cases (task -> answers): each in a transaction of its own, in order of id."""
    return [_complete_one(task_id, answers[task_id], by, now) for task_id in sorted(answers)]


def _complete_one(task_id: int, answers: Mapping[str, Any], by: User, now: datetime) -> Result:
    try:
        with transaction():
            done = complete_task(task_id, answers, by, now)
            return Result(task_id, number_of(done.case), True, f"“{done.step_name}”已办理")
    except NotFound as refusal:  # not even the number of somebody else's case is told
        return Result(task_id, "", False, refusal.message)
    except Failed as failure:
        with transaction():
            keep_incident(failure, by.id, now)
        return _refused(task_id, failure)
    except Refusal as refusal:
        return _refused(task_id, refusal)


def _refused(task_id: int, refusal: Refusal) -> Result:
    case = case_of(db.session.get_one(Task, task_id))
    return Result(task_id, number_of(case), False, words(refusal))
