"""The README's pictures, taken of a running `make demo`: `python -m tests.browser.screenshots FOLDER [ADDRESS]`."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from server.demo.people import PASSWORD
from tests.browser.chromium import QUIET
from tests.browser.desk import Desk
from tests.conftest import find_browser

ADDRESS = "http://127.0.0.1:8000"
DESKTOP, PHONE = (1280, 860), (390, 780)
COLOURS = 128
LARGEST = 200 * 1024
PICTURES = {
    "inbox": ("rongan1", "/", DESKTOP),
    "case": ("rongan-chief", "/?step=review", DESKTOP),
    "phone": ("rongan1", "/?scope=unit", PHONE),
    "office": ("office", "/office", DESKTOP),
    "measures": ("office", "/measures", DESKTOP),
}
"""Name -> who sits there, what they open, on which screen; of a list opened by step its first case is shown."""


def main(folder: Path, address: str) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        for name, (login, path, size) in PICTURES.items():
            content = packed(take(browser, address, login, path, size))
            assert len(content) <= LARGEST, f"{name} is too large"
            (folder / f"{name}.png").write_bytes(content)
        browser.close()


def take(browser: Browser, address: str, login: str, path: str, size: tuple[int, int]) -> bytes:
    """What one person sees."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    desk = Desk(page, address).sign_in(login, PASSWORD)
    desk.go(path)
    if "step=" in path:
        page.locator("[data-row] .row-link").first.click()
    page.wait_for_load_state("networkidle")
    shot = page.screenshot()
    page.close()
    return shot


def packed(png: bytes) -> bytes:
    """The same picture with a palette: a quarter of the bytes."""
    small = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ADDRESS)
