"""信访件 and 问题 that speak of the same firm, works, town or river: shown beside each other, decided by nobody."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from server.access import visible
from server.cases.batches import current_round
from server.database import db
from server.models import Petition, Plan, Problem, Round, User

MOST = 50


@dataclass(frozen=True)
class Related:
    """A petition that may belong to a problem, and the names both speak of."""

    petition: Petition
    names: list[str]


def petitions_about(problem: Problem, by: User) -> list[Related]:
    """Petitions of the current round that speak of what the problem is about, as far as the viewer may see them."""
    if not problem.names:
        return []
    spoken = [
        column.contains(name, autoescape=True)
        for name in problem.names
        for column in (Petition.text, Petition.accused)
    ]
    query = (
        select(Petition)
        .where(Petition.round_id == current_round().id, visible(by), or_(*spoken))
        .order_by(Petition.id)
        .limit(MOST)
    )
    return [Related(one, _common(problem, one)) for one in db.session.scalars(query)]


def _common(problem: Problem, petition: Petition) -> list[str]:
    said = f"{petition.text}\n{petition.accused or ''}"
    return [name for name in problem.names if name in said]


def problems_about(petition: Petition) -> list[tuple[int, str, list[str]]]:
    """Problems of the plan that speak of what the petition is about: number, words, the names both have."""
    said = f"{petition.text}\n{petition.accused or ''}"
    spoken = func.unnest(Problem.names).table_valued("name").lateral()
    query = (
        select(Problem.no, func.coalesce(Problem.title, Problem.text), func.array_agg(spoken.c.name))
        .join(Plan, Problem.plan_id == Plan.id)
        .join(Round, Plan.round_id == Round.id)
        .join(spoken, func.strpos(said, spoken.c.name) > 0)
        .where(Round.id == petition.round_id)
        .group_by(Problem.id)
        .order_by(Problem.no)
    )
    return [(no, words, list(names)) for no, words, names in db.session.execute(query)]
