"""The year's callbacks through real browsers: drawn, called from a phone, decided by another; everybody can use it."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import PHONE, Room
from tests.browser.usable import faults
from tests.server.cases.callbacks.test_callbacks import Round

pytestmark = pytest.mark.browser


@pytest.fixture
def round_(live: Live) -> Round:
    """Twenty petitions announced, twelve reported."""
    with live.inside() as house:
        return Round(house)


@pytest.mark.usefixtures("round_")
@pytest.mark.parametrize("js", [True, False])
def test_a_year_is_drawn_called_and_decided(live: Live, room: Room, js: bool) -> None:
    clerk, head = room("clerk", size=PHONE, js=js), room("head", js=js)
    check = _check if js else _no_check
    clerk.go("/callbacks")
    check(clerk)
    clerk.press("抽取 2 件并锁定")
    clerk.says("已抽取 2 件,种子 ")
    first, second = (link.inner_text() for link in clerk.page.locator("td a").all())
    open_(clerk, first)
    expect(clerk.page.get_by_role("link", name="拨打 0772-1")).to_be_visible()
    check(clerk)
    clerk.choose("接通了吗", "没有接通")
    clerk.fill("没接通的情形", "关机")
    clerk.press("记下")
    clerk.says("已记下这一次没有接通")
    open_(clerk, second)
    clerk.choose("接通了吗", "接通了")
    clerk.choose("对办理结果", "不满意")
    clerk.press("记下")
    clerk.says("不满意的,请记下对方怎么说。")
    clerk.fill("对方怎么说", "夜里还有异味")
    clerk.press("记下")
    clerk.says(f"{second}:不满意")
    live.clock.advance(hours=2)
    open_(clerk, first)
    clerk.says("第 2 次,共 3 次")
    clerk.choose("接通了吗", "接通了")
    clerk.choose("对办理结果", "基本满意")
    clerk.press("记下")
    head.go("/callbacks")
    head.says("不满意率 50.0 %:有回答的 2 件中 1 件不满意")
    check(head)
    head.page.get_by_role("link", name="1 不满意待处理").click()
    open_(head, second)
    head.page.get_by_role("link", name="处理不满意").click()
    check(head)
    head.choose("怎样处理", "不重办")
    head.fill("理由", "现场复查已无异味")
    head.press("确定")
    head.says("不重办,理由已记下")
    head.says("2已完成")


def open_(desk: Desk, no: str) -> None:
    desk.page.get_by_role("link", name=no).first.click()
    desk.says(no)


def _check(desk: Desk) -> None:
    assert faults(desk.page) == []


def _no_check(_: Desk) -> None:
    """The tool that checks is itself a script."""
