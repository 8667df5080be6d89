"""Many units sign one measure in any order while units change and it is sent back: no signature is lost or missing."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.workflows.models.measure import (
    COUNTIES,
    LEADS,
    REVIEW_EVERY,
    SIGNED,
    STEPS,
    FakeMeasure,
    complete,
    return_to,
    units_changed,
)
from tests.workflows.models.samples import Clock, real_files
from workflows.engine import Engine, Process

ENGINE = Engine(real_files(), "measure")
UNITS = ("甲局", "乙局", "丙局", *COUNTIES)
WAY = ("choose_units", *STEPS)
SOME_UNITS = st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True)
SOME_LEADS = st.lists(st.sampled_from(LEADS), min_size=1, max_size=2, unique=True)


class Signing(RuleBasedStateMachine):
    """A measure, its process, and a book of the signatures that must still count."""

    case: FakeMeasure
    process: Process

    @initialize(units=SOME_UNITS, leads=SOME_LEADS, long_term=st.booleans(), far=st.integers(0, 12))
    def begin(self, units: list[str], leads: list[str], long_term: bool, far: int) -> None:
        """A life begins anywhere on the way."""
        groups = ["成员单位"] if far % 2 else []
        self.case = FakeMeasure(Clock(), units, leads=leads, groups=groups, long_term=long_term)
        self.process = ENGINE.start(self.case, self.case.clock)
        self.book: set[tuple[str, str]] = set()
        self.all_do(far)

    def here(self) -> list[tuple[str, str | None]]:
        return [(task.step, task.participant) for task in self.process.open_tasks()]

    @precondition(lambda self: self.here())
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """One of those who may do something does it."""
        step, unit = data.draw(st.sampled_from(self.here()))
        if unit is not None:
            self.book.add((step, unit))
        complete(self.process, self.case, step, unit)

    @rule(steps=st.integers(1, 3))
    def all_sign(self, steps: int) -> None:
        """Some steps are done by all who owe them."""
        self.all_do(steps)

    def all_do(self, steps: int) -> None:
        for _ in range(steps):
            for step, unit in reversed(self.here()):
                if unit is not None:
                    self.book.add((step, unit))
                complete(self.process, self.case, step, unit)

    @precondition(lambda self: self.place in ("approve_plan", "examine"))
    @rule(data=st.data())
    def disagree(self, data: st.DataObject) -> None:
        """A decision sends the measure back to a step it has walked."""
        step = data.draw(st.sampled_from(WAY[: WAY.index(self.place)]))
        self.forget(step)
        complete(self.process, self.case, self.place, None, start_at=step)

    @precondition(lambda self: self.here() and self.place == "review_upkeep")
    @rule(step=st.sampled_from(WAY[:8]))
    def relapse(self, step: str) -> None:
        """What held has slipped back."""
        self.forget(step)
        complete(self.process, self.case, "review_upkeep", None, start_at=step, relapsed=True)

    @precondition(lambda self: not self.process.ended)
    @rule(data=st.data())
    def be_returned(self, data: st.DataObject) -> None:
        """The office or an inspector sends the measure back, from wherever it is, to a step it has walked."""
        step = data.draw(st.sampled_from(WAY[: WAY.index(self.place) + 1]))
        self.forget(step)
        return_to(self.process, self.case, step)

    @precondition(lambda self: self.place != "review_upkeep")
    @rule(units=SOME_UNITS, leads=SOME_LEADS)
    def change_units(self, units: list[str], leads: list[str]) -> None:
        """Units come and go; those that stay keep what they signed, even while they are away."""
        self.case.units, self.case.leads = units, leads
        units_changed(self.process, self.case)

    @precondition(lambda self: self.place != "review_upkeep" and self.book)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """One unit takes a signature back, of the step at hand or of an earlier one."""
        signature = data.draw(st.sampled_from(sorted(self.book)))
        self.case.signed.remove(signature)
        self.book.discard(signature)
        units_changed(self.process, self.case)

    @rule()
    def be_stored(self) -> None:
        """The process is written down and brought back."""
        self.process = ENGINE.restore(self.process.dump(), self.case, self.case.clock)

    @rule(days=st.sampled_from([1, REVIEW_EVERY.days]))
    def time_passes(self, days: int) -> None:
        self.case.clock.pass_days(days)
        self.process.tick()

    @property
    def place(self) -> str:
        """The step the measure stands at; the last one while it waits for a review, or has ended."""
        return self.here()[0][0] if self.here() else WAY[-1]

    def forget(self, step: str) -> None:
        later = WAY[WAY.index(step) :]
        self.book = {signature for signature in self.book if signature[0] not in later}

    @invariant()
    def no_signature_is_lost(self) -> None:
        assert set(self.case.signed) == self.book

    @invariant()
    def those_are_asked_who_have_not_signed(self) -> None:
        if self.place in SIGNED:
            asked = [(self.place, unit) for unit in self.case.missing_signers(step=self.place)]
            assert self.here() == asked
        else:
            assert self.here() in ([], [(self.place, None)])

    @invariant()
    def no_step_is_passed_with_one_missing(self) -> None:
        assert self.case.owed_before(self.place) is None
        assert self.process.ended or self.here() or self.process.due_at


TestSigning = Signing.TestCase
TestSigning.settings = settings(max_examples=120, stateful_step_count=50, deadline=None)
