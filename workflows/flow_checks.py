"""How the flows of a process diagram must run: no dead ends, no endless rounds."""

from collections.abc import Iterator

from workflows.outline import Node, Outline
from workflows.sources import Problem, problem


def check_flows(outline: Outline) -> Iterator[Problem]:
    """Find flows of one diagram that lead nowhere, or round without rest."""
    yield from _check_ends(outline)
    for node in outline.nodes.values():
        for message in _node_messages(outline, node):
            yield problem(outline.file, node.element, message)
    for node in _unreachable(outline):
        yield problem(outline.file, node.element, "从开始事件走不到这里")
    for node in _endless(outline):
        yield problem(outline.file, node.element, "从这里走不到结束事件")
    for node in _rounds(outline, {node.id for node in outline.nodes.values() if not node.waits}):
        yield problem(outline.file, node.element, "这里的循环中没有等待的步骤，会无休止地转下去")
    for node in _rounds(outline, outline.nodes.keys() - {n.id for n in outline.of_kind("exclusiveGateway")}):
        yield problem(outline.file, node.element, "循环必须经过排他网关")


def _check_ends(outline: Outline) -> Iterator[Problem]:
    if len(outline.of_kind("startEvent")) != 1:
        yield problem(outline.file, outline.process, "每张图必须恰好有一个开始事件")
    if not outline.of_kind("endEvent"):
        yield problem(outline.file, outline.process, "图中没有结束事件")
    for flow in outline.flows:
        if flow.source not in outline.nodes or flow.target not in outline.nodes:
            yield problem(outline.file, flow.element, "顺序流没有连接到步骤上")
        if not flow.id:
            yield problem(outline.file, flow.element, "顺序流没有编号")


def _node_messages(outline: Outline, node: Node) -> Iterator[str]:
    leaving = outline.outgoing(node.id)
    gateway = node.kind in {"exclusiveGateway", "parallelGateway"}
    if node.kind == "endEvent":
        if leaving:
            yield "结束事件之后不能再有顺序流"
    elif not leaving:
        yield "这里没有出口"
    elif len(leaving) > 1 and not gateway:
        yield "只有网关可以有多个出口"
    if node.kind != "exclusiveGateway" and any(flow.condition is not None for flow in leaving):
        yield "条件只能写在排他网关的出口上"


def _steps_on(outline: Outline) -> dict[str, set[str]]:
    """Say which nodes follow each node: by its flows, and by the boundary events attached to it."""
    after: dict[str, set[str]] = {node: set() for node in outline.nodes}
    for flow in outline.flows:
        if flow.source in after and flow.target in after:
            after[flow.source].add(flow.target)
    for event in outline.of_kind("boundaryEvent"):
        after.get(event.element.get("attachedToRef", ""), set()).add(event.id)
    return after


def _unreachable(outline: Outline) -> list[Node]:
    reached = _spread({node.id for node in outline.of_kind("startEvent")}, _steps_on(outline))
    return [node for node in outline.nodes.values() if node.id not in reached]


def _endless(outline: Outline) -> list[Node]:
    before: dict[str, set[str]] = {node: set() for node in outline.nodes}
    for source, targets in _steps_on(outline).items():
        for target in targets:
            before[target].add(source)
    ending = _spread({node.id for node in outline.of_kind("endEvent")}, before)
    return [node for node in outline.nodes.values() if node.id not in ending]


def _spread(found: set[str], neighbours: dict[str, set[str]]) -> set[str]:
    queue = list(found)
    while queue:
        new = neighbours[queue.pop()] - found
        found |= new
        queue.extend(new)
    return found


def _rounds(outline: Outline, left: set[str]) -> list[Node]:
    """Find a round that stays among these nodes, by stripping all that only leads in or out."""
    while True:
        fed = {flow.target for flow in outline.flows if flow.source in left}
        feeding = {flow.source for flow in outline.flows if flow.target in left}
        if left == left & fed & feeding:
            return [outline.nodes[one] for one in outline.nodes if one in left]
        left = left & fed & feeding
