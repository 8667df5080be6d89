"""A piece of work in hand: a task with its case and process, locked until the transaction ends."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload, lazyload

from server.access import case_visible
from server.cases.definition import drawn_steps, engine
from server.cases.four_eyes import Act, acts, excluded
from server.cases.refusal import NotFound, Stale
from server.cases.subject import OfOneCase, Subject, subject_of
from server.database import db
from server.models import MODELS, Case, Draft, Mark, Measure, Petition, Process, Task, Unit, User, the_one
from workflows.engine import Engine, Step
from workflows.engine import Process as Running

AT_HAND = {"step": None, "participant": "", "unit": "office"}
"""An act on a case as a whole is noted at the city office and at no step."""


@dataclass
class Work(OfOneCase):
    """Task, case and process row, the running process restored, and who did what so far."""

    task: Task
    case: Case
    row: Process
    engine: Engine
    now: datetime
    marks: list[str] = field(default_factory=list)
    draft: dict[str, Any] | None = None
    """What the person at work has typed into the task so far; only known where the task is looked at."""

    @cached_property
    def subject(self) -> Subject:
        """The case with what each kind does in its own way."""
        return subject_of(self.case, self.marks, self.engine.user_tasks, self.now)

    @property
    def step(self) -> Step:
        """The step of the diagram this task stands for."""
        return self.engine.user_tasks[self.task.step]

    @property
    def names(self) -> dict[str, str]:
        """Element ids with their Chinese names: of all diagrams, for a problem is judged by acts on its measures."""
        return {step.id: step.name for step in {**drawn_steps(), **self.engine.user_tasks}.values()}

    @cached_property
    def done(self) -> list[Act]:
        """Who completed which step of the case before this moment, oldest first; asked once."""
        return acts(self.case)

    def acted(self, act: Act) -> None:
        """An act just written: known to those who have asked before, found by those who ask from now on."""
        if "done" in vars(self):
            self.done.append(act)

    @cached_property
    def barred(self) -> dict[str, str]:
        """Staff numbers that four eyes keep from this step, each with the reason; asked once."""
        if not self.step.properties.get("excludes"):
            return {}
        return excluded(self.step, self.subject, self.done, self.names)

    @cached_property
    def units(self) -> list[Unit]:
        """Units that can hold or co-handle a case, in their order; asked once."""
        return list(db.session.scalars(units()))

    def run(self) -> Running:
        """The process, restored from its stored state."""
        return self.engine.restore(self.row.state, self.subject, lambda: self.now)


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
        Task.with_case(select(Task, Process, MARKS, _draft_of(by), *MODELS))
        .join(Process, Task.process_id == Process.id)
        .where(Task.id == task_id, case_visible(by))
        .options(
            lazyload(Petition.batch) if lock else joinedload(Petition.batch), joinedload(Measure.problem)
        )
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=[Process, Task], key_share=True)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    task, row, marks, draft, *cases = found
    return Work(task, the_one(*cases), row, engine_of(row), now, marks or [], draft)


def engine_of(row: Process) -> Engine:
    """The engine a case runs by: its definition, entered at the diagram of its kind."""
    return engine(row.definition, row.case_kind.top)


def _draft_of(by: User) -> ScalarSelect[Any]:
    kept = select(Draft.answers).where(Draft.task_id == Task.id, Draft.user_id == by.id)
    return kept.correlate(Task).scalar_subquery()


def work_of(case: Case, now: datetime) -> Work:
    """A running case, for acts on the case as a whole. Raises Stale when it has ended."""
    work = running_work(case, now)
    if work is None:
        raise Stale("本件已经归档。")
    return work


def marks_of(case: Case) -> list[str]:
    """Lists a petition stands on (重点, 重复, 积案, 疑难); no other case stands on any."""
    query = select(Mark.kind).where(Mark.petition_id == case.id, Mark.removed_at.is_(None))
    return list(db.session.scalars(query)) if isinstance(case, Petition) else []


def running_work(case: Case, now: datetime) -> Work | None:
    """A case whose process runs, by its first open task, or at no step while it waits for a timer; None when ended."""
    row = _latest_process(case)
    db.session.refresh(case)  # whoever was before us may have moved it
    if row is None or row.ended_at is not None:
        return None
    waiting = select(Task).where(Task.process_id == row.id, Task.closed_at.is_(None))
    task = db.session.scalar(waiting.order_by(Task.id).limit(1)) or Task(**AT_HAND)
    return Work(task, case, row, engine_of(row), now, marks_of(case))


def _latest_process(case: Case) -> Process | None:
    """The latest process of a case, locked, ended or not: who reopens a case takes turns with who moves it."""
    latest = select(func.max(Process.id)).where(Process.of(case))
    while True:
        query = select(Process).where(Process.id == latest.scalar_subquery())
        locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
        row: Process | None = db.session.scalar(locked)
        if row is None or row.id == db.session.scalar(latest):
            return row
