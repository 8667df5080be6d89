"""What a running process may ask of, and say to, the case it belongs to."""

from collections.abc import Mapping
from typing import Any, Protocol


class Case(Protocol):
    """The petition case as its process sees it: facts it lends, and the verbs automatic steps use."""

    def givens(self) -> Mapping[str, Any]:
        """Lend what the case itself knows (petition text, marks); read at each question, never stored."""
        ...

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

    def archive(self) -> None:
        """Put the finished case on file (归档)."""
        ...
