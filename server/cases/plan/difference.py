"""A plan held against the one that is loaded: what would be created, what changed in which field, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.cases.plan.loaded import Ledger
from server.imports.plan import Deadline, ParsedPlan, PlannedMeasure, PlannedProblem
from server.models import Measure, Plan, Problem

KINDS = {"plan": "方案", "problem": "问题", "measure": "措施"}
FIELDS = {
    "title": "标题",
    "lines": "原文",
    "part": "部分",
    "aspect": "方面",
    "section": "小节",
    "problem": "所属问题",
    "text": "内容",
    "lead_units": "牵头单位",
    "units": "责任单位",
    "goal": "整改目标",
    "deadline": "整改时限",
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field of the plan, of a problem or of a measure that says something else now."""

    kind: str
    no: int | None
    field: str
    old: Any
    new: Any

    def as_json(self) -> dict[str, Any]:
        """The change as the command prints it."""
        return {self.kind: self.no, "field": self.field, "old": self.old, "new": self.new}


@dataclass(frozen=True)
class Gone:
    """A problem or measure of the ledger that the new file lacks."""

    kind: str
    no: int
    line: int

    @property
    def words(self) -> str:
        """What it is, and where it stood."""
        return f"{KINDS[self.kind]} {self.no}(原在第 {self.line} 行)"


@dataclass
class Difference:
    """What loading a plan would do."""

    problems: list[int] = field(default_factory=list)
    measures: list[int] = field(default_factory=list)
    """Numbers that are new."""
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    gone: list[Gone] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.problems or self.measures or self.changed or self.gone)

    @property
    def created(self) -> int:
        """How many problems and measures are new."""
        return len(self.problems) + len(self.measures)


def compare(parsed: ParsedPlan, ledger: Ledger) -> Difference:
    """Hold a plan against the ledger, problem by problem and measure by measure."""
    found = Difference()
    if ledger.plan:
        found.changed += _changes("plan", None, _plan(ledger.plan), {"title": parsed.title, "lines": None})
        if not found.changed and list(parsed.lines) != ledger.plan.lines:
            found.changed.append(Change("plan", None, "lines", len(ledger.plan.lines), len(parsed.lines)))
    for problem in parsed.problems:
        known = ledger.problems.get(problem.no)
        _note(found, "problem", problem.no, known and problem_as_loaded(known), problem_as_planned(problem))
    numbers = {problem.id: no for no, problem in ledger.problems.items()}
    for measure in parsed.measures:
        row = ledger.measures.get(measure.no)
        before = row and measure_as_loaded(row, numbers[row.problem_id])
        _note(found, "measure", measure.no, before, measure_as_planned(measure))
    found.gone = list(_gone(parsed, ledger))
    return found
