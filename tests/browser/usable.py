"""What keeps somebody from using a page: on a desk, on a phone, on the narrowest screen, everything folded out."""

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Page

from tests.browser.watch import problems

SIZES = ((1280, 900), (390, 844), (320, 640))
AXE = Axe()


def faults(page: Page) -> list[str]:
    """What axe finds, what is wider than the screen or too small for a finger; the page is as wide as before."""
    before = page.viewport_size
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => (e.open = true))")
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        axe = AXE.run(page).response["violations"]
        found += [f"{width} {fault}" for fault in problems(page)]
        found += [f"{width} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in axe]
    if before:
        page.set_viewport_size(before)
    return found
