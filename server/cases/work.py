"""A piece of work in hand: a task with its case and process, locked until the transaction ends."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from server.access import visible
from server.cases.definition import engine
from server.cases.petition_case import PetitionCase
from server.cases.refusal import NotFound, Stale
from server.database import db
from server.models import Event, Mark, Petition, Process, Task, User
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

    @property
    def step(self) -> Step:
        """The step of the diagram this task stands for."""
        return self.engine.user_tasks[self.task.step]

    @property
    def names(self) -> dict[str, str]:
        """Element ids of the case's diagrams with their Chinese names."""
        return {step.id: step.name for step in self.engine.user_tasks.values()}

    def run(self) -> Running:
        """The process, restored from its stored state."""
        return self.engine.restore(
            self.row.state, PetitionCase(self.petition, self.marks, self.now), lambda: self.now
        )


MARKS = (
    select(func.array_agg(Mark.kind))
    .where(Mark.petition_id == Petition.id, Mark.removed_at.is_(None))
    .correlate(Petition)
    .scalar_subquery()
)


def load(task_id: int, by: User, now: datetime, *, lock: bool = True) -> Work:
    """The task with everything it touches, in one statement; locked FOR UPDATE. Raises NotFound."""
    query = (
        select(Task, Petition, Process, MARKS)
        .join(Petition, Task.petition_id == Petition.id)
        .join(Process, Task.process_id == Process.id)
        .where(Task.id == task_id, visible(by))
        .options(lazyload(Petition.batch))
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=[Process, Task])
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    task, petition, row, marks = found
    return Work(task, petition, row, engine(row.definition), now, marks or [])


def work_of(petition: Petition, now: datetime) -> Work:
    """A running case by its first open task, for acts on the case as a whole. Raises Stale when it has ended."""
    query = (
        select(Task, Process, MARKS)
        .join(Process, Task.process_id == Process.id)
        .join(Petition, Task.petition_id == Petition.id)
        .where(Task.petition_id == petition.id, Task.closed_at.is_(None))
        .order_by(Task.id)
        .limit(1)
        .with_for_update(of=[Process, Task])
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise Stale("本件已经归档。")
    task, row, marks = found
    return Work(task, petition, row, engine(row.definition), now, marks or [])


def acts(petition_id: int) -> list[Act]:
    """Who completed which step of the case so far, oldest first."""
    rows = db.session.execute(
        select(Event.step, Event.user_id, User.staff_no, User.name, Event.handling)
        .join(User, Event.user_id == User.id)
        .where(Event.petition_id == petition_id, Event.verb == "complete")
        .order_by(Event.id)
    )
    return [
        Act(step or "", user or 0, staff_no, name, handling) for step, user, staff_no, name, handling in rows
    ]


def excluded(step: Step, petition: Petition, done: list[Act], names: dict[str, str]) -> dict[str, str]:
    """Staff numbers that four eyes keep from this step, each with the reason in words."""
    kinds = step.properties.get("excludes", "").split()
    out: dict[str, str] = {}
    if "handled" in kinds:
        member = f"您是本件的包案成员,不能再做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers(petition.members), member)
        for act in done:
            if act.handling:
                out[act.staff_no] = f"您办理过本件({names.get(act.step, act.step)}),不能再做“{step.name}”。"
    if "cadre" in kinds and petition.cadre is not None:
        cadre = f"您是本件的包案领导,不能做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers([petition.cadre]), cadre)
    return out


def _staff_numbers(ids: Iterable[int | str]) -> list[str]:
    """Staff numbers of people; nothing is asked where nobody is named."""
    wanted = [int(one) for one in ids]
    return list(db.session.scalars(select(User.staff_no).where(User.id.in_(wanted)))) if wanted else []
