"""What surrounds a form: the few facts of its case an answer is judged by."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Circumstances:
    """What a form may have to know of its case to judge an answer; days are of Asia/Shanghai."""

    today: date
    notice_ends_on: date | None = None
    must_visit_site: bool = False
    accused_unit: str | None = None
    assigned_on: date | None = None
    visited_on: date | None = None
    accepted_on: date | None = None
    """The latest acceptance of a measure by a lead unit."""
    standards: tuple[str, ...] = ()
    """The standards of acceptance of a measure (验收标准), in the words of the lead unit."""
    waits_for: tuple[int, ...] = ()
    """Measures of the same problem, made public together, that no lead unit has accepted yet."""
    unmet: tuple[str, ...] = ()
    """Conditions of a measure that the petitions do not meet yet, in words."""
    still_open: tuple[int, ...] = ()
    """Measures of a problem that are not struck off."""
    open_work: tuple[str, ...] = ()
    """Milestones and items of a measure that are not done, in the words of the plan."""
