"""Progress (进度): what is done of the things a measure counts and of its confirmed milestones, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select, union_all

from server.database import db
from server.models import Item, Measure, Milestone


@dataclass(frozen=True)
class Progress:
    """So many done of so many."""

    done: int = 0
    total: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(self.done + other.done, self.total + other.total)

    @property
    def words(self) -> str:
        """The figure as lists show it; nothing where nothing is counted."""
        return f"{self.done}/{self.total}" if self.total else ""


def progress(measure_ids: Sequence[int]) -> dict[int, Progress]:
    """Items and confirmed milestones of measures; those of a problem's goal count for each of its measures."""
    found = dict.fromkeys(measure_ids, Progress())
    items = (
        select(Item.measure_id, func.count().filter(Item.done), func.count())
        .where(Item.measure_id.in_(measure_ids))
        .group_by(Item.measure_id)
    )
    for measure_id, done, total in [
        *db.session.execute(items),
        *db.session.execute(_milestones(measure_ids)),
    ]:
        found[measure_id] += Progress(done, total)
    return found


def _milestones(measure_ids: Sequence[int]) -> Select[tuple[int, int, int]]:
    own = select(Milestone.measure_id.label("measure_id"), Milestone.reached_on).where(
        Milestone.measure_id.in_(measure_ids), Milestone.state == "confirmed"
    )
    goals = (
        select(Measure.id.label("measure_id"), Milestone.reached_on)
        .join(Milestone, Milestone.problem_id == Measure.problem_id)
        .where(Measure.id.in_(measure_ids), Milestone.state == "confirmed")
    )
    both = union_all(own, goals).subquery()
    reached = func.count(both.c.reached_on)
    return select(both.c.measure_id, reached, func.count()).group_by(both.c.measure_id)
