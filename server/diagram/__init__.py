"""The picture of a process with the live position of a case: SVG for the eye, an ordered list for readers."""

from collections.abc import Mapping

from lxml import etree

from server.diagram.drawing import drawing
from server.diagram.painting import paint
from server.diagram.position import Position, Step
from server.diagram.strokes import SVG, element

__all__ = ["Step", "outline", "svg"]

MARGIN = 12.0
"""Space around the drawing, in its own units."""


def svg(xml: bytes, *, done: set[str], now: Mapping[str, str], returned: set[str]) -> str:
    """Draw a diagram: done steps green, open ones amber with the words of `now`, returned ones dashed."""
    plan, position = drawing(xml), Position(done, now, returned)
    box = plan.box
    frame = (box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, box.height + 2 * MARGIN)
    title, description = f"diagram-{plan.id}-title", f"diagram-{plan.id}-desc"
    root = etree.fromstring(f'<svg xmlns="{SVG}" class="diagram" role="img" width="100%"/>')
    root.set("viewBox", " ".join(f"{number:g}" for number in frame))
    root.set("aria-labelledby", f"{title} {description}")
    element(root, "title", f"{plan.name}流程图", id=title)
    element(root, "desc", position.sentences(plan), id=description)
    paint(root, plan, position)
    return etree.tostring(root, encoding="unicode")


def outline(xml: bytes, *, done: set[str], now: Mapping[str, str], returned: set[str]) -> list[Step]:
    """List the steps of a diagram in order with their states: the picture in words, for readers and print."""
    return Position(done, now, returned).steps(drawing(xml))
