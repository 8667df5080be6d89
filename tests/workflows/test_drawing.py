"""The diagrams as pictures: complete, in lanes, left to right, no flow across another one or a shape."""

import re
from collections import Counter
from itertools import combinations, pairwise

import pytest

from server.diagram.drawing import DI, Box, Drawing, Edge, Point, Shape, drawing
from server.diagram.strokes import extent, wrapped
from tests.workflows.diagrams import DIAGRAMS
from workflows.case import TOPS
from workflows.outline import Outline
from workflows.sources import BPMN, read

CHINESE = re.compile(r"[一-鿿]")
Segment = tuple[Point, Point]


@pytest.fixture(params=sorted(DIAGRAMS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plan(name: str) -> Drawing:
    return drawing(DIAGRAMS[name])


@pytest.fixture
def outline(name: str) -> Outline:
    return Outline(f"{name}.bpmn", read(DIAGRAMS[name]))


def test_every_element_is_drawn_exactly_once(outline: Outline, plan: Drawing) -> None:
    drawn = Counter(
        one.get("bpmnElement")
        for kind in ("BPMNShape", "BPMNEdge")
        for one in outline.root.iterfind(f".//bpmndi:{kind}", DI)
    )
    bands = [e.get("id") for kind in ("lane", "participant") for e in outline.root.iter(f"{{{BPMN}}}{kind}")]
    expected = [*outline.nodes, *(flow.id for flow in outline.flows), *bands]
    assert drawn == Counter(expected)
    assert len(plan.shapes) == len(outline.nodes)
    assert len(plan.edges) == len(outline.flows)


def test_flows_run_at_right_angles_from_border_to_border(plan: Drawing) -> None:
    shapes = {shape.node.id: shape for shape in plan.shapes}
    for edge in plan.edges:
        assert all((a[0] == b[0]) != (a[1] == b[1]) for a, b in pairwise(edge.points)), edge.id
        assert _docks(shapes[edge.source], edge.points[0]), edge.id
        assert _docks(shapes[edge.target], edge.points[-1]), edge.id


def test_no_flow_crosses_another(plan: Drawing) -> None:
    """Flows from one source or into one target may share a trunk; all others keep apart."""
    for one, other in combinations(plan.edges, 2):
        related = one.source == other.source or one.target == other.target
        for first in pairwise(one.points):
            for second in pairwise(other.points):
                assert not _crosses(first, second), (one.id, other.id)
                assert related or not _touches(first, second), (one.id, other.id)


def test_no_flow_runs_through_a_shape(plan: Drawing) -> None:
    for edge in plan.edges:
        for shape in plan.shapes:
            for segment in pairwise(edge.points):
                assert not _enters(segment, shape.box), (edge.id, shape.node.id)


def test_no_shape_lies_on_another(plan: Drawing) -> None:
    for one, other in combinations(plan.shapes, 2):
        attached = {shape.node.element.get("attachedToRef") for shape in (one, other)}
        if not attached & {one.node.id, other.node.id}:
            assert not _overlap(one.box, other.box), (one.node.id, other.node.id)


def test_flows_run_mainly_from_left_to_right(plan: Drawing) -> None:
    shapes = {shape.node.id: shape.box.middle[0] for shape in plan.shapes}
    forward = [edge for edge in plan.edges if shapes[edge.target] >= shapes[edge.source]]
    assert 3 * len(forward) >= 2 * len(plan.edges)


def test_elements_stand_in_their_lanes(name: str, outline: Outline, plan: Drawing) -> None:
    lanes = {lane.name: lane.box for lane in plan.lanes}
    assert bool(lanes) == (name not in TOPS)
    for shape in plan.shapes:
        if lanes:
            assert _inside(shape.box, lanes[shape.node.lane]), shape.node.id
    refs = Counter(ref.text for ref in outline.root.iter(f"{{{BPMN}}}flowNodeRef"))
    assert refs == Counter(list(outline.nodes) if lanes else [])


def test_lanes_fill_their_pool(plan: Drawing) -> None:
    for pool in plan.pools:
        assert sum(lane.box.height for lane in plan.lanes) == pool.box.height
        assert all(_inside(lane.box, pool.box) for lane in plan.lanes)
        assert all(extent(lane.name, 14) <= lane.box.height for lane in plan.lanes)


def test_everything_a_clerk_reads_is_chinese(outline: Outline) -> None:
    for node in outline.nodes.values():
        joins = node.kind == "exclusiveGateway" and len(outline.outgoing(node.id)) == 1
        assert joins or CHINESE.search(node.name), node.id
    for gateway in outline.of_kind("exclusiveGateway"):
        leaving = outline.outgoing(gateway.id)
        named = [flow.name for flow in leaving if CHINESE.search(flow.name)]
        assert len(named) == len(set(named)) == (len(leaving) if len(leaving) > 1 else 0), gateway.id


def test_gateways_either_split_or_join(outline: Outline) -> None:
    for node in outline.nodes.values():
        entering, leaving = len(outline.incoming(node.id)), len(outline.outgoing(node.id))
        if node.kind == "exclusiveGateway":
            assert (entering > 1) != (leaving > 1), node.id
        else:
            assert entering <= 1, node.id


def test_words_fit_their_places(plan: Drawing) -> None:
    for shape in plan.shapes:
        if shape.node.kind.endswith(("Task", "Activity")):
            lines = wrapped(shape.node.name, shape.box.width - 12, 14)
            assert len(lines) <= 2, shape.node.id
            assert all(extent(line, 14) <= shape.box.width - 12 for line in lines), shape.node.id
    for words, place in plan.labels:
        lines = wrapped(words, place.width, 12)
        assert all(extent(line, 12) <= place.width for line in lines), words
        assert len(lines) * 14 <= place.height, words


def test_labels_lie_on_nothing(plan: Drawing) -> None:
    for (words, place), (others, elsewhere) in combinations(plan.labels, 2):
        assert not _overlap(place, elsewhere), (words, others)
    for words, place in plan.labels:
        assert not [shape.node.id for shape in plan.shapes if _overlap(place, shape.box)], words
        assert not [edge.id for edge in plan.edges if _is_on(edge, place)], words


def _is_on(edge: Edge, place: Box) -> bool:
    return any(_enters(segment, place) for segment in pairwise(edge.points))


def _docks(shape: Shape, point: Point) -> bool:
    box, (x, y) = shape.box, point
    middle_x, middle_y = box.middle
    if not shape.node.kind.endswith(("Task", "Activity")):
        return point in ((box.x, middle_y), (box.right, middle_y), (middle_x, box.y), (middle_x, box.bottom))
    upright = x in (box.x, box.right) and box.y <= y <= box.bottom
    return upright or (y in (box.y, box.bottom) and box.x <= x <= box.right)


def _span(segment: Segment) -> Box:
    (x1, y1), (x2, y2) = segment
    return Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))


def _touches(first: Segment, second: Segment) -> bool:
    one, other = _span(first), _span(second)
    return one.x <= other.right and other.x <= one.right and one.y <= other.bottom and other.y <= one.bottom


def _crosses(first: Segment, second: Segment) -> bool:
    one, other = _span(first), _span(second)
    across, upright = (one, other) if one.height == 0 else (other, one)
    if across.height or upright.width:
        return False
    return across.x < upright.x < across.right and upright.y < across.y < upright.bottom


def _enters(segment: Segment, box: Box) -> bool:
    return _overlap(_span(segment), box)


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y <= inner.y
        and inner.bottom <= outer.bottom
    )
