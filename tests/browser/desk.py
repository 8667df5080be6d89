"""One person at one browser, doing what people do: reading words, filling in labels, pressing buttons."""

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PASSWORD

REQUIRED = r"\s*\*?\s*(必填)?\s*(可多选)?\s*$"


def called(label: str) -> re.Pattern[str]:
    """A label with the marks that may follow it."""
    return re.compile(rf"^\s*{re.escape(label)}{REQUIRED}")


class Desk:
    """The browser of one person."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, login: str, password: str = PASSWORD) -> "Desk":
        """By the sign-in page, like everybody."""
        self.go("/login")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("密码").fill(password)
        self.press("登录")
        self.arrives_at("待办")
        return self

    def arrives_at(self, heading: str) -> None:
        """The page of this heading is there, its scripts at work: only then do single keys mean anything."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state("load")

    def go(self, path: str) -> int:
        """Open an address; says how the server answered."""
        answer = self.page.goto(self.url + path)
        return answer.status if answer else 0

    def case(self, no: str) -> "Desk":
        """Open a case by its number."""
        self.go(f"/c/{no}")
        return self

    def row(self, no: str) -> Locator:
        """A case's row in the inbox."""
        self.go("/")
        return self.page.locator("[data-row]", has_text=no)

    def press(self, name: str) -> None:
        """A button, by its words."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()

    def fill(self, label: str, value: str, within: Locator | None = None) -> None:
        """A field that is written into."""
        self._in(within).get_by_label(called(label)).fill(value)

    def pick(self, label: str, option: str) -> None:
        """A field with a list to pick from; the option may bear a note."""
        field = self._in(None).get_by_label(called(label))
        field.select_option(value=field.locator("option", has_text=option).first.get_attribute("value"))

    def choose(self, question: str, answer: str, within: Locator | None = None) -> None:
        """One of several answers, pressed on its words."""
        group = self._in(within).get_by_role("group", name=called(question))
        group.locator("label", has_text=re.compile(rf"^\s*{re.escape(answer)}")).first.click()

    def attach(self, label: str, files: Sequence[Path]) -> None:
        """Files for a field."""
        self._in(None).get_by_label(called(label)).set_input_files(list(files))

    def submit(self, done: str, button: str = "提交") -> None:
        """Send the form; the page says which step is done."""
        self.press(button)
        expect(self.page.locator(".flash").first).to_contain_text(f"“{done}”已办理")

    def says(self, words: str) -> None:
        """The page's main part contains these words."""
        expect(self.page.locator("main")).to_contain_text(words)

    def _in(self, within: Locator | None) -> Locator:
        return within or self.page.locator("main")
