"""A room of browsers, one for each person; what none of them may do is asked when the room is left."""

from typing import Any

from playwright.sync_api import Browser

from tests.browser.desk import Desk
from tests.browser.watch import Watch

DESKTOP = (1280, 900)
PHONE = (360, 740)
PATIENCE = 10_000


class Room:
    """Sits people down at browsers of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.opened: list[tuple[Any, Watch]] = []
        self.seated: dict[str, Desk] = {}

    def __call__(self, login: str = "", *, size: tuple[int, int] = DESKTOP, js: bool = True) -> Desk:
        """A new browser, with somebody signed in or nobody."""
        viewport = {"width": size[0], "height": size[1]}
        person = self._open(viewport=viewport, java_script_enabled=js, locale="zh-CN")
        return person.sign_in(login) if login else person

    def like(self, desk: Desk) -> Desk:
        """A browser that has kept nothing of the house but this person's session."""
        return self._open(storage_state=desk.page.context.storage_state(), viewport=desk.page.viewport_size)

    def __getitem__(self, login: str) -> Desk:
        """The browser this person sits at already, or a new one."""
        if login not in self.seated:
            self.seated[login] = self(login)
        return self.seated[login]

    def _open(self, **settings: Any) -> Desk:
        context = self.browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        self.opened.append((context, Watch(context, self.url)))
        return Desk(context.new_page(), self.url)

    def leave(self) -> None:
        """Close all browsers; none may have gone elsewhere, stumbled over a script or met a fault."""
        found = [problem for _, watch in self.opened for problem in watch.found]
        for context, _ in self.opened:
            context.close()
        self.opened.clear()
        assert not found, "\n".join(found)
