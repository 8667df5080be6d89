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
