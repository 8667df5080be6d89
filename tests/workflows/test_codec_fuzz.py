"""Random lives of a case, led twice: once untouched in memory, once pruned, stored and restored after every step.

Both must show the same open tasks, facts, walked path and end; and no life may stand still without an open task, a
timer or an end. `XIAOHAO_FUZZ_SEED` and `XIAOHAO_FUZZ_RUNS` choose other lives.
"""

import copy
import os
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from tests.workflows.models.measure import COUNTIES, LEADS, PHASES, STEPS, FakeMeasure
from tests.workflows.models.problem import FakeProblem
from tests.workflows.models.samples import NOTICE, Clock, FakeCase, real_files
from workflows import codec
from workflows.engine import Engine, NotOpen, Process

SEED = int(os.environ.get("XIAOHAO_FUZZ_SEED", "1"))
RUNS = int(os.environ.get("XIAOHAO_FUZZ_RUNS", "200"))
UNITS = ("甲局", "乙局", "丙局")
VERDICTS = ("属实", "基本属实", "不属实")


class Twins:
    """One life led twice, with the same answers, returns, messages and time."""

    cases: list[Any]
    longest = 30
    """Most turns of a life."""
    days: Sequence[int] = (1, 2, 3, 4)
    """How far the clock may go at once."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine = engine
        self.random = random.Random(seed)
        self.clock = Clock()
        self.cases = self.born(seed)
        self.people(3)
        with patch.object(codec, "prune"):
            self.untouched = engine.start(self.cases[0], self.clock)
        self.stored = engine.start(self.cases[1], self.clock)
        self.turns = 0
        self.walked: set[tuple[str, str]] = set()
        self.compare()

    def born(self, seed: int) -> list[Any]:
        """The same case twice."""
        raise NotImplementedError

    def people(self, most: int) -> None:
        """Let others owe what several people do."""
        raise NotImplementedError

    def answers(self, step: str) -> dict[str, object]:
        """What is said in a step."""
        raise NotImplementedError

    def done(self, step: str, participant: str | None, said: Mapping[str, object]) -> None:
        """What the case keeps of a step before its process goes on."""

    def left(self, step: str) -> None:
        """What the case takes back when it is returned to a step."""

    def complete(self) -> None:
        tasks = self.stored.open_tasks()
        if not tasks:
            return
        task = self.random.choice(tasks)
        said = self.answers(task.step)
        self.done(task.step, task.participant, said)
        self.both("complete", task.step, said, task.participant)

    def both(self, verb: str, *arguments: object) -> None:
        """Do the same on both sides, then store and restore the one of them."""
        self.untouched.trail.clear()
        self.stored.trail.clear()
        with patch.object(codec, "prune"):
            first = self.attempt(self.untouched, verb, copy.deepcopy(arguments))
        second = self.attempt(self.stored, verb, arguments)
        assert first == second
        self.compare()
        self.walked.update(self.stored.trail)
        self.stored = self.engine.restore(self.stored.dump(), self.cases[1], self.clock)
        self.compare(walked=False)
        self.turns += 1

    def attempt(self, process: Process, verb: str, arguments: tuple[object, ...]) -> object:
        try:
            return getattr(process, verb)(*arguments)
        except NotOpen as refused:
            return type(refused)

    def compare(self, *, walked: bool = True) -> None:
        assert shown(self.untouched) == shown(self.stored)
        assert self.untouched.facts == self.stored.facts
        if walked:
            assert sorted(self.untouched.trail) == sorted(self.stored.trail)
        stored = self.stored
        assert stored.ended or stored.open_tasks() or waits_for_message(stored) or stored.due_at
        assert stored.ended == (not stored.open_tasks() and not waits_for_message(stored))


def shown(process: Process) -> object:
    tasks = sorted((one.phase, one.step, str(one.participant)) for one in process.open_tasks())
    return tasks, process.ended, process.due_at, sorted(waits_for_message(process))


def waits_for_message(process: Process) -> list[str]:
    waiting = process._workflow.event_manager.tasks.values()
    return [one.task_spec.event_definition.name for one in waiting]


class PetitionTwins(Twins):
    """A petition that is sent back, visited by changing people, and closed."""

    def born(self, seed: int) -> list[Any]:
        marks = self.random.sample(["重点", "重复", "积案", "疑难"], self.random.randint(0, 2))
        cases = [FakeCase(marks=marks), FakeCase(marks=marks)]
        for case in cases:
            case.given["cool_until"] = (self.clock() + timedelta(days=2)).isoformat()
            case.given["notice_until"] = (self.clock() + timedelta(days=9)).isoformat()
            case.by_hand = seed % 3 == 0
            case.found = {"region": self.random.choice(["rongan", "chengzhong", None]), "types": ["油烟"]}
        cases[1].found = dict(cases[0].found)
        return cases

    def people(self, most: int) -> None:
        owed = [str(n) for n in self.random.sample(range(9), self.random.randint(0, most))]
        for case in self.cases:
            case.owed = list(owed)

    def answers(self, step: str) -> dict[str, object]:
        return petition_answers(self.random, step)

    def done(self, step: str, participant: str | None, said: Mapping[str, object]) -> None:
        if step in {"member_visit", "sign"}:
            for case in self.cases:
                case.owed = [one for one in case.owed if one != participant]


class NoticeTwins(PetitionTwins):
    """The same in a model of joins, loops, timers and notices."""

    def answers(self, step: str) -> dict[str, object]:
        return {"repeat": self.random.random() < 0.4}


class MeasureTwins(Twins):
    """A measure that many units sign in any order, while units change and the measure is sent back."""

    longest = 60
    days = (20, 100, 200)

    def born(self, seed: int) -> list[Any]:
        long_term, groups = seed // 4 % 2 == 0, ["成员单位"] if seed % 3 == 0 else []
        return [FakeMeasure(self.clock, groups=groups, long_term=long_term) for _ in range(2)]

    def people(self, most: int) -> None:
        units = self.random.sample([*UNITS, *COUNTIES], self.random.randint(1, most))
        leads = self.random.sample(LEADS, self.random.randint(1, 2))
        for case in self.cases:
            case.units, case.leads = list(units), list(leads)

    def answers(self, step: str) -> dict[str, object]:
        return measure_answers(self.random, step)

    def done(self, step: str, participant: str | None, said: Mapping[str, object]) -> None:
        for case in self.cases:
            if step == "choose_units":
                case.groups.clear()
            if said["start_at"]:
                case.void(said["start_at"])
            if participant is not None:
                case.sign(step, participant)

    def left(self, step: str) -> None:
        for case in self.cases:
            case.void(step)


class ProblemTwins(Twins):
    """A problem that its lead units sign in any order, while they change and the leading group sends it back."""

    def born(self, seed: int) -> list[Any]:
        return [FakeProblem(), FakeProblem()]

    def people(self, most: int) -> None:
        leads = self.random.sample([*UNITS, *LEADS], self.random.randint(1, most))
        for case in self.cases:
            case.leads = list(dict.fromkeys(leads))

    def answers(self, step: str) -> dict[str, object]:
        return {"opinion": "not a fact"}

    def done(self, step: str, participant: str | None, said: Mapping[str, object]) -> None:
        for case in self.cases if participant else ():
            case.signed.append(participant)

    def left(self, step: str) -> None:
        for case in self.cases:
            case.signed.clear()


def petition_answers(chance: random.Random, step: str) -> dict[str, object]:
    back = {"report": ["investigate"], "review": ["investigate", "rectify"], "check": ["review", "rectify"]}
    back |= {"visit": ["rectify", "case_group"], "apply": ["review", "visit"], "verify": ["check", "apply"]}
    start_at = chance.choice(back[step]) if step in back and chance.random() < 0.25 else None
    return {
        "accepted": chance.random() < 0.8,
        "on_the_spot": chance.random() < 0.2,
        "verdict": chance.choice(VERDICTS),
        "finished": chance.random() < 0.7,
        "remedy": chance.choice([None, "explain"]),
        "cadre": chance.choice(["11", "12", 13]),
        "days": chance.randint(1, 9),
        "text": "not a fact",
        "start_at": start_at,
    }


def measure_answers(chance: random.Random, step: str) -> dict[str, object]:
    relapsed = step == "review_upkeep" and chance.random() < 0.4
    refused = step in {"approve_plan", "examine"} and chance.random() < 0.2
    back = chance.choice([*STEPS[:6], "choose_units"]) if relapsed or refused else None
    return {"start_at": back, "relapsed": relapsed, "units": ["not a fact"]}


def live(twins: Twins) -> None:
    """Lead one life for its most turns, or to its end."""
    chance = twins.random
    while twins.turns < twins.longest and not twins.stored.ended:
        dice = chance.random()
        heard = [one for one in waits_for_message(twins.stored) if one != "return_to"]
        if dice < 0.08:
            step = chance.choice(sorted(twins.engine.returnable))
            twins.left(step)
            twins.both("return_to", step)
        elif dice < 0.25 and heard:
            twins.people(4)
            twins.both("send", chance.choice([*heard, "unheard_of"]))
        elif dice < 0.28:
            twins.both("complete", chance.choice(sorted(twins.engine.user_tasks)), {}, "nobody")
        elif dice < 0.34 or not twins.stored.open_tasks():
            twins.clock.pass_days(chance.choice(twins.days))
            twins.both("tick")
        else:
            twins.complete()


@pytest.mark.parametrize("part", range(4))
def test_the_petition_lives_the_same_life_stored_and_untouched(part):
    engine, ends, turns = Engine(real_files()), 0, 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED + part, SEED + RUNS, 4):
        twins = PetitionTwins(engine, seed)
        live(twins)
        ends, turns, walked = ends + twins.stored.ended, turns + twins.turns, walked | twins.walked
    assert turns > RUNS
    if RUNS >= 200:
        assert {("case_group", "member_visit"), ("case_group", "members_changed_here")} <= walked


@pytest.mark.parametrize("part", range(2))
def test_the_measure_lives_the_same_life_stored_and_untouched(part):
    engine, ends, waits = Engine(real_files(), "measure"), 0, 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED + part, SEED + RUNS // 2, 2):
        twins = MeasureTwins(engine, seed)
        live(twins)
        assert twins.stored.ended or twins.stored.open_tasks() or twins.stored.due_at
        ends, waits = ends + twins.stored.ended, waits + bool(twins.stored.due_at)
        walked |= twins.walked
    if RUNS >= 200:
        assert ends
        assert waits
        assert {(phase, f"units_changed_{step}") for step, phase in PHASES.items()} <= walked


def test_the_problem_lives_the_same_life_stored_and_untouched():
    engine, ends = Engine(real_files(), "problem"), 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED, SEED + RUNS // 4):
        twins = ProblemTwins(engine, seed)
        live(twins)
        ends, walked = ends + twins.stored.ended, walked | twins.walked
    if RUNS >= 200:
        assert ends
        assert {
            ("closing_problem", "units_changed_confirm_problem"),
            ("problem", "return_from_closing_problem"),
        } <= walked


def test_joins_loops_timers_and_notices_live_the_same_life_stored_and_untouched():
    engine, ends = Engine(NOTICE, "top"), 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED, SEED + RUNS // 2):
        twins = NoticeTwins(engine, seed)
        live(twins)
        ends, walked = ends + twins.stored.ended, walked | twins.walked
    assert ends > RUNS // 20
    wanted = {
        ("prepare", "meet"),
        ("prepare", "changed"),
        ("prepare", "cool"),
        ("prepare", "good_to_to_fork"),
    }
    if RUNS >= 200:
        assert wanted | {("notice", "over"), ("notice", "answer"), ("top", "return_from_prepare")} <= walked
