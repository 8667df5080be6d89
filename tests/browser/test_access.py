"""Everybody can use every page: axe finds nothing, nothing scrolls sideways, targets fit a finger, focus is seen."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page

from tests.browser.live import Live
from tests.browser.room import DESKTOP, PHONE, Room
from tests.browser.sheets import assignment_list
from tests.browser.stock import DOERS, number
from tests.browser.watch import problems

pytestmark = pytest.mark.browser
NARROWEST = (320, 640)
AXE = Axe()
HANDLER, CHIEF, CLERK = "rongan_handler1", "rongan_chief", "clerk"
PAGES = {
    "inbox of a handler": (HANDLER, "/"),
    "inbox of the office": (CLERK, "/"),
    "empty inbox": ("inspector", "/"),
    "a case in other hands": (CLERK, f"/c/{number('plan')}"),
    "archived case": (CLERK, f"/c/{number('archived')}"),
    "batch review": (CHIEF, "/batch/review"),
    "batch notice": (HANDLER, "/batch/publish_notice"),
    "batch filing": ("leader", "/batch/file"),
    "overview": (CLERK, "/office"),
    "list": (CLERK, "/office/list"),
    "list of a county": (HANDLER, "/office/list?stage=callback"),
    "board": (CLERK, "/office/board"),
    "imports": (CLERK, "/imports"),
    "registering": (CLERK, "/petitions/new"),
    "moving": (CLERK, f"/c/{number('plan')}/reassign"),
    "listing": (CLERK, f"/c/{number('plan')}/mark"),
    "help": (HANDLER, "/help"),
    "me": (HANDLER, "/me"),
    "search": (HANDLER, "/s?q=油烟"),
    "diagram": (HANDLER, f"/flow/handling?c={number('plan')}"),
    "list with filters": (CLERK, "/office/list?county=rongan&verdict=属实&satisfaction=none&order=ledger"),
    "special list": (CLERK, "/office/list?mark=重点"),
    "days of a batch": (CLERK, "/office/board/1"),
    "setting up an earlier round": (CLERK, "/imports/rounds/new"),
    "administration": ("admin", "/admin"),
    "failures": ("admin", "/admin/incidents"),
    "accounts": ("admin", "/admin/users"),
    "a new account": ("admin", "/admin/users/new"),
    "an account": ("admin", "/admin/users/1"),
    "record of the administration": ("admin", "/admin/record"),
    "units": ("admin", "/admin/units"),
    "a unit": ("admin", "/admin/units/rongan"),
}


@pytest.fixture(scope="module")
def seats(browser: Browser, stocked: Live) -> Iterator[Room]:
    """Browsers on the stocked house, kept over the tests of this module."""
    room = Room(browser, stocked.url)
    yield room
    room.leave()


@pytest.mark.parametrize("step", DOERS)
def test_the_form_of_a_step(seats: Room, step: str) -> None:
    desk = seats[DOERS[step]].case(number(step))
    assert desk.page.locator("form.task").count(), "its doer finds the form on the case's page"
    check(desk.page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page(seats: Room, name: str) -> None:
    login, path = PAGES[name]
    answer = seats[login].go(path)
    assert answer == HTTPStatus.OK
    check(seats[login].page)


def test_a_refusal(seats: Room) -> None:
    assert seats[HANDLER].go("/c/D2LZ209901010001") == HTTPStatus.NOT_FOUND
    check(seats[HANDLER].page)


def test_the_sign_in_page(seats: Room) -> None:
    desk = seats("")
    desk.go("/login")
    check(desk.page)


@pytest.mark.parametrize("act", ["release", "hand-over", "return"])
def test_an_act_beside_the_process(seats: Room, act: str) -> None:
    desk = seats[HANDLER].case(number("plan"))
    desk.page.locator(f"a[href$='/{act}']").first.click()
    check(desk.page)


def test_a_signature_on_paper(seats: Room) -> None:
    desk = seats[CHIEF].case(number("review"))
    desk.page.get_by_role("link", name="录入线下签批").click()
    check(desk.page)


def test_a_form_with_everything_to_mend(seats: Room) -> None:
    desk = seats[HANDLER].case(number("investigate"))
    desk.press("提交")
    assert desk.page.locator("#summary").evaluate("e => e === document.activeElement")
    check(desk.page)


def test_the_preview_and_the_result_of_a_sheet(seats: Room, tmp_path: Path) -> None:
    rows = [
        (f"D2LZ2026031300{n:02}", "某采石场粉尘扰民。", region, "大气") for n, region in enumerate(REGIONS)
    ]
    desk = seats[CLERK]
    desk.go("/imports")
    desk.attach("文件", [assignment_list(tmp_path / "清单.xlsx", rows, "2026-03-10")])
    desk.press("上传并预览")
    desk.says("导入预览")
    check(desk.page)
    desk.press("确认导入 3 件")
    desk.says("已导入")
    check(desk.page)


REGIONS = ("融安县", "柳南区", "")


def test_the_sticky_foot_never_hides_what_has_the_focus(seats: Room) -> None:
    desk = seats[HANDLER].case(number("investigate"))
    for size in (DESKTOP, PHONE):
        resize(desk.page, size)
        desk.page.locator("#form input, #form textarea").first.focus()
        for _ in range(40):
            desk.page.keyboard.press("Tab")
            hidden = desk.page.evaluate(HIDDEN)
            assert not hidden, f"at {size}: {hidden}"


def test_what_has_the_focus_is_seen(seats: Room) -> None:
    desk = seats[HANDLER]
    desk.go("/")
    for _ in range(25):
        desk.page.keyboard.press("Tab")
        assert desk.page.evaluate(OUTLINED), desk.page.evaluate("() => document.activeElement.outerHTML")


HIDDEN = """() => {
  const e = document.activeElement;
  const foot = document.querySelector(".foot");
  if (!foot || foot.contains(e) || e === document.body) return "";
  const mine = (e.closest("label") ?? e).getBoundingClientRect(), its = foot.getBoundingClientRect();
  const covered = mine.top >= its.top && mine.bottom <= its.bottom;
  return covered ? e.outerHTML.slice(0, 100) : "";
}"""
OUTLINED = """() => {
  const e = document.activeElement;
  const drawn = (x, pseudo) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(x, pseudo);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const label = e.closest("label");
  return e === document.body || drawn(e) || drawn(e, "::after") || (label && drawn(label));
}"""


def check(page: Page) -> None:
    """Nothing is wrong on a desk, on a phone, or on the narrowest screen."""
    found = []
    for size in (DESKTOP, PHONE, NARROWEST):
        resize(page, size)
        seen = [] if size == NARROWEST else violations(page)
        seen += [] if size == DESKTOP else problems(page)
        found += [f"at {size[0]} px: {one}" for one in seen]
    resize(page, DESKTOP)
    assert not found, "\n".join(found)


def violations(page: Page) -> list[str]:
    """What axe finds, in one line each."""
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in AXE.run(page).response["violations"]
        for node in one["nodes"][:3]
    ]


def resize(page: Page, size: tuple[int, int]) -> None:
    """Another screen."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
