"""问题销号 beside the chains: found by its number, begun by the office, asked anew when its lead units change."""

from datetime import datetime

from sqlalchemy import exists, or_, select

from server.access import is_office, problem_visible
from server.cases.advance import save
from server.cases.measures.changing import CHANGED
from server.cases.problems.closing import begin, hold, settle
from server.cases.problems.standing import standing
from server.cases.refusal import Forbidden, NotFound, Stale
from server.cases.work import work_of
from server.database import db
from server.models import Measure, Plan, Problem, Round, User


def load_problem(no: int, by: User) -> Problem:
    """The problem of this number in the plan of the current round. Raises NotFound."""
    query = (
        select(Problem)
        .join(Plan, Problem.plan_id == Plan.id)
        .join(Round, Plan.round_id == Round.id)
        .where(Problem.no == no, Round.current, problem_visible(by))
    )
    found: Problem | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def begin_closing(problem: Problem, by: User, now: datetime) -> None:
    """The office begins what does not begin by itself: with measures that a 补录 has struck off.

    Raises Forbidden, or Stale where a measure is open or closing has begun.
    """
    if not is_office(by):
        raise Forbidden("只有市整改办可以启动问题销号。")
    hold(problem.id)
    here = standing(problem)
    if not here.whole:
        raise Stale(here.missing)
    if problem.step or problem.archived_at:
        raise Stale("本问题已经销号。" if problem.archived_at else "本问题正在办理销号。")
    begin(problem, here, now, by)


def follow_plan(plan_id: int, now: datetime) -> None:
    """A plan was corrected: measures have joined or left problems, and other units may lead them."""
    still = exists().where(Measure.problem_id == Problem.id, Measure.archived_at.is_(None))
    touched = or_(Problem.step.is_not(None), Problem.archived_at.is_not(None), ~still)
    for problem in db.session.scalars(select(Problem).where(Problem.plan_id == plan_id, touched)).all():
        settle(problem.id, now)
        if problem.step is not None:
            _ask_leads(problem, now)


def _ask_leads(problem: Problem, now: datetime) -> None:
    """Ask those who lead the problem now and have not signed, wherever it stands; signatures given stay."""
    work = work_of(problem, now)
    running = work.run()
    if not running.send(CHANGED):
        running.return_to(next(iter(work.engine.returnable)))
    save(work, running)
