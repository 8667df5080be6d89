"""What the callbacks say: how far the year is, how many are satisfied of how many reached, what follows for all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from server.cases.callbacks.checking import PERCENT
from server.cases.callbacks.drawing import owed, sample_of
from server.database import db
from server.models import Callback, CallbackAttempt, Petition, Round, Sample
from workflows.forms.review import DISCONTENT, MET, UNREACHABLE
from workflows.sampling import bounds, share

BASELINE = 50
"""本次督察抽查回访不满意率 50 % (plan line 161): what the year is compared with."""
STATES = {
    "open": "待回访",
    **{result: result for result in (*MET, UNREACHABLE)},
    "undecided": "不满意待处理",
    "skipped": "已换件",
}


@dataclass(frozen=True)
class Row:
    """A drawn case with its petition and how often it was tried to call."""

    callback: Callback
    petition: Petition
    tries: int

    @property
    def state(self) -> str:
        """One of STATES but `undecided`: what became of it."""
        return "skipped" if self.callback.skipped_at else self.callback.result or "open"

    @property
    def undecided(self) -> bool:
        """Does somebody's discontent still wait for what follows?"""
        return self.callback.result == DISCONTENT and self.callback.decided_at is None

    @property
    def done(self) -> bool:
        """Is nothing left to do about it?"""
        return self.callback.result is not None and not self.undecided


@dataclass(frozen=True)
class Report:
    """The figures of a sample; each is the number of its rows."""

    sample: Sample
    rows: Sequence[Row]
    needed: int
    """A tenth of all petitions as they are now: more than were drawn, where the round has grown since."""

    @property
    def counts(self) -> Counter[str]:
        """State -> how many rows; `undecided` counts rows that are 不满意 as well."""
        found = Counter(row.state for row in self.rows)
        found["undecided"] = sum(row.undecided for row in self.rows)
        return found

    @property
    def done(self) -> int:
        """Rows with nothing left to do; who was replaced counts by who stands in."""
        return sum(row.done for row in self.rows)

    @property
    def reached(self) -> int:
        """The base of the rate: those who said something."""
        return sum(self.counts[result] for result in MET)

    @property
    def rate(self) -> float | None:
        """不满意 of those reached, in percent; none before anybody was."""
        return 100 * self.counts[DISCONTENT] / self.reached if self.reached else None

    @property
    def listed(self) -> int:
        """How many cases the sample was drawn from."""
        return sum(len(numbers) for numbers in self.sample.lists.values())

    @property
    def between(self) -> tuple[int, int] | None:
        """Between how many and how many of all listed cases would be 不满意 (95 %), in percent of the list, outward."""
        if not self.reached:
            return None
        low, high = bounds(self.listed, self.reached, self.counts[DISCONTENT])
        return 100 * low // self.listed, -(-100 * high // self.listed)


def report(sample: Sample) -> Report:
    """The rows of a sample in the order of the lists they were drawn from."""
    tries = select(func.count()).where(CallbackAttempt.callback_id == Callback.id).scalar_subquery()
    query = (
        select(Callback, Petition, tries)
        .join(Petition, Callback.petition_id == Petition.id)
        .where(Callback.sample_id == sample.id)
        .order_by(Callback.way, Callback.place)
    )
    _, now_owed = owed(db.session.get_one(Round, sample.round_id))
    rows = [Row(*found) for found in db.session.execute(query)]
    return Report(sample, rows, max(sample.number, now_owed))


def progress(today: date, total: int) -> tuple[int, int]:
    """How many callbacks of this year are done, of how many: a tenth of all petitions, or as many as were drawn."""
    sample, number = sample_of(today.year), share(total, PERCENT)
    if sample is None:
        return 0, number
    undecided = and_(Callback.result == DISCONTENT, Callback.decided_at.is_(None))
    done = select(func.count()).where(
        Callback.sample_id == sample.id, Callback.result.is_not(None), ~undecided
    )
    return db.session.scalar(done) or 0, max(number, sample.number)
