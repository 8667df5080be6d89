"""Journeys through the diagrams, as a clerk tells them in a table for each kind of case.

Together they cross every flow.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.models import measure
from tests.workflows.models.measure import FakeMeasure
from tests.workflows.models.problem import FakeProblem
from tests.workflows.models.samples import Clock, FakeCase, real_files
from workflows.engine import Engine, Process

FILES = real_files()
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
UNITS = {"甲": "甲局", "乙": "乙局", "丁县": "丁县", "己": "己局"}
"""Short names of units, as the table of measures writes them one after the other."""
YES = {
    "accepted": True,
    "on_the_spot": False,
    "finished": True,
    "cadre": "9",
    "start_at": None,
    "remedy": None,
}
"""What a step says unless its journey says otherwise: all is well, go on."""
VERBS = ("退回", "反弹", "跳到")
"""Ways of going to a step."""
BLOCK = re.compile(r"(?P<name>[^(\n]+)(\((?P<given>.*)\))?\n(?P<steps>.+?)\s+-> (?P<end>\S+)", re.DOTALL)
"""Name (circumstances); steps, each with an answer after = where it matters; the office's 退回; -> where it ends."""


def read(table: str) -> list[re.Match[str] | None]:
    """All journeys of a table; None where one cannot be read."""
    blocks = (Path(__file__).parent / table).read_text(encoding="utf-8").split("\n\n")
    return [BLOCK.fullmatch(block.strip()) for block in blocks]


class Journey:
    """One journey being made: the process, and the words of its diagrams."""

    engine: Engine
    process: Process

    def __init_subclass__(cls, top: str) -> None:
        cls.engine = Engine(FILES, top)
        cls.names = {step.id: step.name for step in cls.engine.user_tasks.values()}
        cls.ids = {name: step for step, name in (cls.names | dict(cls.engine.returnable)).items()}

    def place(self) -> str:
        """Where the case stands, in words."""
        names = {self.names[task.step] for task in self.process.open_tasks()}
        return "、".join(sorted(names)) or ("等到复查日" if self.process.due_at else "归档")


class PetitionJourney(Journey, top="petition"):
    """A petition on its way."""

    def __init__(self, given: str) -> None:
        said = {key: value for word in given.split(",") if word for key, value in CIRCUMSTANCES[word].items()}
        self.case = FakeCase(**{name: said[name] for name in ("marks", "text") if name in said})
        self.case.found |= {name: said[name] for name in ("region", "types") if name in said}
        self.case.by_hand = said.get("by_hand", False)
        self.case.owed = list(said.get("owed", []))
        self.process = self.engine.start(self.case, Clock())

    def take(self, word: str) -> None:
        """Do one word of the table: a step with its answer, a return by the office, a change of members."""
        step, _, answer = word.partition("=")
        if word == "换成员":
            self.case.owed += ["丙"]
            assert self.process.send("members_changed")
        elif step.startswith("退回"):
            self.process.return_to(self.ids[step.removeprefix("退回")])
        else:
            self.complete(self.ids[step], answer)

    def complete(self, step: str, answer: str) -> None:
        back = {"start_at": self.ids[answer.removeprefix("退回")]} if answer.startswith("退回") else {}
        participant = next(task.participant for task in self.process.open_tasks() if task.step == step)
        if step == "member_visit":
            self.case.owed.remove(participant)
        self.process.complete(step, {**YES, **ANSWERS.get(answer, {}), **back}, participant)


class MeasureJourney(Journey, top="measure"):
    """A measure on its way: units sign by name, and change."""

    def __init__(self, given: str) -> None:
        words = given.split(",")
        said = {word[:2]: units_in(word[2:]) for word in words}
        clock = Clock()
        self.case = FakeMeasure(
            clock,
            said.get("单位", ()),
            leads=said.get("牵头", ["甲局"]),
            groups=["有关县区"] if "有关县区" in words else (),
            long_term="长期" in words,
        )
        self.process = self.engine.start(self.case, clock)

    def take(self, word: str) -> None:
        """Do one word of the table: a step, a return by the office, a change of units, the day of a review."""
        if word == "复查日到":
            self.case.clock.pass_days(measure.REVIEW_EVERY.days)
            self.process.tick()
        elif "换成" in word:
            self.change(word)
        elif word.startswith("定为"):
            self.case.groups.clear()
            self.change(word.replace("定为", "换成"))
        elif word.startswith("退回"):
            measure.return_to(self.process, self.case, self.ids[word.removeprefix("退回")])
        else:
            self.complete(*word.split("="))

    def change(self, word: str) -> None:
        who, _, names = word.partition("换成")
        if who == "牵头":
            self.case.leads = units_in(names)
        else:
            self.case.units = units_in(names)
        measure.units_changed(self.process, self.case)

    def complete(self, name: str, answer: str = "") -> None:
        step, back = self.ids[name], re.match("退回|反弹", answer)
        found = [task.participant for task in self.process.open_tasks() if task.step == step]
        wanted = found[0] if back or not answer else UNITS.get(answer, answer)
        unit = found[found.index(wanted)]
        if step == "choose_units":
            self.case.units = ["丁县"]
        said = {"start_at": self.ids[answer[2:]], "relapsed": answer.startswith("反弹")} if back else {}
        measure.complete(self.process, self.case, step, unit, **said)


class ProblemJourney(Journey, top="problem"):
    """A problem on its way out: its lead units sign by name, and change."""

    def __init__(self, given: str) -> None:
        self.case = FakeProblem(units_in(given))
        self.process = self.engine.start(self.case, Clock())

    def take(self, word: str) -> None:
        """Do one word of the table: a step, a return with or without its signatures, a change of lead units."""
        if word.startswith("换成"):
            self.case.leads = units_in(word)
            assert self.process.send("units_changed")
        elif word.startswith(("退回", "跳到")):
            if word.startswith("退回"):
                self.case.signed.clear()
            self.process.return_to(self.ids[word[2:]])
        else:
            self.complete(*word.split("="))

    def complete(self, name: str, unit: str | None = None) -> None:
        step = self.ids[name]
        found = [task.participant for task in self.process.open_tasks() if task.step == step]
        wanted = UNITS[unit] if unit else found[0]
        if wanted:
            self.case.signed.append(wanted)
        self.process.complete(step, {}, wanted)


def units_in(names: str) -> list[str]:
    """Units written one after the other by their short names, in that order."""
    return [UNITS[name] for name in re.findall("|".join(UNITS), names)]


KINDS = {
    "journeys.txt": PetitionJourney,
    "journeys_measure.txt": MeasureJourney,
    "journeys_problem.txt": ProblemJourney,
}
FLOWS = {PetitionJourney: 90, MeasureJourney: 90, ProblemJourney: 10}
"""So many flows there are at least for each kind of case."""
TOLD = [
    pytest.param(kind, told, id=told["name"]) for table, kind in KINDS.items() for told in read(table) if told
]


def made(kind: type[Any], told: re.Match[str]) -> Any:
    journey = kind(told["given"] or "")
    for word in told["steps"].split():
        journey.take(word)
    return journey


@pytest.mark.parametrize(("table", "kind"), KINDS.items())
def test_every_line_of_a_table_can_be_read(table: str, kind: type[Any]) -> None:
    told = read(table)
    assert all(told)
    words = {word for one in told if one for word in re.split(r"[\s=]+", one["steps"].strip())}
    known = kind.ids.keys() | ANSWERS.keys() | {f"{verb}{name}" for name in kind.ids for verb in VERBS}
    changes = (
        {word for word in words if "换成" in word or word.startswith("定为")}
        | UNITS.keys()
        | set(UNITS.values())
    )
    assert words <= known | changes | {"复查日到"}


@pytest.mark.parametrize(("kind", "told"), TOLD)
def test_a_journey_ends_where_it_is_told_to(kind: type[Any], told: re.Match[str]) -> None:
    journey = made(kind, told)
    assert journey.place() == told["end"]
    assert journey.process.ended == (told["end"] == "归档")
    passed = {"archive", "archive_measure", "archive_problem"} & {*journey.process.walked}
    assert ("archived" in journey.case.told) == bool(passed)


@pytest.mark.parametrize("kind", KINDS.values())
def test_together_the_journeys_cross_every_flow(kind: type[Any]) -> None:
    crossed = walked(kind)
    flows = {(process, flow) for (process, *_), found in kind.engine.flows.items() for flow in found}
    assert len(flows) > FLOWS[kind]
    assert sorted(flows - crossed) == []


@pytest.mark.parametrize("kind", KINDS.values())
def test_together_the_journeys_do_every_step(kind: type[Any]) -> None:
    assert kind.engine.user_tasks.keys() - {element for _, element in walked(kind)} == set()


@cache
def walked(kind: type[Any]) -> set[tuple[str, str]]:
    """Everything the journeys of one table pass."""
    told = [one.values for one in TOLD if one.values[0] is kind]
    return {passed for _, one in told for passed in made(kind, one).process.trail}
