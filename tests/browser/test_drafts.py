"""What somebody has typed is never lost: reloads, refusals, the back button, two windows, a faster colleague."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import Room

pytestmark = pytest.mark.browser
NO = "D2LZ202603110001"
HANDLER, COLLEAGUE = "rongan_handler1", "rongan_handler2"
FINDING = "现场核查,油烟未经净化直接外排。"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def js(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def task(live: Live) -> int:
    """A case of 融安县 in the hands of its handler, to be investigated."""
    return at(live, "investigate")


def at(live: Live, step: str) -> int:
    with live.inside() as house:
        return house.task(house.to(step, no=NO, region_raw="融安县")).id


def finding(desk: Desk) -> Locator:
    return desk.page.get_by_label(re.compile("^调查核实情况"))


def test_a_draft_is_kept_while_one_types(task: int, room: Room) -> None:
    desk = room(HANDLER).case(NO)
    finding(desk).fill(FINDING)
    desk.choose("总体是否属实", "部分属实")
    expect(desk.page.locator("[data-saved]")).to_contain_text("草稿已自动保存")
    desk.page.reload()
    expect(finding(desk)).to_have_value(FINDING)
    expect(desk.page.locator("[name=verdict][value=部分属实]")).to_be_checked()


def test_a_draft_is_kept_by_its_button(task: int, room: Room, js: bool) -> None:
    desk = room(HANDLER, js=js).case(NO)
    finding(desk).fill(FINDING)
    desk.press("保存草稿")
    desk.says("草稿已保存")
    desk.case(NO)
    expect(finding(desk)).to_have_value(FINDING)


def test_a_refused_form_comes_back_with_all_that_was_typed_and_chosen(
    task: int, room: Room, photos: list[Path], js: bool
) -> None:
    desk = room(HANDLER, js=js).case(NO)
    finding(desk).fill(FINDING)
    desk.choose("现场即办(立行立改)", "已当场整改到位")
    desk.attach("整改后照片", photos[1:2])
    desk.press("提交")
    summary = desk.page.locator("#summary")
    expect(summary).to_contain_text("现场核查日期")
    expect(finding(desk)).to_have_value(FINDING)
    expect(desk.page.locator("#form .kept")).to_contain_text("整改后.jpg")
    summary.get_by_role("link", name="现场核查日期").click()
    expect(desk.page.get_by_label(re.compile("^现场核查日期"))).to_be_focused()


def test_going_back_shows_what_is_done_and_pressing_twice_does_it_once(
    live: Live, room: Room, js: bool
) -> None:
    at(live, "report")
    desk = room("rongan_chief", js=js).case(NO)
    desk.page.locator("main").get_by_role("button", name="提交", exact=True).dblclick()
    desk.says("现在到:整改方案")
    desk.page.go_back()
    desk.says("现在到:整改方案")
    acts = desk.page.locator("#record b")
    expect(acts.get_by_text("办理情况上报", exact=True)).to_have_count(1)


def test_the_second_of_two_windows_is_told_and_keeps_its_words(
    task: int, live: Live, room: Room, js: bool
) -> None:
    desk = room(HANDLER, js=js).case(NO)
    second = Desk(desk.page.context.new_page(), live.url).case(NO)
    for window, words in ((desk, "先提交的"), (second, "后提交的一大段话")):
        window.fill("现场核查日期", live.house.today)
        window.choose("是否属实", "属实", window.page.get_by_role("group", name="问题 1"))
        window.choose("总体是否属实", "属实")
        finding(window).fill(words)
        window.choose("现场即办(立行立改)", "还需整改")
    desk.submit("调查核实")
    with second.page.expect_navigation() as answer:
        second.press("提交")
    assert answer.value.status == HTTPStatus.CONFLICT
    second.says("这一步已由您于")
    second.says("后提交的一大段话")


def test_a_case_a_colleague_has_taken_says_who_has_it(live: Live, room: Room, js: bool) -> None:
    at(live, "visit")
    slow = room("rongan_handler3", js=js)
    mine = slow.row(NO)
    room(COLLEAGUE, js=js).row(NO).get_by_role("button", name="领取").click()
    mine.get_by_role("button", name="领取").click()
    slow.says("已由罗文彬于 10:00 领取")


def test_fields_are_asked_only_when_they_apply(task: int, room: Room) -> None:
    desk = room(HANDLER).case(NO)
    handling = desk.page.get_by_label(re.compile("^处理和整改情况"))
    expect(handling).to_be_hidden()
    desk.choose("现场即办(立行立改)", "已当场整改到位")
    expect(handling).to_be_visible()
    desk.choose("现场即办(立行立改)", "还需整改")
    expect(handling).to_be_hidden()


def test_without_scripts_a_field_says_when_it_applies(task: int, room: Room) -> None:
    desk = room(HANDLER, js=False).case(NO)
    expect(desk.page.get_by_label(re.compile("^处理和整改情况"))).to_be_visible()
    desk.says("仅在“现场即办(立行立改)”选择“已当场整改到位”时填写")


def test_reported_points_are_added_and_dropped(task: int, room: Room, js: bool) -> None:
    desk = room(HANDLER, js=js).case(NO)
    points = desk.page.locator(".point")
    for n in (1, 2, 3):
        desk.fill("反映的问题", f"第{n}个问题", points.nth(n - 1))
        if n < 3:
            desk.press("再加一个问题")
            expect(points).to_have_count(n + 1)
    desk.press("删去问题 2")
    expect(points).to_have_count(2)
    texts = [points.nth(n).get_by_label(re.compile("^反映的问题")) for n in (0, 1)]
    expect(texts[0]).to_have_value("第1个问题")
    expect(texts[1]).to_have_value("第3个问题")
    desk.press("保存草稿")
    desk.case(NO)
    expect(texts[1]).to_have_value("第3个问题")


def test_a_session_that_ended_loses_nothing_that_was_saved(task: int, room: Room) -> None:
    desk = room(HANDLER, js=False).case(NO)
    finding(desk).fill(FINDING)
    desk.press("保存草稿")
    desk.page.context.clear_cookies()
    desk.sign_in(HANDLER).case(NO)
    expect(finding(desk)).to_have_value(FINDING)
