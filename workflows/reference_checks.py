"""Whether the diagrams and tables of a definition fit together: who calls whom, and by which names."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from lxml import etree

from workflows.outline import Outline
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
    outlines: list[Outline], tables: Mapping[str, etree._Element], top: str
) -> Iterator[Problem]:
    """Find what the diagrams name but nobody drew, and steps drawn twice."""
    calls = {outline.id: _called(outline) for outline in outlines}
    if top not in calls:
        yield Problem(f"{top}.bpmn", "", "", "缺少主流程")
    yield from _check_steps(outlines)
    decisions = {one.get("id") for root in tables.values() for one in root if kind(one) == "decision"}
    for outline in outlines:
        for node in outline.of_kind("callActivity"):
            if node.calls not in calls:
                yield problem(outline.file, node.element, "调用的流程不存在")
        if outline.id in _below(outline.id, calls):
            yield problem(outline.file, outline.process, "流程不能直接或间接调用自己")
        for node in outline.of_kind("businessRuleTask"):
            named = [one.text for one in node.element.iter(f"{{{SPIFF}}}calledDecisionId")]
            if len(named) != 1 or named[0] not in decisions:
                yield problem(outline.file, node.element, "引用的决策表不存在")


def _check_steps(outlines: list[Outline]) -> Iterator[Problem]:
    places: dict[str, str] = {}
    for outline in outlines:
        for node in outline.of_kind("userTask", "callActivity"):
            if node.id in places:
                yield problem(outline.file, node.element, f"步骤的编号与 {places[node.id]} 中的重复")
            places[node.id] = outline.file


def _called(outline: Outline) -> set[str]:
    return {node.calls for node in outline.of_kind("callActivity")}


def _below(process: str, calls: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    queue = [*calls.get(process, ())]
    while queue:
        here = queue.pop()
        if here not in found:
            found.add(here)
            queue.extend(calls.get(here, ()))
    return found
