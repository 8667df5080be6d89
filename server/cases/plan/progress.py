"""Progress (进度): what is done of the things a measure counts and of its confirmed milestones, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, func, select, union_all

from server.database import db
from server.models import Item, Measure, Milestone


@dataclass(frozen=True)
class Progress:
    """So many done of so many."""

    done: int = 0
    total: int = 0

    @property
    def words(self) -> str:
        """The figure as lists show it; nothing where nothing is counted."""
        return f"{self.done}/{self.total}" if self.total else ""


def progress(measure_ids: Sequence[int]) -> dict[int, Progress]:
    """Items and confirmed milestones of measures; those of a problem's goal count for each of its measures."""
    things = _counted(measure_ids).subquery()
    done = func.count().filter(things.c.done)
    counted = select(things.c.measure_id, done, func.count()).group_by(things.c.measure_id)
    found = dict.fromkeys(measure_ids, Progress())
    return found | {number: Progress(done, total) for number, done, total in db.session.execute(counted)}


def _counted(measure_ids: Sequence[int]) -> CompoundSelect[tuple[int | None, bool]]:
    """One row for each thing that counts, and whether it is done."""
    reached = Milestone.reached_on.is_not(None).label("done")
    confirmed = Milestone.state == "confirmed"
    return union_all(
        select(Item.measure_id, Item.done).where(Item.measure_id.in_(measure_ids)),
        select(Milestone.measure_id, reached).where(Milestone.measure_id.in_(measure_ids), confirmed),
        select(Measure.id, reached)
        .join(Milestone, Milestone.problem_id == Measure.problem_id)
        .where(Measure.id.in_(measure_ids), confirmed),
    )
