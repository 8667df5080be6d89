"""The counts a plan states of itself (5个方面33个问题84条整改措施), held against what was read."""

import re
from collections.abc import Sequence

from server.imports.plan.forms import Line
from server.imports.plan.refused import PlanRefused
from server.imports.plan.signs import NUMERAL, folded, number_of

_LINK = "[,、和及共 ]{0,4}"
_STATED = re.compile(
    rf"(?:({NUMERAL}) ?个方面{_LINK})?({NUMERAL}) ?个(?:具体|突出|主要|整改)?问题{_LINK}"
    rf"({NUMERAL}) ?[条项](?:具体)?(?:整改)?措施"
)
_NAMES = ("方面", "问题", "整改措施")


def check_counts(preamble: Sequence[Line], aspects: int, problems: int, measures: int) -> None:
    """Refuse a plan that holds more or less than its preamble says."""
    stated = [(line, match) for line in preamble for match in _STATED.finditer(folded(line.words))]
    if stated:
        line, match = stated[-1]  # what stands nearest to the list speaks of it; others may tell of the past
        _compare(line, match.groups(), (aspects, problems, measures))


def _compare(line: Line, stated: Sequence[str | None], found: Sequence[int]) -> None:
    for name, said, count in zip(_NAMES, stated, found, strict=True):
        number = number_of(said or "")
        if number is None or number == count or (name == "方面" and count == 0):
            continue
        raise PlanRefused(line.no, f"前言说有 {number} 个{name},实际读到 {count} 个;文件可能不完整。")
