"""What became of a list that was taken in, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server.imports.row import RejectedRow


@dataclass
class Taken:
    """How many rows there were, what was written of them, and which were refused and why."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """How much is new or changed."""
        return self.created + self.updated

    def as_json(self) -> dict[str, Any]:
        """The report as commands print it."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [
                {"row": one.row, "column": one.column, "message": one.message} for one in self.rejected
            ],
        }


def by_row(rejected: Sequence[RejectedRow]) -> list[RejectedRow]:
    """Refused rows in the order of the file."""
    return sorted(rejected, key=lambda one: (one.table, one.row))
