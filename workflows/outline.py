"""The plain outline of one process diagram: its nodes, its sequence flows, who stands in which lane."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from workflows.sources import BPMN, SPIFF, kind

NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "userTask",
        "serviceTask",
        "businessRuleTask",
        "receiveTask",
        "callActivity",
        "exclusiveGateway",
        "parallelGateway",
        "boundaryEvent",
        "intermediateCatchEvent",
    }
)


@dataclass(frozen=True)
class Node:
    """One task, gateway, event or called phase of a diagram."""

    id: str
    name: str
    kind: str
    lane: str
    properties: Mapping[str, str]
    element: etree._Element

    @property
    def is_multiple(self) -> bool:
        """Say whether the step is done once for each of several people (会签)."""
        return self.element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics") is not None

    @property
    def calls(self) -> str:
        """Name the process a call activity calls."""
        return self.element.get("calledElement", "")

    @property
    def operator(self) -> str:
        """Name the handler a service task runs."""
        return next((one.get("id", "") for one in self.element.iter(f"{{{SPIFF}}}serviceTaskOperator")), "")

    @property
    def decisions(self) -> list[str]:
        """Name the tables a business rule task asks; it should be one."""
        return [one.text or "" for one in self.element.iter(f"{{{SPIFF}}}calledDecisionId")]

    @property
    def waits(self) -> bool:
        """Say whether the process may come to rest at this node."""
        return self.kind in {"userTask", "receiveTask", "intermediateCatchEvent", "callActivity"}


@dataclass(frozen=True)
class Flow:
    """One sequence flow and the condition written on it."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    element: etree._Element


class Outline:
    """One process diagram, read once."""

    def __init__(self, file: str, root: etree._Element) -> None:
        self.file = file
        self.root = root
        found = root.find(f"{{{BPMN}}}process")
        self.process = found if found is not None else etree.Element("process")
        self.id = self.process.get("id", "")
        self.name = self.process.get("name") or self.id
        lanes = {ref.text or "": lane.get("name", "") for lane, ref in _lane_refs(self.process)}
        self.nodes = {node.id: node for node in _nodes(self.process, lanes)}
        self.flows = [_flow(element) for element in self.process.iter(f"{{{BPMN}}}sequenceFlow")]

    def outgoing(self, node_id: str) -> list[Flow]:
        """List the flows that leave a node."""
        return [flow for flow in self.flows if flow.source == node_id]

    def incoming(self, node_id: str) -> list[Flow]:
        """List the flows that enter a node."""
        return [flow for flow in self.flows if flow.target == node_id]

    def of_kind(self, *kinds: str) -> list[Node]:
        """List the nodes of these kinds in the order of the file."""
        return [node for node in self.nodes.values() if node.kind in kinds]

    def expressions(self) -> Iterator[tuple[etree._Element, str]]:
        """Go through every expression of the diagram: conditions, sizes, dates, parameters of services."""
        for name in ("conditionExpression", "loopCardinality", "timeDate"):
            yield from texts(self.root, name)
        for element, _name, text in parameters(self.root):
            yield element, text

    def returnable(self) -> frozenset[str]:
        """Name the steps a case may be returned to: user tasks and called phases.

        A step of several people is one of them when a service asks its list right before: entered again,
        it is owed by those who have not signed, whatever the facts say of an earlier round.
        """
        listed = {self.lists(node) for node in self.of_kind("serviceTask")}
        steps = self.of_kind("userTask", "callActivity")
        return frozenset(node.id for node in steps if not node.is_multiple or node.id in listed)

    def lists(self, service: Node) -> str | None:
        """Name the step of several people whose list this service asks, when it stands right before it."""
        results = {
            one.get("resultVariable") for one in service.element.iter(f"{{{SPIFF}}}serviceTaskOperator")
        }
        for flow in self.outgoing(service.id):
            step = self.nodes.get(flow.target)
            if step is not None and step.is_multiple and step.properties.get("participant", "") in results:
                return step.id
        return None


def below(process: str, outlines: Mapping[str, Outline]) -> list[str]:
    """List the processes that are called from one, directly or through others, in the order of the calls."""
    found: dict[str, None] = {}
    queue = [process]
    while queue:
        here = outlines.get(queue.pop(0))
        called = [node.calls for node in here.of_kind("callActivity")] if here is not None else []
        queue.extend(one for one in called if one not in found)
        found |= dict.fromkeys(called)
    return list(found)


def texts(root: etree._Element, name: str) -> Iterator[tuple[etree._Element, str]]:
    """Go through all elements of one BPMN name with their text."""
    for element in root.iter(f"{{{BPMN}}}{name}"):
        yield element, (element.text or "").strip()


def parameters(service: etree._Element) -> list[tuple[etree._Element, str, str]]:
    """List the parameters of a service task: element, name, expression."""
    return [(e, e.get("id", ""), e.get("value", "")) for e in service.iter(f"{{{SPIFF}}}parameter")]


def _lane_refs(process: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    for lane in process.iter(f"{{{BPMN}}}lane"):
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef"):
            yield lane, ref


def _nodes(process: etree._Element, lanes: Mapping[str, str]) -> Iterator[Node]:
    for element in process.iter(f"{{{BPMN}}}*"):
        if kind(element) in NODES:
            found = element.iterfind(f"{{{BPMN}}}extensionElements/{{{SPIFF}}}properties/{{{SPIFF}}}property")
            properties = {one.get("name", ""): one.get("value", "") for one in found}
            node_id = element.get("id", "")
            yield Node(
                node_id, element.get("name", ""), kind(element), lanes.get(node_id, ""), properties, element
            )


def _flow(element: etree._Element) -> Flow:
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    return Flow(
        element.get("id", ""),
        element.get("name", ""),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        (condition.text or "").strip() if condition is not None else None,
        element,
    )


def index_flows(outlines: Iterable[Outline]) -> dict[tuple[str, str, str], list[str]]:
    """Index the sequence flows by process, source and target."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for outline in outlines:
        for flow in outline.flows:
            found.setdefault((outline.id, flow.source, flow.target), []).append(flow.id)
    return found
