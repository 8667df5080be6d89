"""A plan held against the one that is loaded: what would be created, what changed in which field, what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from server.cases.plan.ledger import Ledger
from server.cases.plan.said import Said, measure_loaded, measure_planned, problem_loaded, problem_planned
from server.imports.plan import ParsedPlan
from server.models import Measure, Problem

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


@dataclass(frozen=True)
class Change:
    """One field of the plan, of a problem or of a measure that says something else now."""

    kind: str
    no: int | None
    field: str
    old: Any
    new: Any

    @property
    def place(self) -> str:
        """Whose field it is, in words."""
        return f"{KINDS[self.kind]} {self.no}" if self.no else KINDS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """The change as the command prints it."""
        return {self.kind: self.no, "field": self.field, "old": self.old, "new": self.new}


@dataclass
class Difference:
    """What loading a plan would do."""

    problems: list[int] = field(default_factory=list)
    measures: list[int] = field(default_factory=list)
    """Numbers that are new."""
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    gone: list[Problem | Measure] = field(default_factory=list)
    """What the ledger has and the new file lacks."""

    def __bool__(self) -> bool:
        return bool(self.problems or self.measures or self.changed or self.gone)


def compare(parsed: ParsedPlan, ledger: Ledger) -> Difference:
    """Hold a plan against the ledger, problem by problem and measure by measure."""
    found = Difference()
    if ledger.plan and ledger.plan.title != parsed.title:
        found.changed.append(Change("plan", None, "title", ledger.plan.title, parsed.title))
    _problems(found, parsed, ledger)
    _measures(found, parsed, ledger)
    if ledger.plan and not found:
        found.changed += _of_source(ledger.plan.lines, list(parsed.lines))
    return found


def _of_source(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Where nothing else changed: the first line that is written otherwise."""
    pairs = enumerate(zip_longest(old, new, fillvalue=""), 1)
    no, said = next(((no, said) for no, said in pairs if said[0] != said[1]), (0, ("", "")))
    if no or len(old) != len(new):
        yield Change("plan", None, "lines", *(f"第 {no} 行 {words}" for words in said))


def _problems(found: Difference, parsed: ParsedPlan, ledger: Ledger) -> None:
    for problem in parsed.problems:
        known = ledger.problems.get(problem.no)
        if known is None:
            found.problems.append(problem.no)
        else:
            _compare(found, "problem", problem.no, problem_loaded(known), problem_planned(problem))
    there = {problem.no for problem in parsed.problems}
    found.gone += [row for no, row in ledger.problems.items() if no not in there]


def _measures(found: Difference, parsed: ParsedPlan, ledger: Ledger) -> None:
    numbers = {problem.id: no for no, problem in ledger.problems.items()}
    for measure in parsed.measures:
        known = ledger.measures.get(measure.no)
        if known is None:
            found.measures.append(measure.no)
        else:
            before = measure_loaded(known, numbers[known.problem_id])
            _compare(found, "measure", measure.no, before, measure_planned(measure))
    there = {measure.no for measure in parsed.measures}
    found.gone += [row for no, row in ledger.measures.items() if no not in there]


def _compare(found: Difference, kind: str, no: int, before: Said, after: Said) -> None:
    changes = [
        Change(kind, no, name, *_shown(name, before[name], value))
        for name, value in after.items()
        if before[name] != value
    ]
    found.changed += changes
    found.unchanged += not changes


def _shown(name: str, old: Any, new: Any) -> tuple[Any, Any]:
    """Both values as they are shown: a deadline by its words, or by its day where the words are the same."""
    if name != "deadline":
        return old, new
    if old["raw"] != new["raw"]:
        return old["raw"], new["raw"]
    return old["date"], new["date"]
