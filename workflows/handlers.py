"""One function for each service task of the diagrams, named by the task's operator `handlers.<name>`.

Parameters of the diagram arrive as keyword arguments. A mapping that is returned becomes facts of the
process; when the diagram names a result variable, the answer is kept under that name instead.
"""

from collections.abc import Mapping
from typing import Any

from workflows.case import Case, MeasureCase, PetitionCase, SignedCase


def classify(case: PetitionCase) -> Mapping[str, Any]:
    """Find the region and the pollution types of the petition."""
    return case.classify()


def route(
    case: PetitionCase,
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


def missing_members(case: PetitionCase) -> list[str]:
    """List the members of the case group who still owe their visit (带案下访)."""
    return case.missing_members()


def open_groups(case: MeasureCase) -> list[str]:
    """List the groups of a measure whose units are not yet chosen."""
    return case.open_groups()


def missing_signers(case: SignedCase, *, step: str) -> list[str]:
    """List the units that have still to sign a step of the measure or the problem."""
    return case.missing_signers(step=step)


def schedule_review(case: MeasureCase) -> str:
    """Set the day of the next review of a long-term measure."""
    return case.schedule_review()


def archive(case: Case) -> None:
    """Close the file of a case that has been struck off (销号)."""
    case.archive()
