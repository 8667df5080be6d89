"""Many cases at one step, to be done with one form: what to know of each, which not and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from server.access import Permission, may_act
from server.cases.definition import drawn_steps
from server.cases.four_eyes import acts_of, excluded
from server.cases.inbox import InboxFilter, InboxRow, inbox
from server.cases.subject import subject_of
from server.database import db
from server.models import MODELS, Attachment, Case, Task, User, the_one
from workflows.engine import Step


@dataclass(frozen=True)
class Candidate:
    """One case of the list: its row, its result so far, its evidence, and whether I may do it."""

    row: InboxRow
    case: Case
    photos: int
    documents: int
    may: Permission


def candidates(step: Step, by: User, now: datetime) -> list[Candidate]:
    """Cases waiting at this step for me or my unit, with everything read in a fixed number of statements."""
    rows = inbox(by, now, InboxFilter(step=step.id))
    found = _tasks([row.task_id for row in rows])
    cases = [case for _, case in found.values()]
    done, files = acts_of(cases), _files(cases)
    names = {each.id: each.name for each in drawn_steps().values()}
    listed = []
    for row in rows:
        task, case = found[row.task_id]
        barred = excluded(step, subject_of(case, [], drawn_steps(), now), done[case.id], names)
        photos, documents = files.get(case.id, (0, 0))
        listed.append(Candidate(row, case, photos, documents, may_act(by, task, barred, row.holder_name)))
    return listed


def _tasks(ids: list[int]) -> dict[int, tuple[Task, Case]]:
    query = Task.with_case(select(Task, *MODELS)).where(Task.id.in_(ids))
    return {task.id: (task, the_one(*cases)) for task, *cases in db.session.execute(query)}


def _files(cases: list[Case]) -> dict[int, tuple[int, int]]:
    if not cases:
        return {}
    column, photo = Attachment.column_of(cases[0]), Attachment.kind.startswith("photo")
    query = (
        select(column, func.count().filter(photo), func.count().filter(~photo))
        .where(column.in_([case.id for case in cases]))
        .group_by(column)
    )
    return {key: (photos, documents) for key, photos, documents in db.session.execute(query)}
