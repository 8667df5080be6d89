"""The sheets from above, where they are at hand: taken in by the office's page, one case led to the archive."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import Room
from tests.browser.test_main_path import (
    SHORT_PATH,
    People,
    announce,
    check,
    end_notice,
    file,
    publish,
    put_right_at_once,
    sign,
    verify,
    visit,
)

pytestmark = pytest.mark.browser
CASE = "D2LZ202310120004"
LANDINGS = {"落实整改": 4, "实地回访与县级验收": 2, "审核": 2}


def take_in(clerk: Desk, sheet: Path, number: int) -> None:
    """Upload, look, confirm."""
    clerk.go("/imports")
    clerk.attach("文件", [sheet])
    clerk.press("上传并预览")
    expect(clerk.page.locator(".preview-box tbody tr")).to_have_count(number)
    clerk.press(f"确认导入 {number} 件")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("已导入")


def test_a_case_of_the_real_list_goes_all_the_way_to_the_archive(
    live: Live, room: Room, photos: list[Path], shared: Path
) -> None:
    people = People(room, js=True)
    take_in(people["clerk"], shared / "real" / "assignment-list.xlsx", 24)
    people["clerk"].case(CASE).says("市生态环境局")
    today = live.house.today
    sign(people["rongan_handler1"], CASE)
    put_right_at_once(people["rongan_handler1"], CASE, today, photos)
    people["rongan_chief"].case(CASE).submit("审核")
    check(people["ecology1"], CASE, today)
    visit(people["rongan_handler2"], CASE, today, photos)
    publish(people["rongan_handler1"], today, 1)
    live.clock.advance(days=14)
    people.sit_down_again()
    end_notice(people["rongan_handler1"], 1)
    today = live.house.today
    people["rongan_principal"].case(CASE).submit("销号申请审签")
    verify(people["ecology1"], CASE, today)
    file(people["leader"], today, 1)
    announce(people["clerk"], today, 1)
    people["clerk"].case(CASE).says("已归档")
    steps = people["clerk"].page.locator("#record li b").all_inner_texts()
    assert steps[::-1] == SHORT_PATH


def test_a_published_table_lands_as_history_at_the_first_step_not_yet_proven(
    room: Room, shared: Path
) -> None:
    clerk = room("clerk")
    take_in(clerk, shared / "real" / "batch-10.xlsx", 8)
    clerk.go("/office/list")
    rows = clerk.page.locator("main tbody tr")
    for step, number in LANDINGS.items():
        expect(rows.filter(has_text=step)).to_have_count(number)
