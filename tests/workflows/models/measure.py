"""A measure in memory: the other side of its process, where signatures are rows and lists are asked anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.workflows.models.samples import Clock
from workflows.engine import Process

STEPS = (
    *("make_plan", "approve_plan", "advance_work", "self_check", "collect", "county_check", "accept"),
    *("publish_measure", "end_measure_notice", "examine", "file_measure", "review_upkeep"),
)
"""The steps in the order in which they are signed; 明确责任单位 comes before them all."""
SIGNED = ("make_plan", "advance_work", "self_check", "collect", "county_check", "accept")
"""The steps that are signed by each of several units."""
PHASES = {**dict.fromkeys(SIGNED, "progress"), "make_plan": "preparing", "accept": "acceptance"}
COUNTIES = ("丁县", "戊县")
LEADS = ("甲局", "己局")
REVIEW_EVERY = timedelta(days=180)


class FakeMeasure:
    """A measure with its units, its open groups and its signatures; the first unit is the first named."""

    def __init__(
        self,
        clock: Clock,
        units: Iterable[str] = ("甲局",),
        *,
        leads: Iterable[str] = LEADS[:1],
        groups: Iterable[str] = (),
        long_term: bool = False,
    ) -> None:
        self.clock = clock
        self.units, self.leads, self.groups = [*units], [*leads], [*groups]
        self.long_term = long_term
        self.signed: list[tuple[str, str]] = []
        self.told: list[Any] = []

    def givens(self) -> Mapping[str, Any]:
        return {"long_term": self.long_term}

    def open_groups(self) -> list[str]:
        return list(self.groups)

    def missing_signers(self, *, step: str) -> list[str]:
        return [unit for unit in self.owing(step) if (step, unit) not in self.signed]

    def schedule_review(self) -> str:
        due: datetime = self.clock() + REVIEW_EVERY
        return due.isoformat()

    def archive(self) -> None:
        self.told.append("archived")

    def owing(self, step: str) -> list[str]:
        """Which units a step is owed by, signed or not."""
        match step:
            case "make_plan" | "self_check":
                return list(self.units)
            case "advance_work" | "collect":
                return self.units[:1]
            case "county_check":
                return [unit for unit in self.units if unit in COUNTIES]
            case "accept":
                return list(self.leads)
        raise LookupError(step)

    def sign(self, step: str, unit: str) -> None:
        assert (step, unit) not in self.signed, "nobody signs twice"
        self.signed.append((step, unit))

    def void(self, step: str) -> None:
        """What a return to a step takes back: its signatures and those of all later ones."""
        later = STEPS[STEPS.index(step) :] if step in STEPS else STEPS
        self.signed = [(one, unit) for one, unit in self.signed if one not in later]

    def owed_before(self, step: str) -> str | None:
        """The first signed step before this one that some unit still owes."""
        before = STEPS[: STEPS.index(step)] if step in STEPS else ()
        return next((one for one in before if one in SIGNED and self.missing_signers(step=one)), None)


def complete(process: Process, case: FakeMeasure, step: str, unit: str | None, **answers: Any) -> None:
    """Do a step as the server does: the signature is written first, or what a return takes back is voided."""
    back = answers.get("start_at")
    if back:
        case.void(back)
    if unit is not None:
        case.sign(step, unit)
    if step == "choose_units":
        case.groups.clear()
    process.complete(step, {"start_at": None, "relapsed": False, **answers}, unit)


def return_to(process: Process, case: FakeMeasure, step: str) -> None:
    """Return the measure: the signatures of the step and of all later ones are asked anew."""
    case.void(step)
    process.return_to(step)


def units_changed(process: Process, case: FakeMeasure) -> None:
    """Tell the process; where a step of an earlier phase is owed now, the measure goes back to it."""
    here = next(iter(process.open_tasks()), None)
    if here is None or here.phase == "upkeep":
        return
    owed = case.owed_before(here.step)
    if owed is not None and (here.step not in SIGNED or PHASES[owed] != here.phase):
        process.return_to(owed)
    else:
        process.send("units_changed")
