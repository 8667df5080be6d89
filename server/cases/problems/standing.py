"""How far the measures of a problem have come: which are not struck off, which are so by a 补录 alone."""

from dataclasses import dataclass

from sqlalchemy import select

from server.cases.measures.striking import recorded, struck_off
from server.database import db
from server.models import Measure, Problem


@dataclass(frozen=True)
class Standing:
    """The measures of a problem by number."""

    total: int
    open: tuple[int, ...]
    recorded: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Are all measures struck off, be it by a 补录?"""
        return self.total > 0 and not self.open

    @property
    def missing(self) -> str:
        """The sentence that refuses to close the problem."""
        return f"措施 {'、'.join(map(str, self.open))} 还没有销号,本问题不能销号。"


def standing(problem: Problem) -> Standing:
    """Where the measures of a problem stand now."""
    query = select(Measure.no, struck_off(), recorded()).where(Measure.problem_id == problem.id)
    rows = list(db.session.execute(query.order_by(Measure.no)))
    still = tuple(no for no, off, _ in rows if not off)
    return Standing(len(rows), still, tuple(no for no, _, entered in rows if entered))
