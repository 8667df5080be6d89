"""问题销号 follows the measures: begun with the last that is struck off, withdrawn when one of them is open again."""

from datetime import datetime

from sqlalchemy import select, update

from server.cases.definition import PROBLEM, current, engine
from server.cases.measures.signing import Signatures
from server.cases.problem_case import ProblemCase
from server.cases.problems.standing import Standing, standing
from server.cases.record import write_event
from server.cases.tasks import follow
from server.cases.work import Work
from server.database import db
from server.models import Problem, Process, Task, User, key_of


def settle(problem_id: int, now: datetime) -> None:
    """Bring the closing of a problem in line with its measures; what a 补录 alone has closed is left to the office."""
    row = _running(problem_id)
    problem = hold(problem_id)
    if problem.step and row is None:
        row = _running(problem_id)  # begun while this transaction waited for its turn
    here = standing(problem)
    if not here.whole:
        _stop(problem, row, here, now)
    elif not here.recorded and problem.step is None and problem.archived_at is None:
        begin(problem, here, now)


def hold(problem_id: int) -> Problem:
    """Let those who strike off or reopen measures of one problem take turns; a process is always locked before."""
    query = select(Problem).where(Problem.id == problem_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def begin(problem: Problem, here: Standing, now: datetime, by: User | None = None) -> None:
    """Ask the lead units; the history says which measures a 补录 alone has struck off."""
    definition = current()
    diagrams = engine(definition, PROBLEM)
    running = diagrams.start(ProblemCase(problem, diagrams.user_tasks, now), lambda: now)
    row = Process(problem_id=problem.id, definition=definition, state=running.dump(), started_at=now)
    db.session.add(row)
    db.session.flush()
    work = Work(Task(), problem, row, diagrams, now)
    entered = f",其中补录 {'、'.join(map(str, here.recorded))}" if here.recorded else ""
    reason = f"{here.total} 条措施全部销号{entered}。"
    write_event(
        **key_of(problem),
        process_id=row.id,
        verb="begin",
        user_id=by.id if by else None,
        at=now,
        reason=reason,
        unit="office" if by else None,
    )
    follow(work, running, completed=None)
    db.session.flush()


def _running(problem_id: int) -> Process | None:
    query = select(Process).where(Process.problem_id == problem_id, Process.ended_at.is_(None))
    found: Process | None = db.session.scalar(query.with_for_update(key_share=True))
    return found


def _stop(problem: Problem, row: Process | None, here: Standing, now: datetime) -> None:
    """A measure is open: closing is withdrawn, and a problem that was closed is so no longer."""
    if row is None and problem.archived_at is None:
        return
    verb, said = ("withdraw", "撤回问题销号") if row else ("reopen", "问题重新打开")
    reason = f"措施 {'、'.join(map(str, here.open))} 还没有销号,{said}。"
    if row is not None:
        row.ended_at = now
    waiting = update(Task).where(Task.of(problem), Task.closed_at.is_(None))
    db.session.execute(waiting.values(closed_at=now, outcome="withdrawn"))
    Signatures(problem).void(list(engine(current(), PROBLEM).user_tasks), reason, now)
    problem.step = problem.stage = problem.step_due_on = problem.archived_at = None
    write_event(**key_of(problem), process_id=row.id if row else None, verb=verb, at=now, reason=reason)
