"""A moment of the demonstration: who does what with which case, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from server.cases.calendar import calendar
from server.demo.path import Act
from server.demo.plan import Plan
from server.models import User


@dataclass(frozen=True)
class Scene:
    """Who fills in what, when and about which case."""

    plan: Plan
    act: Act
    day: date
    by: User
    files: Callable[[str, str], list[str]]
    """Makes pictures of a kind (photo_before …) for the case and gives their ids."""
    colleague: User | None = None
    cadre: User | None = None
    members: tuple[User, ...] = ()
    department: str | None = None
    unit: str = ""
    filing_no: str = ""

    @property
    def back(self) -> str:
        """Where this act sends the case back to, or how it is left; empty when it goes on."""
        return str(self.act.extra.get("back", ""))

    @property
    def turn(self) -> int:
        """A number that varies from case to case."""
        return self.plan.number

    def later(self, working_days: int) -> date:
        """A day so many working days on."""
        return calendar().add_working_days(self.day, working_days)
