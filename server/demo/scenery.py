"""What can be seen in the drawn pictures: nine scenes, each dirty and clean."""

from collections.abc import Callable

from PIL import ImageDraw

SIZE = (640, 420)
GROUND = 280
CAPTION = 380
DARK, DIRT, CLEAN = "#3f3a34", "#5f5345", "#4d90c0"


def _houses(draw: ImageDraw.ImageDraw) -> None:
    for left, top in ((20, 130), (150, 90), (470, 110)):
        draw.rectangle((left, top, left + 110, GROUND), fill="#d9c8ad", outline=DARK)
        for x in range(left + 15, left + 95, 32):
            for y in range(top + 18, GROUND - 20, 42):
                draw.rectangle((x, y, x + 16, y + 20), fill="#7d95a8")


def _clouds(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    for step in range(5):
        wide = 34 + step * 12
        draw.ellipse(
            (x + step * 26, y - step * 26, x + step * 26 + wide * 2, y - step * 26 + wide), fill="#77736d"
        )


def _smoke(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    _houses(draw)
    draw.rectangle((290, 200, 450, GROUND), fill="#b9603f", outline=DARK)
    draw.rectangle((340, 60 if not dirty else 170, 360, 200), fill=DARK)
    if dirty:
        _clouds(draw, 350, 150)


def _crane(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    draw.line((200, GROUND, 200, 40), "#c58b16", 10)
    draw.line((90, 60, 460, 60), "#c58b16", 8)
    draw.rectangle((300, 140, 520, GROUND), outline=DARK, width=4)
    for y in range(175, GROUND, 35):
        draw.line((300, y, 520, y), DARK, 3)
    if dirty:
        _clouds(draw, 60, 250)
        draw.ellipse((540, 20, 600, 80), fill="#f1edcf")
    else:
        draw.rectangle((0, GROUND - 26, SIZE[0], GROUND), fill="#4f8a53")


def _lamp(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    _houses(draw)
    draw.rectangle((320, 180, 440, GROUND), fill="#5b3f73", outline=DARK)
    if dirty:
        for wide in (30, 60, 90):
            draw.arc((380 - wide, 170 - wide, 380 + wide, 170 + wide), 200, 340, "#b3261e", 5)
    else:
        draw.rectangle((330, 190, 430, 270), fill="#8b7b99")


def _plant(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    draw.polygon(
        [
            (120, GROUND),
            (120, 190),
            (200, 150),
            (200, 190),
            (280, 150),
            (280, 190),
            (420, 190),
            (420, GROUND),
        ],
        "#9a9a95",
        DARK,
    )
    draw.rectangle((340, 70, 370, 190), fill="#777772", outline=DARK)
    if dirty:
        _clouds(draw, 355, 60)
    else:
        draw.rectangle((430, 170, 520, GROUND), fill=CLEAN, outline=DARK)


def _truck(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    draw.rectangle((0, 300, SIZE[0], 370), fill="#6c6c6c")
    draw.rectangle((180, 200, 360, 300), fill="#3f7f4f", outline=DARK)
    draw.rectangle((360, 235, 430, 300), fill="#c9a227", outline=DARK)
    for x in (210, 300, 390):
        draw.ellipse((x - 22, 285, x + 22, 329), fill=DARK)
    if dirty:
        draw.polygon([(190, 200), (270, 150), (350, 200)], DIRT)
        for x in range(20, 170, 22):
            draw.ellipse((x, 320 + x % 30, x + 16, 332 + x % 30), fill=DIRT)


def _field(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    for x in range(-100, SIZE[0], 60):
        draw.line((x, CAPTION, x + 160, GROUND), "#6d8a3c", 6)
    draw.rectangle((400, 190, 560, GROUND), fill="#b5a48a", outline=DARK)
    if dirty:
        draw.ellipse((90, 300, 330, 365), fill=DARK)
        _clouds(draw, 180, 250)


def _river(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    draw.polygon(
        [(180, CAPTION), (300, GROUND), (400, GROUND), (600, CAPTION)], "#37322b" if dirty else CLEAN
    )
    draw.rectangle((60, 250, 210, 290), fill="#8a8a88", outline=DARK)
    draw.ellipse((190, 250, 230, 290), fill=DARK)
    if dirty:
        for x, y in ((290, 330), (360, 310), (420, 350), (330, 360)):
            draw.ellipse((x, y, x + 34, y + 12), fill="#7c9444")
    else:
        draw.line((184, 246, 236, 294), "#c43c2e", 7)


def _heap(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    if dirty:
        draw.polygon([(120, 340), (230, 170), (330, 240), (420, 150), (560, 340)], DIRT, DARK)
        for x, y in ((220, 260), (300, 290), (400, 240), (460, 300), (180, 310)):
            draw.rectangle((x, y, x + 26, y + 18), fill=("#b3472f", "#41617c", "#c9b458")[x % 3])
    else:
        for x in range(80, 600, 70):
            draw.rectangle((x, 250, x + 8, 300), fill="#6b4a2b")
            draw.ellipse((x - 24, 200, x + 32, 262), fill="#4c8a48")


def _hill(draw: ImageDraw.ImageDraw, dirty: bool) -> None:
    draw.polygon([(0, GROUND), (170, 90), (330, 230), (470, 60), (SIZE[0], GROUND)], "#5e8a52", DARK)
    if dirty:
        draw.polygon([(390, 160), (470, 60), (580, 220), (520, GROUND), (400, GROUND)], "#c3a06b", DARK)
    else:
        for x in range(400, 600, 34):
            draw.ellipse((x, 190 + x % 40, x + 30, 222 + x % 40), fill="#3f7a3f")


SCENES: dict[str, Callable[[ImageDraw.ImageDraw, bool], None]] = {
    "smoke": _smoke,
    "crane": _crane,
    "lamp": _lamp,
    "plant": _plant,
    "truck": _truck,
    "field": _field,
    "river": _river,
    "heap": _heap,
    "hill": _hill,
}
