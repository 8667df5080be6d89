"""Light enough for an old phone on a county's mobile network: bytes as they go over the wire, counted packed."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.browser.live import Live
from tests.browser.room import PHONE, Room

pytestmark = pytest.mark.browser
KB = 1024
STATIC = Path(__file__).resolve().parents[2] / "server" / "static"
NO = "D2LZ202603110001"


class Load:
    """What loading a page has cost: every answer, packed."""

    def __init__(self, page: Page) -> None:
        self.answers: list[Response] = []
        page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        self.answers.append(answer)

    def of(self, path: str, page: Page) -> dict[str, int]:
        """Bytes by address of this page."""
        page.goto("about:blank")
        self.answers.clear()
        page.goto(path, wait_until="networkidle")
        return {answer.url: packed(answer.body()) for answer in self.answers if answer.status == 200}


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def total(pattern: str) -> int:
    return sum(packed(path.read_bytes()) for path in STATIC.glob(pattern))


def test_the_first_visit_of_a_full_inbox(live: Live, room: Room) -> None:
    with live.inside() as house:
        for n in range(60):
            house.petition(no=f"D2LZ20260311{n:04}", region_raw="融安县", text=TEXT)
    desk = room("rongan_handler1", size=PHONE)
    first = room.like(desk).page
    spent = Load(first).of(live.url + "/", first)
    assert sum(spent.values()) <= 70 * KB, spent
    assert len(spent) <= 8, spent
    again = Load(desk.page).of(live.url + "/", desk.page)
    assert sum(again.values()) <= 30 * KB, again


def test_a_case_with_nine_photos(live: Live, room: Room, photos: list[Path]) -> None:
    with live.inside() as house:
        house.to("rectify", no=NO, region_raw="融安县", text=TEXT)
    desk = room("rongan_handler1", size=PHONE).case(NO)
    desk.choose("整改是否全部完成", "全部完成")
    desk.fill("处理和整改情况", "净化设施已装好。")
    desk.attach("整改前照片", photos * 3)
    desk.attach("整改后照片", photos[1:2])
    desk.submit("落实整改")
    spent = Load(desk.page).of(f"{live.url}/c/{NO}", desk.page)
    pictures = {url: size for url, size in spent.items() if "/files/" in url}
    rest = {url: size for url, size in spent.items() if url not in pictures}
    assert sum(rest.values()) <= 80 * KB, rest
    assert all(size <= 25 * KB for size in pictures.values()), pictures
    assert all("size=320" in url for url in pictures), pictures


def test_scripts_and_styles_are_small() -> None:
    assert total("*.js") <= 12 * KB
    assert total("style.css") <= 15 * KB
    assert total("*.css") <= 20 * KB
    assert {path.suffix for path in STATIC.iterdir()} <= {".js", ".css", ".svg"}, "no fonts, nothing large"


TEXT = "长安镇融江路夜市一条街多家烧烤摊油烟未经处理直接外排,楼上住户不敢开窗,曾多次反映,至今没有解决。" * 4
