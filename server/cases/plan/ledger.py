"""The plan of a round as it stands in the ledger."""

from dataclasses import dataclass, field

from sqlalchemy import select

from server.cases.refusal import NotFound
from server.database import db
from server.models import Measure, Plan, Problem, Round


@dataclass
class Ledger:
    """A plan with its problems and measures by number; empty where none is loaded yet."""

    plan: Plan | None = None
    problems: dict[int, Problem] = field(default_factory=dict)
    measures: dict[int, Measure] = field(default_factory=dict)


def read_ledger(round_: Round) -> Ledger:
    """The ledger of a round."""
    plan = db.session.scalar(select(Plan).where(Plan.round_id == round_.id))
    if plan is None:
        return Ledger()
    problems = select(Problem).where(Problem.plan_id == plan.id).order_by(Problem.no)
    measures = select(Measure).where(Measure.plan_id == plan.id).order_by(Measure.no)
    return Ledger(
        plan,
        {problem.no: problem for problem in db.session.scalars(problems)},
        {measure.no: measure for measure in db.session.scalars(measures)},
    )


def loaded_ledger(round_: Round) -> Ledger:
    """The ledger of a round that has a plan. Raises NotFound."""
    plan_of(round_)
    return read_ledger(round_)


def plan_of(round_: Round) -> Plan:
    """The plan of a round. Raises NotFound where none is loaded."""
    found: Plan | None = db.session.scalar(select(Plan).where(Plan.round_id == round_.id))
    if found is None:
        raise NotFound("还没有载入整改方案。")
    return found
