"""A case in hand (件), petition, measure or problem: what each kind does in its own way, asked in the same words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from server.cases.measure_case import MeasureCase
from server.cases.petition_case import PetitionCase
from server.cases.problem_case import ProblemCase
from server.cases.refusal import NotFound
from server.models import Case, Measure, Petition, Task, User
from workflows.case import Case as Asked
from workflows.engine import Step
from workflows.forms.circumstances import Circumstances


class Subject(Asked, Protocol):
    """What the use cases ask of a case, beside what its diagram asks."""

    @property
    def due_on(self) -> date | None:
        """The day the whole case is due."""
        ...

    @property
    def stands_still(self) -> bool:
        """Is its clock paused (暂停计时), so that nothing of it is due?"""
        ...

    @property
    def members(self) -> Sequence[str]:
        """People of its case group, by number."""
        ...

    @property
    def cadre(self) -> int | None:
        """The leader of its case group, by number."""
        ...

    @property
    def unsettled(self) -> int | None:
        """The problem whose closing this case, just struck off or sent back, may begin or must stop."""
        ...

    def unit_at(self, place: str, fallback: str | None) -> str | None:
        """Name the unit of the case that stands behind a place of the lanes."""
        ...

    def take(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Write a form's answers into the record; answers column -> [old, new] where a value changed."""
        ...

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """What the record holds under the names of a form's fields."""
        ...

    def sign(self, task: Task, signer: User, answers: Mapping[str, Any]) -> None:
        """Keep the signature of the unit a task was for."""
        ...

    def go_back(self, steps: Sequence[str], reason: str) -> None:
        """Let what these steps brought count no longer: they are done again."""
        ...

    def circumstances(self, today: date, asked: Collection[str]) -> Circumstances:
        """Tell what a form may have to know to judge an answer; what costs a question only where it is asked."""
        ...


class OfOneCase:
    """Something about one case, of whichever kind."""

    case: Case

    @property
    def petition(self) -> Petition:
        """The case, where it is a petition. Raises NotFound for any other."""
        if not isinstance(self.case, Petition):
            raise NotFound
        return self.case


def subject_of(case: Case, marks: Sequence[str], steps: Mapping[str, Step], now: datetime) -> Subject:
    """The case as the use cases and its diagram speak to it."""
    if isinstance(case, Petition):
        return PetitionCase(case, marks, now)
    return MeasureCase(case, steps, now) if isinstance(case, Measure) else ProblemCase(case, steps, now)
