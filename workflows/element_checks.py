"""What a process diagram (BPMN) may contain: few elements, no scripts, expressions of the white list."""

import inspect
from collections.abc import Iterator

from lxml import etree

from workflows import handlers
from workflows.expressions import ExpressionRefused, compiled
from workflows.outline import NODES, Node, Outline, parameters, texts
from workflows.sources import BPMN, SPIFF, Problem, kind, namespace, problem

ALLOWED = NODES | {
    *("definitions", "process", "collaboration", "participant", "laneSet", "lane", "flowNodeRef"),
    *("sequenceFlow", "incoming", "outgoing", "conditionExpression", "extensionElements", "documentation"),
    *("message", "messageEventDefinition", "timerEventDefinition", "timeDate"),
    *("multiInstanceLoopCharacteristics", "loopCardinality"),
    *("textAnnotation", "association", "text", "group", "category", "categoryValue"),
}
EXTENSIONS = frozenset(
    {"properties", "property", "serviceTaskOperator", "parameters", "parameter", "calledDecisionId"}
)
DRAWING = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
)
INSTEAD = {
    "scriptTask": "图中不允许脚本",
    "script": "图中不允许脚本",
    "preScript": "图中不允许脚本",
    "postScript": "图中不允许脚本",
    "subProcess": "不支持内嵌子流程和事件子流程，请用调用活动",
    "inclusiveGateway": "不支持包容网关（OR）",
    "complexGateway": "不支持复杂网关",
    "timeDuration": "定时器只支持日期（timeDate）",
    "timeCycle": "定时器只支持日期（timeDate）",
    "linkEventDefinition": "不支持链接事件",
    "compensateEventDefinition": "不支持补偿事件",
}
"""What to tell the author about the commonest elements that are not supported."""
OPERATORS = {f"handlers.{name}": one for name, one in inspect.getmembers(handlers, inspect.isfunction)}
"""The functions service tasks may name."""


def check_elements(outline: Outline) -> Iterator[Problem]:
    """Find elements and expressions of one diagram that may not be there."""
    for element in outline.root.iter():
        yield from _check_element(outline.file, element)
    for element, text in outline.expressions():
        yield from _refusal(outline.file, element, text)
    for node in outline.nodes.values():
        for message in _node_messages(outline, node):
            yield problem(outline.file, node.element, message)


def _check_element(file: str, element: etree._Element) -> Iterator[Problem]:
    name, space = kind(element), namespace(element)
    allowed = {BPMN: ALLOWED, SPIFF: EXTENSIONS}.get(space, frozenset[str]())
    if name == "?" or (space not in DRAWING and name not in allowed):
        parent = element.getparent()
        place = element if element.get("id") or parent is None else _owner(parent)
        yield problem(file, place, INSTEAD.get(name, f"不支持的元素：{name}"))


def _owner(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if element.get("id") or parent is None else _owner(parent)


def _refusal(file: str, element: etree._Element, text: str) -> Iterator[Problem]:
    try:
        compiled(text)
    except ExpressionRefused as refusal:
        yield problem(file, _owner(element), str(refusal))


def _node_messages(outline: Outline, node: Node) -> Iterator[str]:
    if not node.id:
        yield "元素没有编号"
    if node.is_multiple and node.kind != "userTask":
        yield "多实例只能用于人工步骤"
    check = CHECKS.get(node.kind)
    if check is not None:
        yield from check(outline, node)


def _user_task(_outline: Outline, node: Node) -> Iterator[str]:
    if not node.lane:
        yield "人工步骤必须放在泳道里"
    if not node.properties.get("form"):
        yield "人工步骤必须指明表单（form）"
    if node.is_multiple:
        yield from _multiple(node)


def _multiple(node: Node) -> Iterator[str]:
    loop = node.element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    people = node.properties.get("participant", "")
    sizes = [text for _, text in texts(node.element, "loopCardinality")]
    if loop is not None and loop.get("isSequential") == "true":
        yield "多实例只支持并行"
    if not people or sizes != [f"len({people})"]:
        yield "多实例的次数必须写成 len(名单)，名单由 participant 属性指明"


def _service(_outline: Outline, node: Node) -> Iterator[str]:
    found = [e.get("id", "") for e in node.element.iter(f"{{{SPIFF}}}serviceTaskOperator")]
    if len(found) != 1 or "." not in found[0]:
        yield "自动步骤必须指明一个处理函数（handlers.名称）"
    elif found[0] not in OPERATORS:
        yield f"没有名为 {found[0]} 的处理函数"
    else:
        wanted = set(list(inspect.signature(OPERATORS[found[0]]).parameters)[1:])
        given = [name for _, name, _ in parameters(node.element)]
        if sorted(given) != sorted(wanted):
            yield f"参数与处理函数 {found[0]} 不符：应为 {'、'.join(sorted(wanted)) or '无'}"


def _event(outline: Outline, node: Node) -> Iterator[str]:
    definitions = [child for child in node.element if kind(child).endswith("EventDefinition")]
    if len(definitions) != 1:
        yield "事件必须恰好有一个定义（消息或日期定时器）"
    for definition in definitions:
        yield from _definition(outline, definition)
    if node.element.get("cancelActivity", "true") != "true":
        yield "边界事件必须是中断型"
    host = outline.nodes.get(node.element.get("attachedToRef", ""))
    if node.kind == "boundaryEvent" and (host is None or not host.waits):
        yield "边界事件没有附着在步骤上"


def _definition(outline: Outline, definition: etree._Element) -> Iterator[str]:
    if kind(definition) == "messageEventDefinition":
        yield from _message(outline, definition)
    elif not [child for child in definition if kind(child) == "timeDate"]:
        yield "定时器必须写明日期（timeDate）"


def _message(outline: Outline, element: etree._Element) -> Iterator[str]:
    messages = {one.get("id"): one.get("name") for one in outline.root.iter(f"{{{BPMN}}}message")}
    if not messages.get(element.get("messageRef")):
        yield "消息没有在本图中定义"


def _receive(outline: Outline, node: Node) -> Iterator[str]:
    yield from _message(outline, node.element)


def _plain_event(_outline: Outline, node: Node) -> Iterator[str]:
    if [child for child in node.element if kind(child).endswith("EventDefinition")]:
        yield "开始和结束事件不能带定义"


CHECKS = {
    "userTask": _user_task,
    "serviceTask": _service,
    "boundaryEvent": _event,
    "intermediateCatchEvent": _event,
    "receiveTask": _receive,
    "startEvent": _plain_event,
    "endEvent": _plain_event,
}
