"""调度 in real browsers: a unit reports its month, on a desk and on a phone, with and without scripts."""

import pytest
from playwright.sync_api import expect

from server.database import transaction
from tests.browser.live import Live
from tests.browser.room import PHONE, Room
from tests.browser.test_access import check
from tests.server.cases.dispatch.sheets import month, report
from tests.server.cases.plan.plans import load
from tests.server.pages.test_dispatch import TWELVE, twelve

pytestmark = pytest.mark.browser
ROW = "fieldset.dispatch-row"


@pytest.fixture
def reporting(live: Live) -> Live:
    """Twelve measures of 柳南区; March was reported, April is open."""
    with live.inside() as house, transaction():
        load(house["clerk"], house.now, twelve())
        month(house, 2026, 3)
        report(house)
        month(house, 2026, 4)
    return live


def test_a_month_is_reported_without_scripts_on_a_phone(reporting: Live, room: Room) -> None:
    desk = room("liunan_handler1", size=PHONE, js=False)
    desk.page.get_by_role("link", name="柳南区2026年4月调度表").click()
    rows = desk.page.locator(ROW)
    expect(rows).to_have_count(TWELVE)
    rows.nth(0).get_by_label("本期进展 措施 1").fill("又清理 2 公里。")
    for number in range(1, TWELVE):
        rows.nth(number).locator(".same").click()
    expect(rows.nth(1).get_by_label("本期进展 措施 2")).to_be_hidden()
    rows.nth(2).get_by_text("滞后").click()
    desk.press("报送全表(12 条)")
    desk.says("措施 4 存在问题:滞后的要写存在问题。")
    expect(rows.nth(0).get_by_label("本期进展 措施 1")).to_have_value("又清理 2 公里。")
    desk.page.get_by_label("存在问题 措施 4").fill("设备不足。")
    desk.press("报送全表(12 条)")
    desk.says("4月")
    expect(desk.page.locator(".flash").first).to_contain_text("柳南区2026年4月调度表已报送。")
    expect(desk.page.locator("td .tag", has_text="无变化")).to_have_count(TWELVE - 1)


def test_the_pages_fit_everybody(reporting: Live, room: Room) -> None:
    unit, office = room["liunan_handler1"], room["clerk"]
    unit.go("/dispatch")
    check(unit.page)
    unit.page.locator(ROW).nth(1).get_by_label("本期进展 措施 2").fill("")
    unit.press("报送全表(12 条)")
    unit.says("有 1 处要改")
    check(unit.page)
    unit.go("/dispatch/2026-03/liunan")
    check(unit.page)
    reporting.clock.advance(days=14)
    office.go("/dispatch")
    check(office.page)
    office.go("/dispatch/2026-03/liunan")
    check(office.page)
    unit.go("/")
    check(unit.page)
