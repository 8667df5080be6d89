"""One problem through real browsers: two lead units confirm, the leading group sends it back once and files it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import Room
from tests.browser.usable import faults
from tests.server.cases.closings import FILING, Closing

pytestmark = pytest.mark.browser
PAGE = "/problems/1"


@pytest.fixture
def closing(live: Live) -> Closing:
    """A problem whose last measure has just been struck off."""
    with live.inside() as house:
        found = Closing(house)
        found.strike_all()
    return found


@pytest.mark.usefixtures("closing")
def test_a_problem_is_confirmed_by_its_lead_units_and_filed(
    live: Live, room: Room, photos: list[Path]
) -> None:
    water, ecology, leader = (room(login) for login in ("water2", "ecology2", "leader"))
    for lead in (water, ecology):
        confirm(lead, photos)
    leader.go(PAGE)
    leader.page.get_by_role("link", name="退回", exact=True).click()
    leader.pick("退回到", "问题销号确认")
    leader.fill("理由", "请附上全年的达标数据")
    leader.press("退回")
    expect(leader.page.locator(".flash").first).to_contain_text("问题 1 已退回到“问题销号确认”")
    for lead in (ecology, water):
        lead.go(PAGE)
        lead.says("请附上全年的达标数据")
        confirm(lead, photos)
    leader.go("/")
    leader.page.get_by_role("link", name="问题 1").click()
    leader.fill("备案号", FILING)
    leader.fill("备案日期", live.house.today)
    leader.submit("问题销号备案")
    leader.says(f"已销号:备案号 {FILING}")
    expect(leader.page.locator(".signatures .light.green")).to_have_count(2)
    clerk = room["clerk"]
    clerk.go("/problems")
    clerk.says("已销号 1 / 1")


def confirm(lead: Desk, photos: list[Path]) -> None:
    lead.go(PAGE)
    lead.fill("整改目标达到情况", "甲河全年水质达标率 96%。")
    lead.attach("佐证材料", photos[1:2])
    lead.submit("问题销号确认")


@pytest.mark.usefixtures("closing")
def test_everybody_can_use_the_page_on_a_phone_as_well(room: Room) -> None:
    found = []
    for login in ("water2", "liunan_handler1", "clerk"):
        desk = room[login]
        for path in (PAGE, "/flow/closing_problem?p=1"):
            desk.go(path)
            found += [f"{login} {path}: {fault}" for fault in faults(desk.page)]
            if folder := os.environ.get("XIAOHAO_SHOTS"):
                desk.page.set_viewport_size({"width": 1280, "height": 900})
                name = f"{login}-{path.strip('/').replace('/', '-').partition('?')[0]}"
                desk.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert found == []
