"""Where the two halves meet: conditions of a measure that are computed from the petitions, never ticked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from server.cases.callbacks.report import progress
from server.database import db
from server.models import Mark, Measure, Petition, Round

KINDS = {
    "verified": "交办的信访件全部调查核实",
    "struck_off": "信访件全部销号或查明不属实",
    "resolved": "重复件、积案、疑难件都有方案、责任人和包案小组",
    "sampled": "本年度电话回访已按 10% 抽取并做完",
}
"""What a measure may depend on (plan lines 161 to 174)."""
WORDS = {
    "verified": ("调查", "受理办结"),
    "struck_off": ("销号",),
    "resolved": ("重复信访", "积案", "疑难"),
    "sampled": ("抽查回访",),
}
ABOUT = "信访"
HARD = ("重复", "积案", "疑难")


@dataclass(frozen=True)
class Condition:
    """One condition with its figures: how many petitions meet it, of how many."""

    kind: str
    words: str
    done: int
    base: int

    @property
    def met(self) -> bool:
        """Does nothing stand in the way?"""
        return self.base > 0 and self.done >= self.base


def proposed(text: str) -> list[str]:
    """The conditions a measure's words speak of; none where it is not about petitions."""
    if ABOUT not in text:
        return []
    return [kind for kind, words in WORDS.items() if any(word in text for word in words)]


def conditions_of(measure: Measure, today: date) -> list[Condition]:
    """The conditions of a measure as the petitions of its round, and this year's callbacks, stand now."""
    return [_FIGURES[kind](today) for kind in KINDS if kind in measure.conditions]


def unmet(measure: Measure, today: date) -> list[str]:
    """Conditions that are false, in words with their figures."""
    found = [one for one in conditions_of(measure, today) if not one.met]
    return [f"{one.words}(现 {one.done}/{one.base})" for one in found]


def _count(*wanted: ColumnElement[bool]) -> int:
    round_ = select(Round.id).where(Round.current)
    query = select(func.count()).select_from(Petition).where(Petition.round_id.in_(round_), *wanted)
    return db.session.scalar(query) or 0


def _assigned() -> int:
    """As many as were announced, or more where the ledger holds more: a case that is missing is not done."""
    announced = db.session.scalar(select(Round.target).where(Round.current)) or 0
    return max(announced, _count())


def _verified() -> Condition:
    done = _count(Petition.verdict.is_not(None))
    return Condition("verified", KINDS["verified"], done, _assigned())


def _struck_off() -> Condition:
    closed = or_(Petition.archived_at.is_not(None), Petition.verdict == "不属实")
    return Condition("struck_off", KINDS["struck_off"], _count(closed), _assigned())


def _resolved() -> Condition:
    hard = Petition.id.in_(select(Mark.petition_id).where(Mark.kind.in_(HARD), Mark.removed_at.is_(None)))
    planned = or_(Petition.plan.is_not(None), Petition.resolution.is_not(None))
    settled = and_(planned, Petition.cadre.is_not(None), func.cardinality(Petition.members) > 0)
    return Condition("resolved", KINDS["resolved"], _count(hard, settled), _count(hard))


def _sampled(today: date) -> Condition:
    done, number = progress(today)
    return Condition("sampled", KINDS["sampled"], done, number)


_FIGURES: dict[str, Callable[[date], Condition]] = {
    "verified": lambda _: _verified(),
    "struck_off": lambda _: _struck_off(),
    "resolved": lambda _: _resolved(),
    "sampled": _sampled,
}
