"""Whether the diagrams and tables of a definition fit together: who calls whom, and by which names."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import get_type_hints

from lxml import etree

from workflows.case import TOPS
from workflows.element_checks import OPERATORS
from workflows.outline import Outline, below
from workflows.sources import BPMN, SPIFF, Problem, kind, namespace, problem


def check_process(outline: Outline) -> Iterator[Problem]:
    """Find what is wrong with the process of a diagram as a whole."""
    processes = list(outline.root.iter(f"{{{BPMN}}}process"))
    if namespace(outline.root) != BPMN or kind(outline.root) != "definitions" or len(processes) != 1:
        yield problem(outline.file, outline.root, "每个文件必须恰好有一个流程")
    elif outline.id != PurePath(outline.file).stem:
        yield problem(outline.file, outline.process, "流程编号必须与文件名相同")
    elif outline.process.get("isExecutable") != "true":
        yield problem(outline.file, outline.process, "流程必须标为可执行（isExecutable）")
    ids = Counter(element.get("id") for element in outline.process.iter() if element.get("id"))
    for element_id in (one for one, count in ids.items() if count > 1 and not _is_parameter(outline, one)):
        yield Problem(outline.file, str(element_id), "", "编号重复")


def _is_parameter(outline: Outline, element_id: str | None) -> bool:
    found = [element for element in outline.process.iter() if element.get("id") == element_id]
    return sum(namespace(element) != SPIFF for element in found) <= 1


def check_references(
    outlines: list[Outline], tables: Mapping[str, etree._Element], tops: Sequence[str]
) -> Iterator[Problem]:
    """Find what the diagrams name but nobody drew, what is drawn but never reached, and steps drawn twice."""
    known = {outline.id: outline for outline in outlines}
    yield from (Problem(f"{top}.bpmn", "", "", "缺少主流程") for top in tops if top not in known)
    yield from _check_steps(outlines)
    yield from _check_calls(known, tops)
    for top in TOPS.keys() & tops:
        yield from _check_verbs(top, known)
    decisions = {one.get("id") for root in tables.values() for one in root if kind(one) == "decision"}
    for outline in outlines:
        for node in outline.of_kind("businessRuleTask"):
            if len(node.decisions) != 1 or not decisions.issuperset(node.decisions):
                yield problem(outline.file, node.element, "引用的决策表不存在")


def _check_calls(known: Mapping[str, Outline], tops: Sequence[str]) -> Iterator[Problem]:
    reached = {one for top in tops for one in (top, *below(top, known))}
    for outline in known.values():
        for node in outline.of_kind("callActivity"):
            if node.calls not in known:
                yield problem(outline.file, node.element, "调用的流程不存在")
        if outline.id in below(outline.id, known):
            yield problem(outline.file, outline.process, "流程不能直接或间接调用自己")
        elif outline.id not in reached:
            yield problem(outline.file, outline.process, "没有主流程用到这张图")


def _check_verbs(top: str, known: Mapping[str, Outline]) -> Iterator[Problem]:
    """Find automatic steps that ask for verbs this kind of case does not have."""
    asked = (top, *below(top, known))
    for outline in (known[one] for one in asked if one in known):
        for node in outline.of_kind("serviceTask"):
            handler = OPERATORS.get(node.operator)
            if handler is not None and get_type_hints(handler)["case"] not in TOPS[top].__mro__:
                yield problem(
                    outline.file, node.element, f"{node.operator} 不能用于“{known[top].name}”的流程"
                )


def _check_steps(outlines: list[Outline]) -> Iterator[Problem]:
    places: dict[str, str] = {}
    for outline in outlines:
        for node in outline.of_kind("userTask", "callActivity"):
            if node.id in places:
                yield problem(outline.file, node.element, f"步骤的编号与 {places[node.id]} 中的重复")
            places[node.id] = outline.file
