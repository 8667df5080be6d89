"""Many cases at one step, to be done with one form: what to know of each, which not and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from server.access import Permission, may_act
from server.cases.definition import drawn_engine
from server.cases.four_eyes import acts_of, excluded
from server.cases.inbox import InboxFilter, InboxRow, inbox
from server.cases.subject import subject_of
from server.database import db
from server.models import Attachment, Petition, Task, User
from workflows.engine import Step


@dataclass(frozen=True)
class Candidate:
    """One case of the list: its row, its result so far, its evidence, and whether I may do it."""

    row: InboxRow
    petition: Petition
    photos: int
    documents: int
    may: Permission


def candidates(step: Step, by: User, now: datetime) -> list[Candidate]:
    """Cases waiting at this step for me or my unit, with everything read in a fixed number of statements."""
    rows = inbox(by, now, InboxFilter(step=step.id))
    found = _tasks([row.task_id for row in rows])
    petitions = [petition for _, petition in found.values()]
    done, files = acts_of(petitions), _files([petition.id for petition in petitions])
    names = {each.id: each.name for each in drawn_engine().user_tasks.values()}
    listed = []
    for row in rows:
        task, petition = found[row.task_id]
        barred = excluded(
            step, subject_of(petition, [], drawn_engine().user_tasks, now), done[petition.id], names
        )
        photos, documents = files.get(petition.id, (0, 0))
        listed.append(Candidate(row, petition, photos, documents, may_act(by, task, barred, row.holder_name)))
    return listed


def _tasks(ids: list[int]) -> dict[int, tuple[Task, Petition]]:
    query = select(Task, Petition).join(Petition, Task.petition_id == Petition.id).where(Task.id.in_(ids))
    return {task.id: (task, petition) for task, petition in db.session.execute(query)}


def _files(ids: list[int]) -> dict[int, tuple[int, int]]:
    photo = Attachment.kind.startswith("photo")
    query = (
        select(Attachment.petition_id, func.count().filter(photo), func.count().filter(~photo))
        .where(Attachment.petition_id.in_(ids))
        .group_by(Attachment.petition_id)
    )
    return {key or 0: (photos, documents) for key, photos, documents in db.session.execute(query)}
