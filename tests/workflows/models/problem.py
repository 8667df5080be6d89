"""A problem in memory: the other side of its process, signed by its lead units."""

from collections.abc import Iterable, Mapping
from typing import Any


class FakeProblem:
    """A problem with its lead units and their signatures."""

    def __init__(self, leads: Iterable[str] = ("甲局",)) -> None:
        self.leads = [*leads]
        self.signed: list[str] = []
        self.told: list[Any] = []

    def givens(self) -> Mapping[str, Any]:
        return {}

    def missing_signers(self, *, step: str) -> list[str]:
        assert step == "confirm_problem"
        return [unit for unit in self.leads if unit not in self.signed]

    def archive(self) -> None:
        self.told.append("archived")
