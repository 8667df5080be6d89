"""One measure through real browsers: three units, two lead units, by everybody's own sign-in, and one return."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.database import transaction
from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import Room
from tests.server.cases.plan.plans import load
from tests.server.cases.test_measures import POSTS, Chain

pytestmark = pytest.mark.browser
STANDARD = "河道内没有垃圾和漂浮物"
FILING = "柳整改办〔2026〕1号"


@pytest.fixture
def measure(live: Live) -> str:
    """A plan just loaded; its first measure waits for three units."""
    with live.inside() as house, transaction():
        for login, post in POSTS.items():
            house.hire(login, posts=[post])
        load(house["clerk"], house.now)
    return "/measures/1"


def test_a_measure_is_signed_by_its_units_and_filed(
    live: Live, room: Room, photos: list[Path], measure: str
) -> None:
    today = live.house.today
    for login in ("water1", "liunan_handler1", "rongan_handler1"):
        make_plan(room[login], measure, today)
    approve(room["water2"], measure)
    room["water1"].go(measure)
    room["water1"].fill("整改推进情况", "河道已清理完毕。")
    room["water1"].submit("推进整改")
    for login in ("water1", "liunan_handler1", "rongan_handler1"):
        check(room[login], measure, today, photos)
    collect(room["water1"], measure)
    for login in ("liunan_chief", "rongan_chief"):
        room[login].go(measure)
        room[login].fill("县区验收日期", today)
        room[login].submit("县区验收")
    send_back(room["water2"], measure)
    for login in ("water1", "liunan_handler1", "rongan_handler1"):
        check(room[login], measure, today, photos)
    collect(room["water1"], measure)
    for login in ("liunan_chief", "rongan_chief"):
        room[login].go(measure)
        room[login].fill("县区验收日期", today)
        room[login].submit("县区验收")
    for login in ("ecology2", "water2"):
        accept(room[login], measure, today, photos)
    one_by_one(room["clerk"])
    publish(room["water1"], measure, today)
    live.clock.advance(days=14)
    water, office, leader = (room(login) for login in ("water1", "head", "leader"))
    water.go(measure)
    water.submit("公示期满")
    office.go(measure)
    office.submit("审核")
    leader.go(measure)
    leader.fill("备案号", FILING)
    leader.fill("备案日期", live.house.today)
    leader.submit("销号备案")
    leader.says("已销号")
    expect(leader.page.locator(".signatures .light.green")).to_have_count(3 + 1 + 3 + 1 + 2 + 2)


def make_plan(unit: Desk, measure: str, today: str) -> None:
    unit.go(measure)
    unit.fill("责任领导", "韦某")
    unit.fill("责任人", "覃某")
    unit.fill("联络人", "黄某")
    unit.fill("联络电话", "0772-0000000")
    node = unit.page.get_by_role("group", name="节点 1")
    unit.fill("时间节点", today, node)
    unit.fill("完成内容", "队伍进场", node)
    unit.submit("制定实施方案")


def approve(lead: Desk, measure: str) -> None:
    lead.go(measure)
    lead.fill("验收标准", STANDARD, lead.page.get_by_role("group", name="验收标准 1"))
    lead.submit("审定方案")


def check(unit: Desk, measure: str, today: str, photos: list[Path]) -> None:
    unit.go(measure)
    unit.fill("自查日期", today)
    standard = unit.page.get_by_role("group", name="验收标准 1")
    expect(standard).to_contain_text(STANDARD)
    unit.choose("是否达到", "达到", standard)
    unit.attach("佐证材料", photos[1:2])
    unit.submit("自查")


def collect(unit: Desk, measure: str) -> None:
    unit.go(measure)
    unit.fill("汇总情况", "三家材料齐全。")
    unit.submit("材料汇总")


def send_back(lead: Desk, measure: str) -> None:
    """What does not meet the standard goes back to those who checked it themselves."""
    lead.go(measure)
    lead.page.get_by_role("link", name="退回", exact=True).click()
    lead.pick("退回到", "自查")
    lead.fill("理由", "照片看不清是不是同一河段")
    lead.press("退回")
    expect(lead.page.locator(".flash").first).to_contain_text("已退回到“自查”")


def accept(lead: Desk, measure: str, today: str, photos: list[Path]) -> None:
    lead.go(measure)
    lead.fill("核查验收日期", today)
    lead.choose("核查方式", "现场核查")
    lead.choose("是否达到", "达到", lead.page.get_by_role("group", name="验收标准 1"))
    lead.fill("参加人员", "市水利局、市生态环境局")
    lead.attach("核查照片或记录", photos[2:])
    lead.submit("核查验收")


def one_by_one(office: Desk) -> None:
    """The other measures of the problem are not so far: the office lets this one be made public alone."""
    office.go("/problems/1/notice")
    office.choose("公示方式", "按措施公示")
    office.fill("理由", "另一条措施长期坚持")
    office.press("保存")
    office.says("按措施公示")


def publish(lead: Desk, measure: str, today: str) -> None:
    lead.go(measure)
    lead.fill("公示开始日期", today)
    lead.fill("公示地点或网址", "市水利局网站")
    lead.submit("公示")


def test_a_unit_checks_many_measures_on_one_page(live: Live, room: Room, photos: list[Path]) -> None:
    with live.inside() as house:
        first = Chain(house)
        first.plan()
        first.do("advance_work", "water1", "water")
        second = Chain(house, no=2)
        second.all("make_plan")
        second.do("approve_plan", "water2")
        second.all("advance_work")
    county = room["liunan_handler1"]
    county.go("/")
    county.page.get_by_role("link", name="成批办理“自查”").click()
    standards = county.page.get_by_role("group", name="验收标准 1")
    expect(standards).to_have_count(2)
    for group in standards.all():
        county.choose("是否达到", "达到", group)
    county.fill("自查日期", live.house.today)
    county.attach("佐证材料", photos[1:2])
    county.press("办理勾选的件")
    expect(county.page.get_by_role("heading", level=1)).to_have_text("自查:成功 2 件,失败 0 件")
    for no in (1, 2):
        county.go(f"/measures/{no}")
        county.says("整改后.jpg")
