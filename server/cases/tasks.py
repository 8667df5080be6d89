"""Work items follow the process: opened, closed and handed to the right unit and person with every advance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case as when
from sqlalchemy import delete, insert, select, update

from server.cases.calendar import calendar, local_day
from server.cases.four_eyes import excluded
from server.cases.staff import Staff, roles_at, staff_at
from server.cases.work import Work
from server.database import db
from server.models import KINDS, Case, Draft, Task, key_of
from workflows.engine import OpenTask, Step
from workflows.engine import Process as Running
from workflows.roles import LANES

NO_CHECKER = "本单位没有可以办这一步的人(办过本件的人不能审核、回访),转由市整改办指定"
NO_UNIT = "承办单位未定,由市整改办改派"

WHOLE = insert(Task).execution_options(render_nulls=True)
"""New work items, with what they do not have as well, so that many of them are one statement."""
SIGNED = "signed_at"
"""When the unit that handles the case signed for it; the step that stamps it is where a unit takes a case."""


@dataclass(frozen=True)
class Seat:
    """Where a new task goes: unit, person if known, and a note where it is not the usual place."""

    unit: str
    user_id: int | None = None
    note: str | None = None


def follow(work: Work, running: Running, *, completed: Task | None, restart: bool = False) -> list[int]:
    """Bring the work items of a case in line with its process; returns the ids of newly opened tasks.

    A completed task is closed as done; tasks the process has left are withdrawn. After a return (`restart`)
    every open task is withdrawn and what is open now is asked anew, in the next round.
    """
    rows = list(db.session.execute(_task_rows(work.row.id)))
    open_now = {(task.step, task.participant or ""): task for task in running.open_tasks()}
    finished = completed.id if completed else None
    waiting = [row for row in rows if row.closed_at is None and row.id != finished and not restart]
    keep = {(row.step, row.participant) for row in waiting} & open_now.keys()
    _close(rows, {row.id for row in rows if (row.step, row.participant) not in keep}, completed, work)
    rounds = {(row.step, row.participant): row.round for row in rows}
    new = {key: task for key, task in open_now.items() if key not in keep}
    opened = [
        _row(work, task, rounds.get(key, 0) + 1, seat)
        for (key, task), seat in zip(new.items(), _seats(work, list(new.values())), strict=True)
    ]
    _place(work.case, open_now.values(), [row["due_on"] for row in opened])
    if not opened:
        return []
    return list(db.session.scalars(WHOLE.returning(Task.id), opened))


def _task_rows(process_id: int):  # type: ignore[no-untyped-def]  # the row type of this select is not nameable
    return (
        select(Task.id, Task.step, Task.participant, Task.round, Task.closed_at)
        .where(Task.process_id == process_id)
        .order_by(Task.round)
    )


def _close(rows: list, ids: set[int], completed: Task | None, work: Work) -> None:  # type: ignore[type-arg]
    """Close work items, with the drafts that have served."""
    closing = {row.id for row in rows if row.closed_at is None} & ids
    if not closing:
        return
    done = completed.id if completed else None
    served = delete(Draft).where(Draft.task_id.in_(closing)).cte("served")
    db.session.execute(
        update(Task)
        .where(Task.id.in_(closing))
        .values(closed_at=work.now, outcome=when((Task.id == done, "done"), else_="withdrawn"))
        .add_cte(served)
        .execution_options(synchronize_session=False)
    )


def _row(work: Work, task: OpenTask, round_: int, seat: Seat) -> dict[str, object]:
    return {
        **{kind.column: None for kind in KINDS},
        **key_of(work.case),
        "process_id": work.row.id,
        "step": task.step,
        "participant": task.participant or "",
        "round": round_,
        "lane": task.lane,
        "unit": seat.unit,
        "user_id": seat.user_id,
        "claimed_at": work.now if seat.user_id else None,
        "due_on": _due(work, task),
        "note": seat.note,
        "opened_at": work.now,
    }


def _due(work: Work, task: OpenTask) -> date | None:
    days = task.properties.get("days", "")
    if work.subject.stands_still:
        return None
    if days == "case":
        return work.subject.due_on
    return calendar().add_working_days(local_day(work.now), int(days)) if days.isdigit() else None


def open_first(begun: Sequence[tuple[Work, Running]]) -> None:
    """Open the first work items of cases that have just begun, however many, in a fixed number of statements."""
    asked = [(work, task, _unit(work, task)) for work, running in begun for task in running.open_tasks()]
    staff = staff_at({unit for _, task, unit in asked if unit and LANES[task.lane].place != "person"})
    rows = [
        _row(work, task, 1, _seat(work, task, {}, unit, staff.get(unit or "", [])))
        for work, task, unit in asked
    ]
    if rows:
        db.session.execute(WHOLE, rows)
    for work, running in begun:
        due = [row["due_on"] for row in rows if row["process_id"] == work.row.id]
        _place(work.case, running.open_tasks(), due)


def _seats(work: Work, now_open: list[OpenTask]) -> list[Seat]:
    """Where each new task goes: the staff of all units concerned is asked for at once, whom a step bars once."""
    asked = [(task, _unit(work, task)) for task in now_open]
    staff = staff_at({unit for task, unit in asked if unit and LANES[task.lane].place != "person"})
    barred = {step: _barred(work, step) for step in {task.step for task in now_open}}
    return [_seat(work, task, barred[task.step], unit, staff.get(unit or "", [])) for task, unit in asked]


def _barred(work: Work, step_id: str) -> dict[str, str]:
    step = work.engine.user_tasks[step_id]
    return excluded(step, work.subject, work.done, {}) if step.properties.get("excludes") else {}


def _unit(work: Work, task: OpenTask) -> str | None:
    place = LANES[task.lane].place
    if place in ("participant", "lead") and task.participant:
        return task.participant
    return work.subject.unit_at(place, task.properties.get("fallback"))


def _seat(
    work: Work, task: OpenTask, barred: Mapping[str, str], unit: str | None, staff: list[Staff]
) -> Seat:
    """The lane's unit of this case; the person who holds it by rule; the office where nobody there may do it."""
    lane = LANES[task.lane]
    if lane.place == "person":
        return Seat(unit or "office", int(task.participant or 0) or None)
    if unit is None:
        return Seat("office", note=NO_UNIT)
    able = [one for one in staff if one.role in roles_at(unit, lane.roles) and one.staff_no not in barred]
    if len({one.staff_no for one in able}) < lane.people:
        return Seat("office", note=NO_CHECKER if barred else f"{task.lane}暂无人员,转由市整改办处理")
    return Seat(unit, _keeper(work, task, {one.user_id for one in able}))


def _keeper(work: Work, task: OpenTask, staff: set[int]) -> int | None:
    """Whoever did the latest of the steps named by `held_by` keeps the case in hand."""
    steps = task.properties.get("held_by", "").split()
    acts = reversed(work.done) if steps else ()
    latest = next((act.user_id for act in acts if act.step in steps), None)
    return latest if latest in staff else None


def stamped(step: Step | OpenTask) -> list[str]:
    """The columns that take the time at which a step is done."""
    return step.properties.get("stamps", "").split()


def _place(case: Case, now_open: Iterable[OpenTask], due: list[object]) -> None:
    """Write the position beside the case, for lists and figures: the first open step stands for the case."""
    first = next(iter(now_open), None)
    case.step = first.step if first else None
    case.stage = first.properties.get("stage") if first else None
    if first and SIGNED in stamped(first):
        setattr(case, SIGNED, None)  # whoever signed for it before, now a unit is asked to
    if due or first is None:
        days = [day for day in due if isinstance(day, date)]
        case.step_due_on = min(days) if days else None
