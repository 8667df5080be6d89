"""Real people's browsers on a live house."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect, sync_playwright

from server.postgres import Server
from tests.browser.chromium import QUIET
from tests.browser.live import Live, served
from tests.browser.room import PATIENCE, Room
from tests.browser.stock import stock
from tests.conftest import FrozenClock
from tests.database_fixtures import cloned_app, database_server, own_app

__all__ = ["database_server", "own_app"]

STARTED = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    expect.set_options(timeout=PATIENCE)
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
def room(browser: Browser, live: Live) -> Iterator[Room]:
    """Browsers of this test's own; at the end nothing forbidden may have happened at any of them."""
    room = Room(browser, live.url)
    yield room
    room.leave()


@pytest.fixture(scope="session")
def stocked(database_server: Server) -> Iterator[Live]:
    """A house with a case at every step, for tests that only look."""
    clock = FrozenClock(STARTED)
    with cloned_app(database_server, f"stocked_{os.getpid()}") as app, served(app, clock) as live:
        with live.inside() as house:
            stock(house)
        yield live


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
