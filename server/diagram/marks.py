"""The small signs in a diagram: who or what does a step, and how far it is. None of them needs a font."""

from lxml import etree

from server.diagram.drawing import Box
from server.diagram.strokes import PAPER, circle, path, rectangle

SIZE = 13.0
"""Width and height of the sign in a step's upper left corner."""


def person(group: etree._Element, x: float, y: float, colour: str) -> None:
    """Somebody does this step."""
    circle(group, Box(x + 3.5, y, 6, 6), fill="none", stroke=colour, stroke_width=1.2)
    path(group, f"M{x:g} {y + 13:g}q0 -5.5 6.5 -5.5t6.5 5.5z", stroke=colour, stroke_width=1.2)


def gear(group: etree._Element, x: float, y: float, colour: str) -> None:
    """The program does this step by itself."""
    circle(
        group,
        Box(x + 2, y + 2, 9, 9),
        fill="none",
        stroke=colour,
        stroke_width=2.6,
        stroke_dasharray="2 1.53",
    )
    circle(group, Box(x + 3, y + 3, 7, 7), fill="none", stroke=colour, stroke_width=1.2)


def table(group: etree._Element, x: float, y: float, colour: str) -> None:
    """A decision table decides this step."""
    rectangle(group, Box(x, y + 1, SIZE, 11), fill="none", stroke=colour, stroke_width=1.2)
    path(
        group,
        f"M{x:g} {y + 4.5:g}h{SIZE:g}M{x:g} {y + 8.2:g}h{SIZE:g}M{x + 4.5:g} {y + 4.5:g}v7.5",
        stroke=colour,
    )


def plus(group: etree._Element, box: Box, colour: str) -> None:
    """This step opens into a diagram of its own."""
    x, y = box.middle[0], box.bottom - 9
    rectangle(group, Box(x - 7, y - 7, 14, 14), fill=PAPER, stroke=colour, stroke_width=1.2)
    path(group, f"M{x - 4:g} {y:g}h8M{x:g} {y - 4:g}v8", stroke=colour, stroke_width=1.4)


def several(group: etree._Element, box: Box, colour: str) -> None:
    """Several people do this step, each for himself."""
    x, y = box.middle[0], box.bottom - 13
    path(group, "".join(f"M{x + n:g} {y:g}v9" for n in (-5, 0, 5)), stroke=colour, stroke_width=2.2)


def cross(group: etree._Element, box: Box, colour: str) -> None:
    """One way of several is taken here."""
    x, y = box.middle
    path(group, f"M{x - 6:g} {y - 6:g}l12 12M{x + 6:g} {y - 6:g}l-12 12", stroke=colour, stroke_width=2.4)


def envelope(group: etree._Element, box: Box, colour: str) -> None:
    """A message is awaited here."""
    x, y = box.middle
    rectangle(group, Box(x - 7, y - 5, 14, 10), fill=PAPER, stroke=colour, stroke_width=1.1)
    path(group, f"M{x - 7:g} {y - 5:g}l7 5.5l7 -5.5", stroke=colour, stroke_width=1.1)


def badge(group: etree._Element, x: float, y: float, is_done: bool, colour: str) -> None:
    """A round sign on a step's corner: ticked when done, an arrow back when returned."""
    circle(group, Box(x - 10, y - 10, 20, 20), fill=colour, stroke=PAPER, stroke_width=1.5)
    tick, back = (
        f"M{x - 5:g} {y + 0.5:g}l3.5 3.5l6.5 -7",
        f"M{x + 5:g} {y + 4:g}v-3q0 -3 -3 -3h-6m3.5 -3.5l-3.5 3.5l3.5 3.5",
    )
    path(
        group, tick if is_done else back, stroke=PAPER,
        stroke_width=2.2, stroke_linecap="round", stroke_linejoin="round",
    )  # fmt: skip
