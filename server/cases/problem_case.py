"""A problem as the process speaks to it: its lead units sign, the leading group closes it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from server.cases.measures.conditions import unmet
from server.cases.measures.signing import Signatures
from server.cases.problems.standing import standing
from server.cases.record import plain
from server.cases.refusal import Stale
from server.database import db
from server.models import Measure, Problem, Task, User
from workflows.engine import Step
from workflows.forms.circumstances import Circumstances
from workflows.roles import LANES

RECORD = ("filing_no", "filed_on")
"""Columns a form fills by having a field of the same name."""


class ProblemCase:
    """What a diagram may ask of a problem, and do to it."""

    members: Sequence[str] = ()
    cadre: int | None = None
    unsettled: int | None = None
    stands_still = False

    def __init__(self, problem: Problem, steps: Mapping[str, Step], now: datetime) -> None:
        self.problem = problem
        self.steps = steps
        self.now = now

    @cached_property
    def signatures(self) -> Signatures:
        """Who has signed what."""
        return Signatures(self.problem)

    @property
    def due_on(self) -> date | None:
        """The plan's day."""
        return self.problem.deadline

    def givens(self) -> Mapping[str, Any]:
        """A problem lends its diagram nothing."""
        return {}

    def unit_at(self, place: str, fallback: str | None) -> str | None:
        """Which unit stands behind a place of the lanes."""
        leads = self.problem.leads
        return (leads[0] if leads else None) if place == "lead" else place

    def missing_signers(self, *, step: str) -> list[str]:
        """Lead units that have not signed a step yet, in the plan's order."""
        return [unit for unit in self.owing(step) if unit not in self.signatures.at(step)]

    def owing(self, step: str) -> list[str]:
        """Units that owe a signature at a step, by its lane: the lead units, or none."""
        return list(self.problem.leads) if LANES[self.steps[step].lane].owes == "lead" else []

    def archive(self) -> None:
        """销号: filed by the leading group. Raises Stale where a measure is open again."""
        here = standing(self.problem)
        if not here.whole:
            raise Stale(here.missing)
        self.problem.archived_at = self.now

    def take(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Write what the form says into the problem; returns column -> [old, new] where a value changed."""
        changes = {}
        for name in RECORD:
            old, new = getattr(self.problem, name), answers.get(name, getattr(self.problem, name))
            setattr(self.problem, name, new)
            if old not in (None, new):
                changes[name] = [plain(old), plain(new)]
        return changes

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """Columns of the same name."""
        return {name: getattr(self.problem, name) for name in names if name in RECORD}

    def sign(self, task: Task, signer: User, answers: Mapping[str, Any]) -> None:
        """Keep the signature of the lead unit a task was for."""
        self.signatures.sign(task, signer, self.now)

    def go_back(self, steps: Sequence[str], reason: str) -> None:
        """Void the signatures of these steps: they are asked again."""
        self.signatures.void(steps, reason, self.now)

    def circumstances(self, today: date, asked: Collection[str]) -> Circumstances:
        """The day, which measures and which conditions over the petitions stand in the way."""
        still_open = standing(self.problem).open if "still_open" in asked else ()
        false = unmet(self._conditions(), today) if "unmet" in asked else ()
        return Circumstances(today=today, still_open=still_open, unmet=tuple(false))

    def _conditions(self) -> set[str]:
        query = select(func.unnest(Measure.conditions)).where(Measure.problem_id == self.problem.id)
        return set(db.session.scalars(query))
