"""What no page may ever do, watched while a test does something else."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""Chromium's word on a page that was refused; which pages may be is known by their answers."""


class Watch:
    """Collects calls to other origins, errors of scripts and policy, faults of the server and lost pieces."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.found: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("page", lambda page: page.on("pageerror", self._error))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "blob" and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.found.append(f"went elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page):
            self.found.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.found.append(f"console: {message.text}")

    def _error(self, error: Exception) -> None:
        self.found.append(f"script: {error}")


def problems(page: Page) -> list[str]:
    """Where a page is wider than the screen, or offers targets too small for a finger."""
    found: list[str] = page.evaluate(_MEASURE)
    return found


_MEASURE = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((e) =>
      e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".flow, .unseen, thead"));
    found.push(`scrolls sideways ${root.scrollWidth} > ${root.clientWidth}: `
      + wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 80)).join(" | "));
  }
  const inline = (e) => e.matches("a") && getComputedStyle(e).display === "inline" && e.parentElement.matches("p, li, dd, td");
  for (const e of document.querySelectorAll("a, button, input, select, textarea, summary")) {
    const target = e.matches("[type=radio], [type=checkbox]") ? e.closest("label") ?? e : e;
    const { width, height, right, bottom } = target.getBoundingClientRect();
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(".unseen, .skip") || right < 0 || bottom < 0) continue;
    if (inline(e)) continue;
    if (Math.min(width, height) < 24) found.push(`small ${Math.round(width)}x${Math.round(height)}: ${e.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""
