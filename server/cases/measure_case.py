"""A measure as the process speaks to it: who owes it, who has signed, what is still open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import inspect, select, union_all

from server.cases.calendar import calendar
from server.cases.measures.conditions import unmet
from server.cases.measures.notice import not_accepted
from server.cases.measures.owed import Owed, choose, owed_by, owed_by_all, undecided, undecided_of
from server.cases.measures.signing import Signatures
from server.cases.record import plain
from server.database import db
from server.models import Item, Measure, Milestone, Problem, Task, User
from workflows.engine import Step
from workflows.forms.circumstances import Circumstances
from workflows.roles import LANES

REVIEW_AFTER = timedelta(days=91)
"""长期坚持 is looked at again every quarter (the plan's own rhythm of study and dispatch, lines 20 and 353)."""
COUNTIES = ("county", "area")
WHOLE = "措施要求的各项任务全部完成"
RECORD = ("accepted_on", "notice_on", "notice_days", "notice_place", "filing_no", "filed_on")
"""Columns a form fills by having a field of the same name."""


class MeasureCase:
    """What a diagram may ask of a measure, and do to it."""

    members: Sequence[str] = ()
    cadre: int | None = None
    unsettled: int | None = None
    stands_still = False

    def __init__(self, measure: Measure, steps: Mapping[str, Step], now: datetime) -> None:
        self.measure = measure
        self.steps = steps
        self.now = now

    @property
    def due_on(self) -> date | None:
        """The plan's day."""
        return self.measure.deadline

    @cached_property
    def leads(self) -> list[str]:
        """牵头单位 of the problem, in the plan's order."""
        if "problem" in inspect(self.measure).unloaded:
            return db.session.scalar(select(Problem.leads).where(Problem.id == self.measure.problem_id)) or []
        return self.measure.problem.leads

    @cached_property
    def undecided(self) -> list[str]:
        """Names of the measure behind which the office has not put units yet."""
        return undecided(self.measure)

    @cached_property
    def owed(self) -> list[Owed]:
        """责任单位 of the measure, in their order."""
        return owed_by(self.measure)

    @cached_property
    def signatures(self) -> Signatures:
        """Who has signed what."""
        return Signatures(self.measure)

    @property
    def standards(self) -> list[str]:
        """What the work is judged by; where none was written down, because the plan was approved before, the whole."""
        return self.measure.standards or [WHOLE]

    def givens(self) -> Mapping[str, Any]:
        """What the measure knows by itself, so that the state need not keep it."""
        return {"long_term": self.measure.long_term}

    def unit_at(self, place: str, fallback: str | None) -> str | None:
        """Which unit stands behind a place of the lanes: the first lead unit where one speaks for all."""
        if place == "lead":
            return self.leads[0] if self.leads else None
        return place

    def open_groups(self) -> list[str]:
        """Names of the plan that do not say whom (各有关县区): the office has yet to choose."""
        return self.undecided

    def missing_signers(self, *, step: str) -> list[str]:
        """Units that owe a signature at a step and have not given it, in their order."""
        return [unit for unit in self.owing(step) if unit not in self.signatures.at(step)]

    def owing(self, step: str) -> list[str]:
        """Units that owe a signature at a step, by its lane: all, the first ones, the counties, or the lead units."""
        who = LANES[self.steps[step].lane].owes
        if who is None or who == "lead":
            return self.leads if who else []
        chosen = {"all": self.owed, "first": [one for one in self.owed if one.first]}
        chosen["county"] = [one for one in self.owed if one.kind in COUNTIES]
        return [one.unit for one in chosen[who]]

    def schedule_review(self) -> str:
        """When a measure that is kept up for good is looked at again (UTC)."""
        return (self.now + REVIEW_AFTER).isoformat()

    def archive(self) -> None:
        """销号: filed by the leading group; what is long-term goes on with its reviews."""
        self.measure.archived_at, self.unsettled = self.now, self.measure.problem_id

    def take(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Write what the form says into the measure; returns column -> [old, new] where a value changed."""
        changes = {}
        for name, value in self._given(answers).items():
            old = getattr(self.measure, name)
            if old != value:
                setattr(self.measure, name, value)
                if old not in (None, []):
                    changes[name] = [plain(old), plain(value)]
        if self.measure.notice_on and self.measure.notice_days:
            days = calendar()
            self.measure.notice_ends_on = days.add_working_days(
                self.measure.notice_on, self.measure.notice_days
            )
        return changes

    def _given(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: answers[name] for name in RECORD if name in answers}
        if answers.get("standards"):
            given["standards"] = [row["text"] for row in answers["standards"]]
        return given

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """Columns of the same name; the standards as rows, to be written or to be ticked one by one."""
        standards = [{"text": words} for words in self.standards]
        told = {name: getattr(self.measure, name) for name in names if name in RECORD}
        return {**told, **{name: standards for name in ("standards", "checks") if name in names}}

    def sign(self, task: Task, signer: User, answers: Mapping[str, Any]) -> None:
        """Keep the signature of the unit a task was for; choosing units is kept with who and why."""
        if answers.get("units"):
            choose(self.measure, answers["units"], answers["units_reason"], signer, self.now)
            vars(self).pop("owed", None)
            vars(self).pop("undecided", None)
        self.signatures.sign(task, signer, self.now)

    def go_back(self, steps: Sequence[str], reason: str) -> None:
        """Void the signatures of these steps: they are asked again; struck off, the measure is so no longer (反弹)."""
        self.measure.archived_at, self.unsettled = None, self.measure.problem_id
        self.signatures.void(steps, reason, self.now)

    def circumstances(self, today: date, asked: Collection[str]) -> Circumstances:
        """The standards to be ticked, and what is not reached yet."""
        costly: dict[str, Callable[[], Sequence[Any]]] = {
            "open_work": self._open_work,
            "unmet": lambda: unmet(self.measure.conditions, today),
            "waits_for": lambda: not_accepted(self.measure, list(self.steps)),
        }
        found: dict[str, Any] = {name: tuple(costly[name]()) for name in costly if name in asked}
        return Circumstances(
            today=today,
            notice_ends_on=self.measure.notice_ends_on,
            standards=tuple(self.standards),
            accepted_on=self.measure.accepted_on,
            **found,
        )

    def _open_work(self) -> list[str]:
        """What the measure itself has still to reach: a date of its problem's goal may be another measure's."""
        stones = select(Milestone.text).where(
            Milestone.measure_id == self.measure.id,
            Milestone.state == "confirmed",
            Milestone.reached_on.is_(None),
        )
        items = select(Item.name).where(Item.measure_id == self.measure.id, Item.done.is_(False))
        return list(db.session.scalars(union_all(stones, items)))


def fresh_cases(measures: Sequence[Measure], steps: Mapping[str, Step], now: datetime) -> list[MeasureCase]:
    """Measures just loaded, with what their diagram asks first read for all at once."""
    owed, open_names = owed_by_all(measures), undecided_of(measures)
    cases = [MeasureCase(measure, steps, now) for measure in measures]
    for case in cases:
        none = Signatures(case.measure, none_yet=True)
        names = open_names[case.measure.id]
        vars(case).update(owed=owed.get(case.measure.id, []), undecided=names, signatures=none)
    return cases
