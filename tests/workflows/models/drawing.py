"""Small diagrams and tables for tests, written as lists of nodes and flows."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="test">'
)
Flow = tuple[str, str] | tuple[str, str, str]


def draw(process: str, nodes: Iterable[str], flows: Iterable[Flow], messages: Iterable[str] = ()) -> bytes:
    body = "".join(nodes)
    ids = re.findall(r"<bpmn:(?:userTask|serviceTask|receiveTask)[^>]* id=\"([^\"]+)\"", body)
    lanes = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ids)
    return (
        HEAD
        + "".join(f'<bpmn:message id="{one}" name="{one}"/>' for one in messages)
        + f'<bpmn:process id="{process}" name="{process}" isExecutable="true">'
        + f'<bpmn:laneSet id="lanes_{process}"><bpmn:lane id="lane_{process}" name="市整改办">{lanes}'
        + "</bpmn:lane></bpmn:laneSet>"
        + body
        + "".join(_flow(*one) for one in flows)
        + "</bpmn:process></bpmn:definitions>"
    ).encode()


def _flow(source: str, target: str, condition: str | None = None) -> str:
    head = f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"'
    if condition is None:
        return head + "/>"
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
    return f"{head}>{inner}</bpmn:sequenceFlow>"


def start(node: str = "start") -> str:
    return f'<bpmn:startEvent id="{node}"/>'


def end(node: str = "end") -> str:
    return f'<bpmn:endEvent id="{node}"/>'


def user(node: str, inner: str = "", **properties: str) -> str:
    listed = {"form": "ReviewForm", **properties}
    props = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in listed.items() if v)
    return (
        f'<bpmn:userTask id="{node}" name="{node} name"><bpmn:extensionElements><spiffworkflow:properties>'
        f"{props}</spiffworkflow:properties></bpmn:extensionElements>{inner}</bpmn:userTask>"
    )


def several(node: str, people: str) -> str:
    size = f"<bpmn:loopCardinality>len({people})</bpmn:loopCardinality>"
    loop = f"<bpmn:multiInstanceLoopCharacteristics>{size}</bpmn:multiInstanceLoopCharacteristics>"
    return user(node, loop, participant=people)


def xor(node: str, default: str | None = None) -> str:
    chosen = f' default="{node}_to_{default}"' if default else ""
    return f'<bpmn:exclusiveGateway id="{node}"{chosen}/>'


def both(node: str) -> str:
    return f'<bpmn:parallelGateway id="{node}"/>'


def call(node: str, called: str | None = None) -> str:
    return f'<bpmn:callActivity id="{node}" name="{node} name" calledElement="{called or node}"/>'


def service(node: str, operator: str, result: str = "", **parameters: str) -> str:
    kept = f' resultVariable="{result}"' if result else ""
    given = "".join(
        f'<spiffworkflow:parameter id="{k}" type="any" value={quoteattr(v)}/>' for k, v in parameters.items()
    )
    return (
        f'<bpmn:serviceTask id="{node}" name="{node} name"><bpmn:extensionElements>'
        f'<spiffworkflow:serviceTaskOperator id="{operator}"{kept}><spiffworkflow:parameters>{given}'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"
    )


def rule(node: str, decision: str) -> str:
    return (
        f'<bpmn:businessRuleTask id="{node}" name="{node} name"><bpmn:extensionElements>'
        f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def on_message(node: str, attached: str, message: str) -> str:
    return (
        f'<bpmn:boundaryEvent id="{node}" attachedToRef="{attached}">'
        f'<bpmn:messageEventDefinition id="{node}_message" messageRef="{message}"/></bpmn:boundaryEvent>'
    )


def on_date(node: str, attached: str, date: str) -> str:
    return f'<bpmn:boundaryEvent id="{node}" attachedToRef="{attached}">{_timer(date)}</bpmn:boundaryEvent>'


def wait_until(node: str, date: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="{node}">{_timer(date)}</bpmn:intermediateCatchEvent>'


def receive(node: str, message: str) -> str:
    return f'<bpmn:receiveTask id="{node}" messageRef="{message}"/>'


def _timer(date: str) -> str:
    inner = f"<bpmn:timeDate>{escape(date)}</bpmn:timeDate>"
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def table(
    decision: str,
    inputs: list[str],
    outputs: list[str],
    rows: list[tuple[list[str], list[str]]],
    policy: str = "UNIQUE",
) -> bytes:
    def cell(tag: str, row: int, column: int, text: str) -> str:
        return f'<{tag} id="{tag}_{row}_{column}"><text>{escape(text)}</text></{tag}>'

    columns = "".join(
        f'<input id="input_{n}"><inputExpression id="asked_{n}"><text>{escape(text)}</text></inputExpression></input>'
        for n, text in enumerate(inputs)
    ) + "".join(f'<output id="output_{n}" name="{name}"/>' for n, name in enumerate(outputs))
    rules = "".join(
        f'<rule id="row_{n}">'
        + "".join(cell("inputEntry", n, c, text) for c, text in enumerate(asked))
        + "".join(cell("outputEntry", n, c, text) for c, text in enumerate(answered))
        + "</rule>"
        for n, (asked, answered) in enumerate(rows)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="test">'
        f'<decision id="{decision}" name="{decision} name">'
        f'<decisionTable id="{decision}_table" hitPolicy="{policy}">{columns}{rules}</decisionTable>'
        "</decision></definitions>"
    ).encode()
