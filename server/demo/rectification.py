"""The plan of the demonstration: the published plan's facts under short titles of our own."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from server.cases.founding import SEED
from server.cases.plan.loading import Loaded, load_plan
from server.cases.plan.writing import Occasion
from server.imports.plan import Deadline, Flag, Milestone, ParsedPlan, PlannedMeasure, PlannedProblem
from server.models import User

FILE = "plan.json"
Facts = Mapping[str, Any]


def load_demo_plan(by: User, now: datetime) -> Loaded:
    """Load the demonstration's plan where no plan is loaded yet; the real one may replace it."""
    return load_plan(demo_plan(), Occasion(FILE, by, now, demo=True))


def demo_plan() -> ParsedPlan:
    """The facts as if they had been read from a file; no line of the source comes with them."""
    facts = json.loads((SEED / FILE).read_text(encoding="utf-8"))
    measures = tuple(_measure(one) for one in facts["measures"])
    problems = tuple(
        _problem(one, [measure.no for measure in measures if measure.problem == one["no"]])
        for one in facts["problems"]
    )
    return ParsedPlan(facts["title"], (), problems, measures)


def _problem(facts: Facts, measures: Sequence[int]) -> PlannedProblem:
    return PlannedProblem(
        no=facts["no"],
        part=facts["part"],
        aspect=facts["aspect"],
        section=facts["section"],
        text=facts["title"],
        lead_units=tuple(facts["lead_units"]),
        lead_units_raw="、".join(facts["lead_units"]),
        lead_line=facts["lead_line"],
        goal_line=facts["goal_line"],
        goal=f"解决:{facts['title']}",
        deadline=_deadline(facts["deadline"]),
        measures=tuple(measures),
        flags=_flags(facts),
        milestones=_milestones(facts),
        line=facts["line"],
        end_line=facts["end_line"],
    )


def _measure(facts: Facts) -> PlannedMeasure:
    return PlannedMeasure(
        no=facts["no"],
        problem=facts["problem"],
        text=facts["title"],
        units=tuple(facts["units"]),
        units_raw="、".join(facts["units"]),
        units_line=facts["units_line"],
        deadline=_deadline(facts["deadline"]),
        flags=_flags(facts),
        milestones=_milestones(facts),
        line=facts["line"],
        end_line=facts["end_line"],
    )


def _deadline(facts: Facts) -> Deadline:
    return Deadline(facts["raw"], _day(facts["date"]), facts["long_term"], facts["immediate"])


def _flags(facts: Facts) -> tuple[Flag, ...]:
    return tuple(Flag(one["code"], one["text"]) for one in facts["flags"])


def _milestones(facts: Facts) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(_day(one["date"]), one["text"], one["target"], one["line"]) for one in facts["milestones"]
    )


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
