"""Finding a measure by its number, and what stands around it: problem, units, milestones, items."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from server.access import measure_visible
from server.cases.refusal import NotFound
from server.database import db
from server.models import Measure, Milestone, Plan, Problem, Round, User


def load_measure(no: int, by: User) -> Measure:
    """The measure of this number in the plan of the current round. Raises NotFound."""
    query = (
        select(Measure)
        .join(Plan, Measure.plan_id == Plan.id)
        .join(Round, Plan.round_id == Round.id)
        .where(Measure.no == no, Round.current, measure_visible(by))
        .options(joinedload(Measure.problem))
    )
    found: Measure | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def lines_of(one: Measure | Problem) -> list[tuple[int, str]]:
    """The plan's own lines about it, with their numbers, as they are."""
    lines = db.session.scalar(select(Plan.lines).where(Plan.id == one.plan_id)) or []
    return [
        (number, lines[number - 1]) for number in range(one.line, one.end_line + 1) if number <= len(lines)
    ]


def milestones_of(measure: Measure) -> list[Milestone]:
    """Dates and targets of the measure and of its problem's goal, by day; those put aside are left out."""
    belongs = or_(Milestone.measure_id == measure.id, Milestone.problem_id == measure.problem_id)
    query = select(Milestone).where(belongs, Milestone.state != "dropped")
    return list(db.session.scalars(query.order_by(Milestone.day, Milestone.id)))
