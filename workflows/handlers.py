"""One function for each service task of the diagrams, named by the task's operator `handlers.<name>`.

Parameters of the diagram arrive as keyword arguments. A mapping that is returned becomes facts of the
process; when the diagram names a result variable, the answer is kept under that name instead.
"""

from collections.abc import Mapping
from typing import Any

from workflows.case import Case


def classify(case: Case) -> Mapping[str, Any]:
    """Find the region and the pollution types of the petition."""
    return case.classify()


def route(
    case: Case,
    *,
    handling_unit: str | None,
    department: str | None,
    co_handlers: list[str] | None,
    days: int | None,
    unclear: bool | None,
    unit_reason: str | None,
    department_reason: str | None,
) -> Mapping[str, Any]:
    """Assign the case to the units the decision tables proposed, or leave it to an officer (`by_hand`)."""
    return case.route(
        handling_unit=handling_unit,
        department=department,
        co_handlers=co_handlers,
        days=days,
        unclear=unclear,
        unit_reason=unit_reason,
        department_reason=department_reason,
    )


def missing_members(case: Case) -> list[str]:
    """List the members of the case group who still owe their visit (带案下访)."""
    return case.missing_members()


def archive(case: Case) -> None:
    """Close the file of a case that has been struck off (销号)."""
    case.archive()
