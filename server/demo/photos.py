"""Pictures of before and after, drawn: plain enough to be told apart at a glance, with a caption in them."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from server.demo.scenery import CAPTION, DARK, GROUND, SCENES, SIZE

FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "PingFang.ttc",
    "msyh.ttc",
)
WORDS = {"before": ("整改前", "BEFORE"), "after": ("整改后", "AFTER"), "visit": ("回访", "VISIT")}
SKY = {"before": "#c9c6bd", "after": "#cfe6f5", "visit": "#dcecf5"}
EARTH = {"before": "#8d8062", "after": "#8fb573", "visit": "#9fbf85"}


def picture(scene: str, when: str, number: str, day: str) -> bytes:
    """A JPEG of a scene before or after, captioned with the case and the day."""
    image = _scene(scene, when).copy()
    draw = ImageDraw.Draw(image)
    font, chinese = _font()
    draw.rectangle((0, CAPTION, *SIZE), fill="#222222")
    draw.text((14, CAPTION + 8), f"{WORDS[when][not chinese]}  {number}  {day}", "#ffffff", font)
    draw.text((14, 10), "演示图片" if chinese else "DEMO PICTURE", DARK, font)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=70)
    return made.getvalue()


def paper(number: str, words: str, day: str) -> bytes:
    """A scan of a sheet signed by hand."""
    image = Image.new("L", (496, 702), "white")
    draw = ImageDraw.Draw(image)
    font, chinese = _font()
    lines = (number, words if chinese else "SIGNED ON PAPER (DEMO)", day)
    for row, line in enumerate(lines):
        draw.text((60, 80 + row * 60), line, "black", font)
        draw.line((50, 120 + row * 60, 440, 120 + row * 60), "grey")
    draw.arc((250, 330, 400, 420), 10, 300, "black", 4)
    draw.line((240, 400, 420, 350), "black", 3)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@cache
def _font() -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """A font with Chinese characters where the machine has one, else the one Pillow brings."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, 22), True
        except OSError:
            continue
    return ImageFont.load_default(22), False


@cache
def _scene(scene: str, when: str) -> Image.Image:
    image = Image.new("RGB", SIZE, SKY[when])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, GROUND, *SIZE), fill=EARTH[when])
    SCENES[scene](draw, when == "before")
    return image
