"""The drawing of a process as its file lays it out: pool, lanes, shapes, flows and labels (BPMN DI)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from workflows.outline import Node, Outline
from workflows.sources import BPMN, read

DI = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing, in its own units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower border."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    """A pool or a lane: a named band across the drawing."""

    id: str
    name: str
    box: Box


@dataclass(frozen=True)
class Shape:
    """One step, gateway or event with its place and the place of its label."""

    node: Node
    box: Box
    label: Box | None
    is_marked: bool
    """Whether a gateway shows its cross: it decides, while a plain diamond only joins."""
    is_guarded: bool
    """Whether a boundary event sits on the step."""


@dataclass(frozen=True)
class Edge:
    """One sequence flow: the points it runs through and its label."""

    id: str
    name: str
    source: str
    target: str
    points: tuple[Point, ...]
    label: Box | None


@dataclass(frozen=True)
class Drawing:
    """One process diagram, ready to be painted."""

    id: str
    name: str
    pools: tuple[Band, ...]
    lanes: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]

    @property
    def labels(self) -> list[tuple[str, Box]]:
        """The words beside flows, gateways and events, and where they stand."""
        beside = [(edge.name, edge.label) for edge in self.edges]
        beside += [(shape.node.name, shape.label) for shape in self.shapes]
        return [(name, place) for name, place in beside if place is not None]

    @property
    def box(self) -> Box:
        """The smallest rectangle around everything that is drawn."""
        bands = [band.box for band in (*self.pools, *self.lanes)]
        boxes = [*bands, *(shape.box for shape in self.shapes), *(place for _, place in self.labels)]
        points = [Box(x, y, 0, 0) for edge in self.edges for x, y in edge.points]
        every = [*boxes, *points] or [Box(0, 0, 1, 1)]
        left, top = min(one.x for one in every), min(one.y for one in every)
        return Box(left, top, max(b.right for b in every) - left, max(b.bottom for b in every) - top)


@lru_cache(maxsize=64)
def drawing(xml: bytes) -> Drawing:
    """Read the drawing of one diagram file; steps that are not drawn are left out."""
    root = read(xml)
    outline = Outline("", root)
    places = {shape.get("bpmnElement", ""): shape for shape in root.iterfind(".//bpmndi:BPMNShape", DI)}
    paths = {edge.get("bpmnElement", ""): edge for edge in root.iterfind(".//bpmndi:BPMNEdge", DI)}
    return Drawing(
        outline.id,
        outline.process.get("name") or outline.id,
        tuple(_bands(root.iter(f"{{{BPMN}}}participant"), places)),
        tuple(_bands(root.iter(f"{{{BPMN}}}lane"), places)),
        tuple(_shapes(outline, places)),
        tuple(_edges(outline, paths)),
    )


def _bands(elements: Iterator[etree._Element], places: dict[str, etree._Element]) -> Iterator[Band]:
    for element in elements:
        box = _box(places.get(element.get("id", "")))
        if box is not None:
            yield Band(element.get("id", ""), element.get("name", ""), box)


def _shapes(outline: Outline, places: dict[str, etree._Element]) -> Iterator[Shape]:
    guarded = {node.element.get("attachedToRef") for node in outline.of_kind("boundaryEvent")}
    for node in outline.nodes.values():
        place = places.get(node.id)
        box = _box(place)
        if place is not None and box is not None:
            is_marked = place.get("isMarkerVisible") == "true"
            yield Shape(node, box, _label(place), is_marked, node.id in guarded)


def _edges(outline: Outline, paths: dict[str, etree._Element]) -> Iterator[Edge]:
    for flow in outline.flows:
        path = paths.get(flow.id)
        if path is not None:
            points = tuple((_number(p, "x"), _number(p, "y")) for p in path.iterfind("di:waypoint", DI))
            yield Edge(flow.id, flow.name, flow.source, flow.target, points, _label(path))


def _label(place: etree._Element) -> Box | None:
    return _box(place.find("bpmndi:BPMNLabel", DI))


def _box(place: etree._Element | None) -> Box | None:
    bounds = place.find("dc:Bounds", DI) if place is not None else None
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _number(element: etree._Element, name: str) -> float:
    return float(element.get(name, "0"))
