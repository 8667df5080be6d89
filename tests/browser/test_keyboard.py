"""Without a mouse: signing for a case by Tab and Enter, the single keys, the way past the top bar."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.people import PASSWORD
from tests.browser.room import Room

pytestmark = pytest.mark.browser
FAR = 80
"""So many tabs lead past the end of every page of these tests."""


@pytest.fixture
def handler(live: Live, room: Room) -> Desk:
    """A handler with three cases to sign for, the first of them the most urgent."""
    with live.inside() as house:
        for n in range(3):
            house.petition(no=number(n), region_raw="融安县")
    return room("rongan_handler1")


def number(n: int) -> str:
    return f"D2LZ20260311000{n}"


def test_a_case_is_signed_for_and_investigated_by_keys_alone(live: Live, room: Room) -> None:
    with live.inside() as house:
        house.petition(no=number(1), region_raw="融安县")
    desk = room()
    keys, page = desk.page.keyboard, desk.page
    desk.go("/login")
    tab_to(page, "#login")
    keys.type("rongan_handler1")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    desk.arrives_at("待办")
    tab_to(page, "[data-key=claim] button")
    keys.press("Enter")
    desk.says("“签收”已办理")
    desk.arrives_at(number(1))
    tab_to(page, "#f-investigated_on")
    keys.type("03112026")
    tab_to(page, "[name='points-0-verdict']")
    keys.press("Space")
    tab_to(page, "[name=verdict]")
    keys.press("Space")
    tab_to(page, "#f-finding")
    keys.type("现场核查属实")
    tab_to(page, "[name=on_the_spot]")
    keys.press("ArrowRight")
    keys.press("Control+Enter")
    desk.says("“调查核实”已办理")


def test_keys_move_along_the_list_and_open_a_case(handler: Desk) -> None:
    page = handler.page
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(page.locator("[data-row] .row-link").nth(at)).to_be_focused()
    page.keyboard.press("Enter")
    handler.arrives_at(number(1))
    page.keyboard.press("g")
    page.keyboard.press("i")
    handler.arrives_at("待办")


def test_a_key_signs_for_the_case_in_focus(handler: Desk) -> None:
    handler.page.keyboard.press("j")
    handler.page.keyboard.press("c")
    handler.says("“签收”已办理")
    handler.says(number(0))


def test_keys_lead_to_the_search_and_the_help_and_rest_while_one_types(handler: Desk) -> None:
    page = handler.page
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j?c/")
    expect(page.locator("#q")).to_have_value("j?c/")
    expect(page).to_have_url(re.compile(r"/$"))
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile("/help$"))


def test_single_keys_can_be_switched_off(handler: Desk) -> None:
    handler.go("/help")
    handler.press("关闭单键快捷键")
    handler.go("/")
    handler.page.keyboard.press("j")
    expect(handler.page.locator("[data-row] .row-link").first).not_to_be_focused()


def test_the_first_tab_leads_past_the_top_bar(handler: Desk) -> None:
    handler.go("/")
    handler.page.keyboard.press("Tab")
    expect(handler.page.locator(".skip")).to_be_focused()
    expect(handler.page.locator(".skip")).to_be_in_viewport()
    handler.page.keyboard.press("Enter")
    expect(handler.page.locator("main")).to_be_focused()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until it is there."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate("q => document.activeElement.matches(q)", wanted):
            return
    pytest.fail(f"no Tab leads to {wanted}")
