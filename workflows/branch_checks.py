"""Whether every branch of a process diagram is decided: by a default flow, a pair, or the entry of a phase.

The entry of a phase asks the fact `start_at`: None on the way forward, a step when a case is returned to it.
"""

import ast
from collections.abc import Iterator, Mapping

from workflows.expressions import ExpressionRefused, parse
from workflows.outline import Flow, Node, Outline
from workflows.sources import Problem, problem

Entry = list[str | None]


def check_branches(outline: Outline, called: Mapping[str, Outline]) -> Iterator[Problem]:
    """Find exclusive gateways of one diagram at which a case could get stuck or go astray.

    `called` holds the diagrams of the phases when this is the top process, and is empty otherwise.
    """
    goals = _goals(outline, called)
    for gateway in outline.of_kind("exclusiveGateway"):
        for message in _messages(outline, gateway, goals):
            yield problem(outline.file, gateway.element, message)


def _goals(outline: Outline, called: Mapping[str, Outline]) -> dict[str, str]:
    """Say at which node of the diagram each step is reached to which a case may be returned."""
    phases = [
        (node.id, called[node.calls]) for node in outline.of_kind("callActivity") if node.calls in called
    ]
    if not phases:
        return {step: step for step in outline.returnable()}
    return {step: node for node, phase in phases for step in phase.returnable()}


def _messages(outline: Outline, gateway: Node, goals: Mapping[str, str]) -> Iterator[str]:
    leaving = outline.outgoing(gateway.id)
    default = gateway.element.get("default")
    if default is not None and default not in {flow.id for flow in leaving}:
        yield "默认流不是本网关的出口"
    if any(flow.condition is not None for flow in leaving if flow.id == default):
        yield "默认流不应带条件"
    if len(leaving) > 1 and any(flow.condition is None and flow.id != default for flow in leaving):
        yield "出口必须带条件，或设为默认流"
    elif len(leaving) == 1 and leaving[0].condition is not None:
        yield "唯一的出口不应带条件"
    elif len(leaving) > 1 and default is None:
        yield from _without_default(outline, leaving, goals)


def _without_default(outline: Outline, leaving: list[Flow], goals: Mapping[str, str]) -> Iterator[str]:
    conditions = _parsed(leaving)
    if conditions is None or _is_pair(conditions):
        return
    entries = {flow.id: _entry(condition) for flow, condition in zip(leaving, conditions, strict=True)}
    known = {flow: entry for flow, entry in entries.items() if entry is not None}
    if len(known) < len(entries):
        yield "没有默认流，且各条件不构成完整的分支"
        return
    yield from _coverage([one for entry in known.values() for one in entry], goals)
    for flow in leaving:
        for step in _astray(outline, flow, known[flow.id], goals):
            yield f"start_at 为 {step} 的出口没有直接通到那一步"


def _coverage(named: Entry, goals: Mapping[str, str]) -> Iterator[str]:
    expected = {None, *goals}
    if missing := expected - set(named):
        yield f"没有默认流，且 start_at 缺少：{'、'.join(sorted(map(str, missing)))}"
    if strange := set(named) - expected:
        yield f"start_at 中有不能退回的步骤：{'、'.join(sorted(map(str, strange)))}"
    if len(named) > len(set(named)):
        yield "同一个 start_at 出现在多个出口"


def _astray(outline: Outline, flow: Flow, entry: Entry, goals: Mapping[str, str]) -> list[str]:
    """Find steps an entry names but does not lead to straight.

    Only merges, parallel splits and the service that asks the list of the step may stand between.
    """
    arrived: set[str] = set()
    queue = [flow.target]
    while queue:
        here = queue.pop()
        node = outline.nodes.get(here)
        if node is not None and here not in arrived and _is_passed(outline, node):
            queue.extend(one.target for one in outline.outgoing(here))
        arrived.add(here)
    return [step for step in entry if step is not None and goals.get(step) not in {None, *arrived}]


def _is_passed(outline: Outline, node: Node) -> bool:
    match node.kind:
        case "parallelGateway":
            return True
        case "exclusiveGateway":
            return len(outline.outgoing(node.id)) == 1
        case "serviceTask":
            return outline.lists(node) is not None
    return False


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


def _entry(condition: ast.expr) -> Entry | None:
    """Read which values of `start_at` an entry condition names; None when it is no such condition."""
    match condition:
        case ast.Compare(ast.Name("start_at"), [ast.Eq()], [ast.Constant() as value]):
            return _texts([value])
        case ast.Compare(ast.Name("start_at"), [ast.In()], [ast.List(items) | ast.Tuple(items)]):
            return _texts(items)
    return None


def _texts(items: list[ast.expr]) -> Entry | None:
    found: Entry = []
    for item in items:
        if not isinstance(item, ast.Constant) or not (item.value is None or isinstance(item.value, str)):
            return None
        found.append(item.value)
    return found
