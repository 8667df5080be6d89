"""Random lives of a case, led twice: once untouched in memory, once pruned, stored and restored after every step.

Both must show the same open tasks, facts, walked path and end; and no life may stand still without an open task, a
timer or an end. `XIAOHAO_FUZZ_SEED` and `XIAOHAO_FUZZ_RUNS` choose other lives.
"""

import copy
import os
import random
from datetime import timedelta
from unittest.mock import patch

import pytest

from tests.workflows.models.samples import NOTICE, Clock, FakeCase, real_files
from workflows import codec
from workflows.engine import Engine, NotOpen, Process

SEED = int(os.environ.get("XIAOHAO_FUZZ_SEED", "1"))
RUNS = int(os.environ.get("XIAOHAO_FUZZ_RUNS", "200"))
STEPS = 30
VERDICTS = ("属实", "基本属实", "不属实")


class Twins:
    """One life led twice, with the same answers, returns, messages and time."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine = engine
        self.random = random.Random(seed)
        self.clock = Clock()
        marks = self.random.sample(["重点", "重复", "积案", "疑难"], self.random.randint(0, 2))
        self.cases = [FakeCase(marks=marks), FakeCase(marks=marks)]
        for case in self.cases:
            case.given["cool_until"] = (self.clock() + timedelta(days=2)).isoformat()
            case.given["notice_until"] = (self.clock() + timedelta(days=9)).isoformat()
            case.by_hand = seed % 3 == 0
            case.found = {"region": self.random.choice(["rongan", "chengzhong", None]), "types": ["油烟"]}
        self.cases[1].found = dict(self.cases[0].found)
        self.people(3)
        with patch.object(codec, "prune"):
            self.untouched = engine.start(self.cases[0], self.clock)
        self.stored = engine.start(self.cases[1], self.clock)
        self.turns = 0
        self.walked: set[tuple[str, str]] = set()
        self.compare()

    def people(self, most: int) -> None:
        owed = [str(n) for n in self.random.sample(range(9), self.random.randint(0, most))]
        for case in self.cases:
            case.owed = list(owed)

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

    def complete(self, answers) -> None:
        tasks = self.stored.open_tasks()
        if not tasks:
            return
        task = self.random.choice(tasks)
        if task.step in {"member_visit", "sign"}:
            for case in self.cases:
                case.owed = [one for one in case.owed if one != task.participant]
        self.both("complete", task.step, answers(self.random, task.step), task.participant)


def shown(process: Process) -> object:
    tasks = sorted((one.phase, one.step, str(one.participant)) for one in process.open_tasks())
    return tasks, process.ended, process.due_at, sorted(waits_for_message(process))


def waits_for_message(process: Process) -> list[str]:
    waiting = process._workflow.event_manager.tasks.values()
    return [one.task_spec.event_definition.name for one in waiting]


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


def notice_answers(chance: random.Random, _step: str) -> dict[str, object]:
    return {"repeat": chance.random() < 0.4}


def live(twins: Twins, answers) -> None:
    """Lead one life of at most STEPS turns, or to its end."""
    chance = twins.random
    while twins.turns < STEPS and not twins.stored.ended:
        dice = chance.random()
        heard = [one for one in waits_for_message(twins.stored) if one != "return_to"]
        if dice < 0.08:
            twins.both("return_to", chance.choice(sorted(twins.engine.returnable)))
        elif dice < 0.25 and heard:
            twins.people(4)
            twins.both("send", chance.choice([*heard, "unheard_of"]))
        elif dice < 0.28:
            twins.both("complete", chance.choice(sorted(twins.engine.user_tasks)), {}, "nobody")
        elif dice < 0.34 or not twins.stored.open_tasks():
            twins.clock.pass_days(chance.randint(1, 4))
            twins.both("tick")
        else:
            twins.complete(answers)


@pytest.mark.parametrize("part", range(4))
def test_the_petition_lives_the_same_life_stored_and_untouched(part):
    engine, ends, turns = Engine(real_files()), 0, 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED + part, SEED + RUNS, 4):
        twins = Twins(engine, seed)
        live(twins, petition_answers)
        ends, turns, walked = ends + twins.stored.ended, turns + twins.turns, walked | twins.walked
    assert turns > RUNS
    if RUNS >= 200:
        assert {("case_group", "member_visit"), ("case_group", "members_changed_here")} <= walked


def test_joins_loops_timers_and_notices_live_the_same_life_stored_and_untouched():
    engine, ends = Engine(NOTICE, "top"), 0
    walked: set[tuple[str, str]] = set()
    for seed in range(SEED, SEED + RUNS // 2):
        twins = Twins(engine, seed)
        live(twins, notice_answers)
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
