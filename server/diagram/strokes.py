"""The strokes a diagram is painted with: boxes, diamonds, circles, arrows and wrapped Chinese words, as SVG.

Colours stand in presentation attributes, so a picture needs no style sheet and passes a strict content
security policy; classes are there for sheets that want to change them (dark, print, forced colours).
"""

import math
from collections.abc import Iterable

from lxml import etree

from server.diagram.drawing import Box, Point

Attribute = str | float
SVG = "http://www.w3.org/2000/svg"
INK, LINE, PAPER = "#24292f", "#57606a", "#ffffff"
NEVER_FIRST = "，。、；：？！）》」…,.;:?!)"
"""Signs that do not begin a line."""


def element(
    parent: etree._Element, name: str, text: str | None = None, /, **attributes: Attribute
) -> etree._Element:
    """Add one SVG element; `_` in an attribute's name stands for `-`, numbers are written short."""
    child = etree.SubElement(parent, f"{{{SVG}}}{name}")
    for key, value in attributes.items():
        written = f"{value:g}" if isinstance(value, float) else str(value)
        child.set(key.rstrip("_").replace("_", "-"), written)
    child.text = text
    return child


def rectangle(parent: etree._Element, box: Box, **attributes: Attribute) -> etree._Element:
    """Draw a box."""
    return element(parent, "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def diamond(parent: etree._Element, box: Box, **attributes: Attribute) -> etree._Element:
    """Draw a gateway's diamond."""
    x, y = box.middle
    points = f"{x:g},{box.y:g} {box.right:g},{y:g} {x:g},{box.bottom:g} {box.x:g},{y:g}"
    return element(parent, "polygon", points=points, **attributes)


def circle(parent: etree._Element, box: Box, inset: float = 0, /, **attributes: Attribute) -> etree._Element:
    """Draw an event's circle."""
    x, y = box.middle
    return element(parent, "circle", cx=x, cy=y, r=box.width / 2 - inset, **attributes)


def path(parent: etree._Element, course: str, **attributes: Attribute) -> etree._Element:
    """Draw an open line along an SVG path."""
    return element(parent, "path", d=course, fill="none", **attributes)


def arrow(parent: etree._Element, points: tuple[Point, ...], colour: str, width: float) -> None:
    """Draw a flow with rounded corners that ends in an arrowhead."""
    if len(points) < 2:
        return
    tip, angle = points[-1], _direction(points[-2], points[-1])
    back = (tip[0] - 7 * math.cos(angle), tip[1] - 7 * math.sin(angle))
    path(parent, _rounded((*points[:-1], back)), stroke=colour, stroke_width=width, stroke_linejoin="round")
    corners = [tip, *(_moved(tip, angle + turn, 9) for turn in (math.pi - 0.42, math.pi + 0.42))]
    element(parent, "polygon", points=" ".join(f"{x:g},{y:g}" for x, y in _short(corners)), fill=colour)


def _rounded(points: tuple[Point, ...], radius: float = 8) -> str:
    course = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        into = _moved(corner, _direction(corner, before), reach)
        out = _moved(corner, _direction(corner, after), reach)
        course.append(f"L{into[0]:g} {into[1]:g}Q{corner[0]:g} {corner[1]:g} {out[0]:g} {out[1]:g}")
    return "".join((*course, f"L{points[-1][0]:g} {points[-1][1]:g}"))


def _direction(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _moved(point: Point, angle: float, distance: float) -> Point:
    return round(point[0] + distance * math.cos(angle), 2), round(point[1] + distance * math.sin(angle), 2)


def _short(points: Iterable[Point]) -> list[Point]:
    return [(round(x, 2), round(y, 2)) for x, y in points]


def words(
    parent: etree._Element, text: str, box: Box, size: float, **attributes: Attribute
) -> etree._Element:
    """Write a text centred in a box, on as many lines as it needs."""
    x, y = box.middle
    lines = wrapped(text, box.width, size)
    first = y - (len(lines) - 1) * size * 0.62 + size * 0.36
    block = element(parent, "text", font_size=size, text_anchor="middle", **{"fill": INK, **attributes})
    for number, line in enumerate(lines):
        element(block, "tspan", line, x=x, y=round(first + number * size * 1.24, 2))
    return block


def column(parent: etree._Element, text: str, box: Box, size: float, **attributes: Attribute) -> None:
    """Write a name upright from top to bottom, as Chinese bands are labelled; brackets are turned."""
    x, y = box.middle
    step = min(size * 1.12, (box.height - 8) / max(len(text), 1))
    top = y - len(text) * step / 2
    turned = [sign in "()" for sign in text]
    across = [x - size * (0.3 if turn else 0.5) for turn in turned]
    down = [top + step * n + (step * 0.3 if turn else step * 0.82) for n, turn in enumerate(turned)]
    element(
        parent, "text", text, font_size=size,
        x=" ".join(f"{v:.1f}" for v in across), y=" ".join(f"{v:.1f}" for v in down),
        rotate=" ".join("90" if turn else "0" for turn in turned), **{"fill": INK, **attributes},
    )  # fmt: skip


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of about the same length that fit a width."""
    total = sum(map(_advance, text)) * size
    lines = max(1, math.ceil((total - 0.5) / max(width, size)))
    share = total / lines
    broken: list[str] = []
    line, used = "", 0.0
    for sign in text:
        used += _advance(sign) * size
        fills = used > share * (len(broken) + 1) + size * 0.25
        if line and fills and len(broken) < lines - 1 and sign not in NEVER_FIRST:
            broken.append(line)
            line = ""
        line += sign
    return [*broken, line]


def extent(text: str, size: float) -> float:
    """How wide a text on one line is, about."""
    return sum(map(_advance, text)) * size


def _advance(sign: str) -> float:
    return 1.0 if ord(sign) > 0x2E7F else 0.56
