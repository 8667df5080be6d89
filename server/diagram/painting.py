"""Painting a diagram: bands, flows, steps, gateways and events in the colours and signs of their states."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from server.diagram import marks, strokes
from server.diagram.drawing import Band, Box, Drawing, Edge, Shape
from server.diagram.position import AUTOMATIC, CALLED, STEPS, WORDS, Position, State
from server.diagram.strokes import LINE, PAPER, Attribute, element

SIGNS = {"userTask": marks.person, "serviceTask": marks.gear, "businessRuleTask": marks.table}
LONGEST_NOTE = 190.0
"""Widest note beside an open step, in units of the drawing."""


@dataclass(frozen=True)
class Look:
    """How a state looks: line, thickness, ground, dashes. Each state has a mark beside its colour."""

    line: str
    width: float
    ground: str
    dashes: str = "none"


LOOKS: Mapping[State, Look] = {
    "done": Look("#1a7f37", 2, "#e9f6ec"),
    "now": Look("#b45309", 4, "#fff4dc"),
    "returned": Look("#b42318", 2, "#fff5f4", "6 4"),
    "ahead": Look(LINE, 1.4, PAPER),
}


def paint(root: etree._Element, plan: Drawing, position: Position) -> None:
    """Paint a drawing: bands first, then flows, shapes, words, and the notes of open steps on top."""
    for band in plan.pools:
        _band(root, band, "#eef1f4", 15)
    for number, band in enumerate(plan.lanes):
        _band(root, band, "#f6f8fa", 14, ("#ffffff", "#fbfcfd")[number % 2])
    flows = sorted(plan.edges, key=lambda edge: edge.id in position.done)
    for edge in flows:
        _flow(root, edge, position)
    for shape in plan.shapes:
        _shape(root, shape, position)
    for name, place in plan.labels:
        _label(root, name, place)
    for shape in plan.shapes:
        note = position.now.get(shape.node.id)
        if note:
            _note(root, shape, note)


def _band(root: etree._Element, band: Band, head: str, size: float, ground: str = PAPER) -> None:
    group = element(root, "g", class_="diagram-band")
    strokes.rectangle(group, band.box, fill=ground, stroke="#afb8c1")
    side = Box(band.box.x, band.box.y, 30, band.box.height)
    strokes.rectangle(group, side, fill=head, stroke="#afb8c1")
    strokes.column(group, band.name, side, size, font_weight=600)


def _flow(root: etree._Element, edge: Edge, position: Position) -> None:
    walked = edge.id in position.done
    group = element(root, "g", class_="diagram-flow is-done" if walked else "diagram-flow")
    strokes.arrow(group, edge.points, LOOKS["done"].line if walked else LINE, 2.6 if walked else 1.4)


def _label(root: etree._Element, name: str, box: Box) -> None:
    if name:
        strokes.words(
            root, name, box, 12, class_="diagram-label",
            stroke=PAPER, stroke_width=3, paint_order="stroke", stroke_linejoin="round",
        )  # fmt: skip


def _shape(root: etree._Element, shape: Shape, position: Position) -> None:
    state = position.state(shape.node.id)
    look = LOOKS[state]
    group = element(root, "g", class_=f"diagram-{shape.node.kind} is-{state}")
    if shape.node.name:
        element(group, "title", f"{shape.node.name}：{WORDS[state]}")
    lines: Mapping[str, Attribute] = {
        "stroke": look.line,
        "stroke_width": look.width,
        "stroke_dasharray": look.dashes,
    }
    if shape.node.kind in STEPS:
        _step(group, shape, look, lines)
        _mark(group, shape.box, state)
    elif shape.node.kind.endswith("Gateway"):
        _gateway(group, shape, look, lines)
    else:
        _event(group, shape, look, lines)


def _step(group: etree._Element, shape: Shape, look: Look, lines: Mapping[str, Attribute]) -> None:
    box, kind = shape.box, shape.node.kind
    called = kind in CALLED
    ground = "#f6f8fa" if kind in AUTOMATIC and look.ground == PAPER else look.ground
    wide = {**lines, "stroke_width": max(look.width, 3.0)} if called else lines
    strokes.rectangle(group, box, rx=8, fill=ground, **wide)
    strokes.words(group, shape.node.name, Box(box.x + 6, box.y, box.width - 12, box.height), 14)
    if kind in SIGNS:
        SIGNS[kind](group, box.x + 6, box.y + 6, look.line)
    if called:
        marks.plus(group, box, look.line)
    if shape.node.is_multiple:
        marks.several(group, box, look.line)


def _gateway(group: etree._Element, shape: Shape, look: Look, lines: Mapping[str, Attribute]) -> None:
    strokes.diamond(group, shape.box, fill=look.ground, stroke_linejoin="round", **lines)
    if shape.is_marked:
        marks.cross(group, shape.box, look.line)


def _event(group: etree._Element, shape: Shape, look: Look, lines: Mapping[str, Attribute]) -> None:
    kind = shape.node.kind
    thick = {**lines, "stroke_width": 3.6} if kind == "endEvent" else lines
    strokes.circle(group, shape.box, fill=look.ground, **thick)
    if kind == "boundaryEvent":
        strokes.circle(group, shape.box, 3, fill="none", **lines)
        marks.envelope(group, shape.box, look.line)


def _mark(group: etree._Element, box: Box, state: State) -> None:
    if state in ("done", "returned"):
        marks.badge(group, box.right - 3, box.y + 3, state == "done", LOOKS[state].line)


def _note(root: etree._Element, shape: Shape, note: str) -> None:
    """Say below an open step who has it and how long; above it where something hangs on its lower border."""
    shown = _shortened(note, LONGEST_NOTE - 16, 12)
    width = max(strokes.extent(shown, 12) + 16, 48)
    y = shape.box.y - 22 if shape.is_guarded else shape.box.bottom + 4
    pill = Box(shape.box.middle[0] - width / 2, y, width, 18)
    group = element(root, "g", class_="diagram-note")
    strokes.rectangle(group, pill, rx=9, fill=LOOKS["now"].line)
    strokes.words(group, shown, pill, 12, fill=PAPER)


def _shortened(text: str, width: float, size: float) -> str:
    shown = text
    while strokes.extent(shown, size) > width:
        shown = shown.removesuffix("…")[:-1] + "…"
    return shown
