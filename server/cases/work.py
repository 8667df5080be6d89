"""A piece of work in hand: a task with its case and process, locked until the transaction ends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload, lazyload

from server.access import visible
from server.cases.definition import engine
from server.cases.petition_case import PetitionCase
from server.cases.refusal import NotFound, Stale
from server.database import db
from server.models import Draft, Event, Mark, Petition, Process, Task, Unit, User
from workflows.engine import Engine, Step
from workflows.engine import Process as Running


@dataclass
class Act:
    """A step somebody completed: what four eyes and held-by rules look at."""

    step: str
    user_id: int
    staff_no: str
    name: str
    handling: bool


@dataclass
class Work:
    """Task, petition and process row, the running process restored, and who did what so far."""

    task: Task
    petition: Petition
    row: Process
    engine: Engine
    now: datetime
    marks: list[str] = field(default_factory=list)
    draft: dict[str, Any] | None = None
    """What the person at work has typed into the task so far; only known where the task is looked at."""

    @property
    def step(self) -> Step:
        """The step of the diagram this task stands for."""
        return self.engine.user_tasks[self.task.step]

    @property
    def names(self) -> dict[str, str]:
        """Element ids of the case's diagrams with their Chinese names."""
        return {step.id: step.name for step in self.engine.user_tasks.values()}

    @cached_property
    def done(self) -> list[Act]:
        """Who completed which step of the case before this moment, oldest first; asked once."""
        return acts(self.petition.id)

    @cached_property
    def barred(self) -> dict[str, str]:
        """Staff numbers that four eyes keep from this step, each with the reason; asked once."""
        if not self.step.properties.get("excludes"):
            return {}
        return excluded(self.step, self.petition, self.done, self.names)

    @cached_property
    def units(self) -> list[Unit]:
        """Units that can hold or co-handle a case, in their order; asked once."""
        return list(db.session.scalars(units()))

    def run(self) -> Running:
        """The process, restored from its stored state."""
        return self.engine.restore(
            self.row.state, PetitionCase(self.petition, self.marks, self.now), lambda: self.now
        )


def units() -> Select[Unit]:
    """Units that can hold or co-handle a case, in their order."""
    return select(Unit).where(Unit.kind.in_(("county", "area", "bureau"))).order_by(Unit.sort)


MARKS = (
    select(func.array_agg(Mark.kind))
    .where(Mark.petition_id == Petition.id, Mark.removed_at.is_(None))
    .correlate(Petition)
    .scalar_subquery()
)


def load(task_id: int, by: User, now: datetime, *, lock: bool = True) -> Work:
    """The task with everything it touches, in one statement; locked FOR UPDATE. Raises NotFound.

    Not locked it is only looked at: then batch and draft come along, which a page shows.
    """
    query = (
        select(Task, Petition, Process, MARKS, _draft_of(by))
        .join(Petition, Task.petition_id == Petition.id)
        .join(Process, Task.process_id == Process.id)
        .where(Task.id == task_id, visible(by))
        .options(lazyload(Petition.batch) if lock else joinedload(Petition.batch))
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=[Process, Task], key_share=True)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    task, petition, row, marks, draft = found
    return Work(task, petition, row, engine(row.definition), now, marks or [], draft)


def _draft_of(by: User) -> ScalarSelect[Any]:
    kept = select(Draft.answers).where(Draft.task_id == Task.id, Draft.user_id == by.id)
    return kept.correlate(Task).scalar_subquery()


def work_of(petition: Petition, now: datetime) -> Work:
    """A running case by its first open task, for acts on the case as a whole. Raises Stale when it has ended."""
    query = (
        select(Task, Process, MARKS)
        .join(Process, Task.process_id == Process.id)
        .join(Petition, Task.petition_id == Petition.id)
        .where(Task.petition_id == petition.id, Task.closed_at.is_(None))
        .order_by(Task.id)
        .limit(1)
        .with_for_update(of=[Process, Task], key_share=True)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise Stale("本件已经归档。")
    task, row, marks = found
    return Work(task, petition, row, engine(row.definition), now, marks or [])


def acts(petition_id: int) -> list[Act]:
    """Who completed which step of the case so far, oldest first."""
    return acts_of([petition_id])[petition_id]


def acts_of(petition_ids: list[int]) -> dict[int, list[Act]]:
    """The same for many cases, in one statement."""
    query = (
        select(Event.petition_id, Event.step, Event.user_id, User.staff_no, User.name, Event.handling)
        .join(User, Event.user_id == User.id)
        .where(Event.petition_id.in_(petition_ids), Event.verb == "complete")
        .order_by(Event.id)
    )
    found: dict[int, list[Act]] = defaultdict(list)
    for petition_id, step, user_id, staff_no, name, handling in db.session.execute(query):
        found[petition_id].append(Act(step or "", user_id or 0, staff_no, name, handling))
    return found


def excluded(step: Step, petition: Petition, done: list[Act], names: dict[str, str]) -> dict[str, str]:
    """Staff numbers that four eyes keep from this step, each with the reason in words."""
    kinds = step.properties.get("excludes", "").split()
    out: dict[str, str] = {}
    if "handled" in kinds:
        member = f"您是本件的包案成员,不能再做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers(petition.members, done), member)
    for act in done:
        if (act.handling and "handled" in kinds) or act.step in kinds:
            out[act.staff_no] = f"您办理过本件({names.get(act.step, act.step)}),不能再做“{step.name}”。"
    if "cadre" in kinds and petition.cadre is not None:
        cadre = f"您是本件的包案领导,不能做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers([petition.cadre], done), cadre)
    return out


def _staff_numbers(ids: Iterable[int | str], done: list[Act]) -> list[str]:
    """Staff numbers of people; the database is asked only for those who have not acted in the case."""
    wanted = {int(one) for one in ids}
    known = {act.user_id: act.staff_no for act in done if act.user_id in wanted}
    strange = wanted - known.keys()
    asked = db.session.scalars(select(User.staff_no).where(User.id.in_(strange))) if strange else ()
    return [*known.values(), *asked]
