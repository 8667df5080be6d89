"""How the flows of a process diagram must run: no dead ends, no endless rounds, every branch decided."""

import ast
from collections.abc import Collection, Iterator, Mapping

from workflows.expressions import ExpressionRefused, parse
from workflows.outline import Flow, Node, Outline
from workflows.sources import Problem, problem
from workflows.steps import entry_steps


def check_flows(outline: Outline, called: Mapping[str, Outline], is_top: bool) -> Iterator[Problem]:
    """Find flows of one diagram that lead nowhere, into a stall, or round without rest."""
    yield from _check_ends(outline)
    for node in outline.nodes.values():
        for message in _node_messages(outline, node):
            yield problem(outline.file, node.element, message)
    for node in _unreachable(outline):
        yield problem(outline.file, node.element, "从开始事件走不到这里")
    for node in _restless(outline):
        yield problem(outline.file, node.element, "这里的循环中没有等待的步骤，会无休止地转下去")
    steps: Collection[str] = entry_steps(outline, called) if is_top else outline.returnable()
    for gateway in outline.of_kind("exclusiveGateway"):
        for message in _branch_messages(outline, gateway, steps):
            yield problem(outline.file, gateway.element, message)


def _check_ends(outline: Outline) -> Iterator[Problem]:
    if len(outline.of_kind("startEvent")) != 1:
        yield problem(outline.file, outline.process, "每张图必须恰好有一个开始事件")
    if not outline.of_kind("endEvent"):
        yield problem(outline.file, outline.process, "图中没有结束事件")
    for flow in outline.flows:
        if flow.source not in outline.nodes or flow.target not in outline.nodes:
            yield problem(outline.file, flow.element, "顺序流没有连接到步骤上")


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


def _unreachable(outline: Outline) -> list[Node]:
    reached = {node.id for node in outline.of_kind("startEvent")}
    queue = list(reached)
    while queue:
        here = queue.pop()
        guards = [n.id for n in outline.of_kind("boundaryEvent") if n.element.get("attachedToRef") == here]
        found = {flow.target for flow in outline.outgoing(here)}.union(guards) - reached
        reached |= found
        queue.extend(found)
    return [node for node in outline.nodes.values() if node.id not in reached]


def _restless(outline: Outline) -> list[Node]:
    """Find automatic nodes on a round without a waiting step, by stripping all that only leads in or out."""
    left = {node.id for node in outline.nodes.values() if not node.waits}
    while True:
        fed = {flow.target for flow in outline.flows if flow.source in left}
        feeding = {flow.source for flow in outline.flows if flow.target in left}
        if left == left & fed & feeding:
            return [outline.nodes[one] for one in outline.nodes if one in left]
        left &= fed & feeding


def _branch_messages(outline: Outline, gateway: Node, steps: Collection[str]) -> Iterator[str]:
    leaving = outline.outgoing(gateway.id)
    default = gateway.element.get("default")
    if default is not None and default not in {flow.id for flow in leaving}:
        yield "默认流不是本网关的出口"
    if any(flow.condition is not None for flow in leaving if flow.id == default):
        yield "默认流不应带条件"
    bare = [flow for flow in leaving if flow.condition is None and flow.id != default]
    if len(leaving) > 1 and bare:
        yield "出口必须带条件，或设为默认流"
    elif len(leaving) == 1 and leaving[0].condition is not None:
        yield "唯一的出口不应带条件"
    elif len(leaving) > 1 and default is None:
        yield from _completeness(leaving, steps)


def _completeness(leaving: list[Flow], steps: Collection[str]) -> Iterator[str]:
    conditions = _parsed(leaving)
    if conditions is None or _is_pair(conditions):
        return
    entries = [_entries(condition) for condition in conditions]
    known = [entry for entry in entries if entry is not None]
    if len(known) < len(entries):
        yield "没有默认流，且各条件不构成完整的分支"
        return
    every = [one for entry in known for one in entry]
    missing = {None, *steps} - set(every)
    if missing:
        yield f"没有默认流，且 start_at 缺少：{'、'.join(sorted(map(str, missing)))}"
    if strange := set(every) - {None, *steps}:
        yield f"start_at 中有不能退回的步骤：{'、'.join(sorted(map(str, strange)))}"
    if len(every) > len(set(every)):
        yield "同一个 start_at 出现在多个出口"


def _parsed(flows: list[Flow]) -> list[ast.expr] | None:
    try:
        return [parse(flow.condition or "") for flow in flows]
    except ExpressionRefused:
        return None  # reported with the expression itself


def _is_pair(conditions: list[ast.expr]) -> bool:
    if len(conditions) != 2:
        return False
    first, second = (ast.unparse(condition) for condition in conditions)
    opposite = [f"not {text}" for text in (first, second)] + [f"not ({text})" for text in (first, second)]
    return first in opposite or second in opposite


def _entries(condition: ast.expr) -> list[str | None] | None:
    """Read which values of `start_at` an entry condition names; None when it is no such condition."""
    match condition:
        case ast.Compare(ast.Name("start_at"), [ast.Eq()], [ast.Constant() as value]):
            return _texts([value])
        case ast.Compare(ast.Name("start_at"), [ast.In()], [ast.List(items) | ast.Tuple(items)]):
            return _texts(items)
    return None


def _texts(items: list[ast.expr]) -> list[str | None] | None:
    found: list[str | None] = []
    for item in items:
        if not isinstance(item, ast.Constant) or not (item.value is None or isinstance(item.value, str)):
            return None
        found.append(item.value)
    return found
