"""Which units a list may name for a measure: those that owe it and those that lead its problem."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from server.cases.plan.ledger import Ledger
from server.database import db
from server.models import Owing


@dataclass(frozen=True)
class Concerned:
    """The units of one measure, in the plan's order."""

    owing: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)


def concerned(ledger: Ledger) -> dict[int, Concerned]:
    """The units of every measure of a ledger, by the measure's number."""
    problems = {problem.id: problem for problem in ledger.problems.values()}
    found = {row.id: Concerned([], list(problems[row.problem_id].leads)) for row in ledger.measures.values()}
    query = select(Owing.measure_id, Owing.unit).where(
        Owing.measure_id.in_(found), Owing.removed_at.is_(None)
    )
    for measure_id, unit in db.session.execute(query.order_by(Owing.sort, Owing.id)):
        found[measure_id].owing.append(unit)
    return {no: found[row.id] for no, row in ledger.measures.items()}


def meant(units: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Those of the units a name stands for that may be meant here."""
    there = set(allowed)
    return [unit for unit in units if unit in there]
