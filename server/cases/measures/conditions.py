"""Where the two halves meet: conditions of a measure that are computed from the petitions, never ticked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

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
        """Does nothing stand in the way? Where no case is hard, none lacks its plan; no case at all is no proof."""
        return self.done >= self.base and (self.base > 0 or self.kind == "resolved")


def proposed(text: str) -> list[str]:
    """The conditions a measure's words speak of; none where it is not about petitions."""
    if ABOUT not in text:
        return []
    return [kind for kind, words in WORDS.items() if any(word in text for word in words)]


def conditions_of(measure: Measure, today: date) -> list[Condition]:
    """The conditions of a measure as the petitions of its round, and this year's callbacks, stand now."""
    return conditions_among(measure.conditions, today)


def conditions_among(kinds: Collection[str], today: date) -> list[Condition]:
    """The same of several measures together: a problem carries those of all its measures."""
    if not kinds:
        return []
    figures = _figures()
    if "sampled" in kinds:
        figures["sampled"] = progress(today, figures["struck_off"][1])
    return [Condition(kind, words, *figures[kind]) for kind, words in KINDS.items() if kind in kinds]


def unmet(kinds: Collection[str], today: date) -> list[str]:
    """Conditions that are false, in words with their figures."""
    found = [one for one in conditions_among(kinds, today) if not one.met]
    return [f"{one.words}(现 {one.done}/{one.base})" for one in found]


def _figures() -> dict[str, tuple[int, int]]:
    """Kind -> how many petitions meet it, of how many; a case that was announced and is missing is not done."""
    hard = Petition.id.in_(select(Mark.petition_id).where(Mark.kind.in_(HARD), Mark.removed_at.is_(None)))
    planned = or_(Petition.plan.is_not(None), Petition.resolution.is_not(None))
    settled = and_(hard, planned, Petition.cadre.is_not(None), func.cardinality(Petition.members) > 0)
    closed = or_(Petition.archived_at.is_not(None), Petition.verdict == "不属实")
    counted = [func.count().filter(met) for met in (Petition.verdict.is_not(None), closed, hard, settled)]
    announced = select(Round.target).where(Round.current).scalar_subquery()
    query = select(announced, func.count(), *counted).where(
        Petition.round_id.in_(select(Round.id).where(Round.current))
    )
    told, held, verified, struck_off, all_hard, resolved = db.session.execute(query).one()
    base = max(told or 0, held)
    return {
        "verified": (verified, base),
        "struck_off": (struck_off, base),
        "resolved": (resolved, all_hard),
    }
