"""A rectification plan as read: problems and measures, each with its place in the source."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Deadline:
    """Until when something is to be done: the day, or none where it is to be done at once or for good."""

    raw: str
    date: date | None
    long_term: bool
    immediate: bool


@dataclass(frozen=True)
class Milestone:
    """A day and a target that the plan names in passing, proposed for the office to confirm."""

    date: date | None
    text: str
    target: str | None
    line: int


@dataclass(frozen=True)
class Flag:
    """Something in the plan that does not fit together: shown with both facts, never corrected."""

    code: str
    text: str


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure of the plan (整改措施) and the units that owe it, the first of which gathers the papers."""

    no: int
    problem: int
    text: str
    units: tuple[str, ...]
    units_raw: str
    units_line: int
    deadline: Deadline
    flags: tuple[Flag, ...]
    milestones: tuple[Milestone, ...]
    line: int
    end_line: int

    @property
    def first_unit(self) -> str:
        """The unit named first (第一责任单位)."""
        return self.units[0]


@dataclass(frozen=True)
class PlannedProblem:
    """A problem of the plan (问题), where it stands, who leads, and the numbers of its measures."""

    no: int
    part: str | None
    aspect: str | None
    section: str | None
    text: str
    lead_units: tuple[str, ...]
    lead_units_raw: str
    lead_line: int
    goal: str
    goal_line: int
    deadline: Deadline
    measures: tuple[int, ...]
    flags: tuple[Flag, ...]
    milestones: tuple[Milestone, ...]
    line: int
    end_line: int


@dataclass(frozen=True)
class ParsedPlan:
    """A whole plan: its title, its lines as they are in the file, its problems and measures in order."""

    title: str
    lines: tuple[str, ...]
    problems: tuple[PlannedProblem, ...]
    measures: tuple[PlannedMeasure, ...]
