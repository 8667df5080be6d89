"""Random lives of measures on the real database: signing, returning, units that come and go, in any order."""

from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from server.cases.definition import MEASURE, drawn_engine
from server.cases.measure_case import MeasureCase
from server.cases.measures.changing import change_units
from server.cases.measures.inspecting import inspect
from server.cases.returning import return_to
from server.database import db, transaction
from server.models import Problem, Signature
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.cases.test_measures import POSTS, Chain

LIVES, MOVES = 15, 30
STEPS = drawn_engine(MEASURE).user_tasks
ORDER = list(STEPS)
SIGNED = [step.id for step in STEPS.values() if step.participant]
MAKERS = {"water": "water1", "liunan": "liunan_handler1", "rongan": "rongan_handler1", "ecology": "ecology1"}
CHECKERS = {"water": "water2", "liunan": "liunan_chief", "rongan": "rongan_chief", "ecology": "ecology2"}
OTHERS = {"approve_plan": "water2", "examine": "head", "file_measure": "leader"}


def plan_of(number: int) -> str:
    """A plan of one problem with so many measures, each owed by a bureau and two counties."""
    head = [
        "某市督察反馈意见整改方案",
        "一、水环境治理有短板",
        "问题一:甲河水质不稳定。",
        "牵头单位:市水利局、市生态环境局。",
        "整改目标:甲河水质达标。",
        "整改时限:2025年12月底前。",
        "整改措施:",
    ]
    rows = [
        f"{no}.清理甲河第{no}河段。\n责任单位:市水利局,柳南区、融安县党委和人民政府。\n整改时限:2025年12月底前。"
        for no in range(1, number + 1)
    ]
    return "\n".join([*head, *rows]) + "\n"


@pytest.fixture
def chains(house: House) -> Iterator[Chain]:
    """One fresh measure for each life."""
    with transaction():
        for login, post in POSTS.items():
            house.hire(login, posts=[post])
        load(house["clerk"], house.now, plan_of(200))
        db.session.scalars(select(Problem)).one().notice_scope = "measure"
    return (Chain(house, no, loaded=True) for no in count(1))


class Life(RuleBasedStateMachine):
    """One measure, moved at random; `standing` is what ought to stand."""

    chains: ClassVar[Iterator[Chain]]
    chain: Chain
    standing: set[tuple[str, str]]

    @initialize()
    def begin(self) -> None:
        self.chain, self.standing = next(self.chains), set()

    @rule(data=st.data())
    def sign(self, data: st.DataObject) -> None:
        waiting = sorted(self.chain.waiting())
        if not waiting:
            return
        step, unit = data.draw(st.sampled_from(waiting))
        if step == "end_measure_notice":
            self.chain.house.clock.advance(days=14)
        self.chain.do(step, who(step, unit), unit)
        if unit:
            self.standing.add((step, unit))

    @rule(data=st.data())
    def send_back(self, data: st.DataObject) -> None:
        tasks = self.chain.tasks()
        walked = sorted({step for step, _ in self.standing if ORDER.index(step) < self.place()})
        if not tasks or not walked:
            return
        step = data.draw(st.sampled_from(walked))
        house = self.chain.house
        with transaction():
            return_to(tasks[0].id, step, "佐证不全", house["clerk"], house.now)
        self.undo(step)

    @rule(data=st.data())
    def look_into(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(SIGNED))
        if ORDER.index(step) > self.place():
            return
        house = self.chain.house
        with transaction():
            inspect(self.chain.measure, "督查发现问题", step, house["inspector"], house.now)
        self.undo(step)

    @rule(unit=st.sampled_from(sorted(MAKERS)))
    def change(self, unit: str) -> None:
        owing = [one.unit for one in self.case().owed]
        if not self.chain.tasks() or owing == [unit]:
            return
        house, there = self.chain.house, unit in owing
        added, removed = ([], [unit]) if there else ([unit], [])
        with transaction():
            change_units(self.chain.measure, added, removed, "任务调整", house["clerk"], house.now)

    @invariant()
    def every_signature_stands_that_ought_to(self) -> None:
        assert given(self.chain.measure.id) == self.standing

    @invariant()
    def nothing_behind_it_lacks_a_signature(self) -> None:
        behind = [step for step in SIGNED if ORDER.index(step) < self.place()]
        lacking = {step: self.case().missing_signers(step=step) for step in behind}
        assert not any(lacking.values()), lacking
        assert self.chain.tasks() or self.chain.measure.archived_at

    def place(self) -> int:
        """How far the measure has come, in the order of the diagrams."""
        step = self.chain.measure.step
        return ORDER.index(step) if step else len(ORDER)

    def undo(self, step: str) -> None:
        self.standing = {one for one in self.standing if ORDER.index(one[0]) < ORDER.index(step)}

    def case(self) -> MeasureCase:
        return MeasureCase(self.chain.measure, STEPS, self.chain.house.now)


def test_no_signature_is_lost_and_no_measure_closes_with_one_missing(chains: Iterator[Chain]) -> None:
    Life.chains = chains
    quick = settings(
        max_examples=LIVES, stateful_step_count=MOVES, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Life, settings=quick)


def who(step: str, unit: str) -> str:
    """The person who does a step for a unit: makers never check."""
    if not unit:
        return OTHERS.get(step, "water1")
    return (CHECKERS if step in ("county_check", "accept") else MAKERS)[unit]


def given(measure_id: int) -> set[tuple[str, str]]:
    query = select(Signature.step, Signature.unit).where(
        Signature.measure_id == measure_id, Signature.voided_at.is_(None)
    )
    found: Any = db.session.execute(query)
    return {(step, unit) for step, unit in found}
