"""What a running process may ask of, and say to, the case it belongs to."""

from collections.abc import Mapping
from typing import Any, Protocol


class Case(Protocol):
    """What every case is to its process: facts it lends, and the archive at its end."""

    def givens(self) -> Mapping[str, Any]:
        """Lend what the case itself knows; read at each question, never stored.

        A petition lends `text` and `marks`, a measure `long_term`: whether it goes on after its filing.
        """
        ...

    def archive(self) -> None:
        """Put the finished case on file (归档)."""
        ...


class PetitionCase(Case, Protocol):
    """A petition (信访件) as its process sees it: the verbs its automatic steps use."""

    def classify(self) -> Mapping[str, Any]:
        """Read region and pollution types (normal forms) out of the petition: `region`, `types`."""
        ...

    def route(
        self,
        *,
        handling_unit: str | None,
        department: str | None,
        co_handlers: list[str] | None,
        days: int | None,
        unclear: bool | None,
        unit_reason: str | None,
        department_reason: str | None,
    ) -> Mapping[str, Any]:
        """Take the units the tables proposed (分办); answers `by_hand`: whether an officer must decide."""
        ...

    def missing_members(self) -> list[str]:
        """Name the members of the case group (包案小组) whose visit is still owed."""
        ...


class SignedCase(Case, Protocol):
    """A case that each of several units signs: measure or problem."""

    def missing_signers(self, *, step: str) -> list[str]:
        """Name the units that owe this step and have not signed it, in the order of the plan (codes)."""
        ...


class MeasureCase(SignedCase, Protocol):
    """A rectification measure (措施) as its process sees it: the verbs its automatic steps use."""

    def open_groups(self) -> list[str]:
        """Name the groups (各有关县区, 成员单位 …) whose units the office has still to choose."""
        ...

    def schedule_review(self) -> str:
        """Set the instant of the next review (长期坚持复查): ISO, with its time zone."""
        ...


class ProblemCase(SignedCase, Protocol):
    """A problem (问题) as its process sees it: its lead units sign, the leading group closes it."""


TOPS: Mapping[str, type] = {"petition": PetitionCase, "measure": MeasureCase, "problem": ProblemCase}
"""The processes a case may start with, and the kind of case each of them speaks to."""
