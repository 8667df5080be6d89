"""Journeys through the diagrams, as a clerk tells them in journeys.txt; together they cross every flow."""

import re
from pathlib import Path

import pytest

from tests.workflows.models.samples import Clock, FakeCase, real_files
from workflows.engine import Engine, Process

ENGINE = Engine(real_files())
IDS = {step.name: step.id for step in ENGINE.user_tasks.values()} | {
    name: step for step, name in ENGINE.returnable.items()
}
NAMES = {step.id: step.name for step in ENGINE.user_tasks.values()}
CIRCUMSTANCES = {
    "重点": {"marks": ["重点"]},
    "重复": {"marks": ["重复"]},
    "疑难": {"marks": ["疑难"]},
    "区域不明": {"region": None, "by_hand": True},
    "类型不明": {"types": [], "text": "反映的问题没有写明"},
    "成员甲": {"owed": ["甲"]},
    "成员甲乙": {"owed": ["甲", "乙"]},
}
ANSWERS = {
    "退件": {"accepted": False},
    "现场即办": {"on_the_spot": True, "verdict": "属实"},
    "属实": {"verdict": "属实"},
    "不属实": {"verdict": "不属实"},
    "阶段性办结": {"finished": False},
    "解释疏导": {"remedy": "explain"},
    "补充整改": {"remedy": "rectify", "start_at": "rectify"},
    "包案化解": {"remedy": "case_group", "start_at": "case_group"},
    "已处理到位": {"remedy": "settled"},
}
YES = {
    "accepted": True,
    "on_the_spot": False,
    "finished": True,
    "cadre": "9",
    "start_at": None,
    "remedy": None,
}
"""What a step says unless its journey says otherwise: all is well, go on."""
BLOCK = re.compile(r"(?P<name>[^(\n]+)(\((?P<given>.*)\))?\n(?P<steps>.+?)\s+-> (?P<end>\S+)", re.DOTALL)
"""Name (circumstances); steps, each with an answer after = where it matters; the office's 退回; -> where it ends."""
TABLE = (Path(__file__).parent / "journeys.txt").read_text(encoding="utf-8").split("\n\n")
TOLD = [match for block in TABLE if (match := BLOCK.fullmatch(block.strip()))]


class Journey:
    """One journey being made: the process and its case."""

    def __init__(self, given: str) -> None:
        said = {key: value for word in given.split(",") if word for key, value in CIRCUMSTANCES[word].items()}
        self.case = FakeCase(**{name: said[name] for name in ("marks", "text") if name in said})
        self.case.found |= {name: said[name] for name in ("region", "types") if name in said}
        self.case.by_hand = said.get("by_hand", False)
        self.case.owed = list(said.get("owed", []))
        self.process: Process = ENGINE.start(self.case, Clock())

    def take(self, word: str) -> None:
        """Do one word of the table: a step with its answer, a return by the office, a change of members."""
        step, _, answer = word.partition("=")
        if word == "换成员":
            self.case.owed += ["丙"]
            assert self.process.send("members_changed")
        elif step.startswith("退回"):
            self.process.return_to(IDS[step.removeprefix("退回")])
        else:
            self.complete(IDS[step], answer)

    def complete(self, step: str, answer: str) -> None:
        back = {"start_at": IDS[answer.removeprefix("退回")]} if answer.startswith("退回") else {}
        participant = next(task.participant for task in self.process.open_tasks() if task.step == step)
        if step == "member_visit":
            self.case.owed.remove(participant)
        self.process.complete(step, {**YES, **ANSWERS.get(answer, {}), **back}, participant)

    def place(self) -> str:
        """Where the case stands, in words."""
        names = {NAMES[task.step] for task in self.process.open_tasks()}
        return "、".join(sorted(names)) if names else "归档"


def made(told: re.Match[str]) -> Journey:
    journey = Journey(told["given"] or "")
    for word in told["steps"].split():
        journey.take(word)
    return journey


def test_every_line_of_the_table_can_be_read() -> None:
    assert len(TOLD) == len(TABLE)
    words = {word for told in TOLD for word in re.split(r"[\s=]+", told["steps"].strip())}
    known = IDS.keys() | ANSWERS.keys() | {f"退回{name}" for name in IDS} | {"换成员"}
    assert words <= known


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told["name"])
def test_a_journey_ends_where_it_is_told_to(told: re.Match[str]) -> None:
    journey = made(told)
    assert journey.place() == told["end"]
    assert journey.process.ended == (told["end"] == "归档")
    assert ("archived" in journey.case.told) == journey.process.ended


def test_together_the_journeys_cross_every_flow() -> None:
    crossed = {passed for told in TOLD for passed in made(told).process.trail}
    flows = {(process, flow) for (process, *_), found in ENGINE.flows.items() for flow in found}
    assert len(flows) > 100
    assert sorted(flows - crossed) == []


def test_together_the_journeys_do_every_step() -> None:
    done = {element for told in TOLD for _, element in made(told).process.trail}
    assert ENGINE.user_tasks.keys() - done == set()
