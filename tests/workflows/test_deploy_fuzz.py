"""Diagrams damaged at random: the check finds a problem or the case walks on; it never breaks down itself."""

import copy
import random
import time
from contextlib import suppress

import pytest
from lxml import etree

from tests.workflows.models.measure import FakeMeasure
from tests.workflows.models.samples import NOTICE, Clock, FakeCase, real_files
from tests.workflows.test_codec_fuzz import RUNS, SEED, measure_answers, petition_answers, waits_for_message
from workflows.deploy import check
from workflows.engine import Engine, NotOpen, StepFailed

TAGS = [
    "userTask",
    "serviceTask",
    "exclusiveGateway",
    "parallelGateway",
    "endEvent",
    "scriptTask",
    "callActivity",
]


def petition(_clock: Clock) -> FakeCase:
    case = FakeCase(marks=["重点"])
    case.given |= {"cool_until": None, "notice_until": None}
    case.owed = ["1", "2"]
    return case


def measure(clock: Clock) -> FakeMeasure:
    return FakeMeasure(clock, ["甲局", "丁县"], groups=["成员单位"], long_term=True)


CASES = {"petition": petition, "measure": measure, "top": petition}
ANSWERS = {"petition": petition_answers, "measure": measure_answers, "top": petition_answers}


def damage(root: etree._Element, chance: random.Random) -> None:
    """Change one thing in a tree: drop, double, rename, rewire, rewrite."""
    elements = [one for one in root.iter() if one is not root]
    element = chance.choice(elements)
    parent = element.getparent()
    kind = chance.choice(["drop", "double", "rename", "attribute", "forget", "text", "move"])
    if kind == "drop":
        parent.remove(element)
    elif kind == "double":
        parent.append(copy.deepcopy(element))
    elif kind == "rename":
        element.tag = etree.QName(etree.QName(element).namespace, chance.choice(TAGS))
    elif kind == "attribute" and element.attrib:
        other = chance.choice([one for one in elements if one.attrib])
        element.set(chance.choice(list(element.attrib)), chance.choice(list(other.attrib.values())))
    elif kind == "forget" and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif kind == "text":
        element.text = chance.choice(
            [None, "", "x.y", "True", "1", '"a"', "start_at", "petition", "len(text)"]
        )
    else:
        chance.choice(elements).append(copy.deepcopy(element))


def damaged(files: dict[str, bytes], seed: int) -> dict[str, bytes]:
    chance = random.Random(seed)
    name = chance.choice(sorted(files))
    root = etree.fromstring(files[name])
    for drawing in root.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        root.remove(drawing)
    for _ in range(chance.randint(1, 3)):
        if len(root):
            damage(root, chance)
    return {**files, name: etree.tostring(root, encoding="utf-8", xml_declaration=True)}


def walk(engine: Engine, top: str, seed: int) -> None:
    """Lead a short life; what the check let through may fail loudly, but never stands still."""
    chance, clock = random.Random(seed), Clock()
    case = CASES[top](clock)
    process = engine.start(case, clock)
    for _ in range(15):
        tasks = process.open_tasks()
        assert process.ended or tasks or waits_for_message(process) or process.due_at
        if not tasks:
            return
        task = chance.choice(tasks)
        if chance.random() < 0.2 and engine.returnable and "return_to" in waits_for_message(process):
            process.return_to(chance.choice(sorted(engine.returnable)))
        else:
            process.complete(task.step, ANSWERS[top](chance, task.step), task.participant)
        process = engine.restore(process.dump(), case, clock)


@pytest.mark.parametrize(("files", "tops"), [(real_files(), ["petition", "measure"]), (NOTICE, ["top"])])
def test_a_damaged_definition_is_refused_or_still_walks(files, tops):
    refused = passed = 0
    for seed in range(SEED, SEED + RUNS):
        broken = damaged(files, seed)
        began = time.process_time()
        problems = check(broken, tops[0])
        assert time.process_time() - began < 2
        assert all(problem.message for problem in problems)
        refused += bool(problems)
        passed += not problems
        for top in tops if not problems else ():
            with suppress(StepFailed, NotOpen):
                walk(Engine(broken, top), top, seed)
    assert refused > RUNS / 5
    assert passed
