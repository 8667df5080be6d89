"""Real people's browsers on a live house."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from tests.browser.desk import Desk
from tests.browser.live import Live, served
from tests.browser.watch import Watch
from tests.conftest import FrozenClock
from tests.database_fixtures import database_server, own_app

__all__ = ["database_server", "own_app"]

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""A browser that calls nobody but us."""
PATIENCE = 10_000
DESKTOP = (1280, 900)
OpenDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def live(own_app: Any, clock: FrozenClock) -> Iterator[Live]:
    """A house of this test's own, at work."""
    with served(own_app, clock) as live:
        yield live


@pytest.fixture
def desk(browser: Browser, live: Live) -> Iterator[OpenDesk]:
    """Sit somebody down at a browser; at the end nothing forbidden may have happened at any desk."""
    opened: list[tuple[Any, Watch]] = []

    def sit(login: str = "", *, size: tuple[int, int] = DESKTOP, js: bool = True) -> Desk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=js, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE)
        opened.append((context, Watch(context, live.url)))
        person = Desk(context.new_page(), live.url)
        return person.sign_in(login) if login else person

    yield sit
    found = [problem for _, watch in opened for problem in watch.found]
    for context, _ in opened:
        context.close()
    assert found == []


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Photos as phones take them: before, after, at the visit."""
    folder = tmp_path_factory.mktemp("photos")
    return [_photo(folder / f"{name}.jpg", colour) for name, colour in PHOTOS.items()]


PHOTOS = {"整改前": (140, 110, 70), "整改后": (90, 140, 80), "回访": (80, 120, 150)}


def _photo(path: Path, colour: tuple[int, int, int]) -> Path:
    picture = Image.new("RGB", (1600, 1200), colour)
    ImageDraw.Draw(picture).rectangle((200, 300, 1400, 1100), fill=tuple(c // 2 for c in colour))
    picture.save(path, "JPEG", quality=80)
    return path
