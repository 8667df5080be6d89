"""Few presses: signing for a case, sending it back, and twenty approvals before lunch."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.live import Live
from tests.browser.room import PHONE, Room

pytestmark = pytest.mark.browser
NO = "D2LZ202603110001"
HANDLER, CHIEF = "rongan_handler1", "rongan_chief"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def js(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_case_is_signed_for_by_one_press_on_its_page(live: Live, room: Room, js: bool) -> None:
    with live.inside() as house:
        house.petition(no=NO, region_raw="融安县")
    desk = room(HANDLER, size=PHONE, js=js).case(NO)
    button = desk.page.get_by_role("button", name="签收")
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box
    assert box["width"] > PHONE[0] * 0.7, "as wide as a thumb wants it"
    desk.submit("签收", button="签收")
    expect(desk.page.get_by_role("heading", name="调查核实", exact=True)).to_be_visible()


def test_a_case_is_sent_back_with_a_reason_and_the_office_reads_it(live: Live, room: Room, js: bool) -> None:
    with live.inside() as house:
        house.petition(no=NO, region_raw="融安县")
    desk = room(HANDLER, size=PHONE, js=js).case(NO)
    desk.page.get_by_text("不该由本单位办:退件").click()
    desk.press("退件")
    expect(desk.page.locator("#summary")).to_contain_text("请填写“退件理由”")
    desk.fill("退件理由", "案发地在融水县,不属本县管辖。")
    desk.press("退件")
    expect(desk.page.locator(".flash")).to_contain_text("“签收”已办理")
    clerk = room("clerk", js=js).case(NO)
    expect(clerk.page.locator("#form")).to_contain_text("案发地在融水县,不属本县管辖。")


def test_a_chief_goes_from_one_approval_to_the_next(live: Live, room: Room, js: bool) -> None:
    with live.inside() as house:
        for n in (1, 2, 3):
            house.to("review", no=f"D2LZ20260311000{n}", region_raw="融安县")
    desk = room(CHIEF, js=js)
    desk.press("下一件")
    for n in (1, 2, 3):
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(f"D2LZ20260311000{n}")
        expect(desk.page.locator("#result img")).to_have_count(1)
        desk.submit("审核")
        if n < 3:
            desk.press("办下一件")
    expect(desk.page.get_by_role("button", name="办下一件")).to_have_count(0)


def test_a_chief_returns_one_of_many_with_a_reason(live: Live, room: Room, js: bool) -> None:
    with live.inside() as house:
        house.to("review", no=NO, region_raw="融安县")
    desk = room(CHIEF, js=js).case(NO)
    desk.choose("审核结论", "落实整改")
    if not js:
        desk.fill("意见", "")
    desk.press("退回" if js else "提交")
    expect(desk.page.locator("#summary")).to_contain_text("意见")
    desk.fill("意见", "整改后照片看不清,请重拍。")
    desk.press("退回" if js else "提交")
    expect(desk.page.locator(".flash")).to_contain_text("已退回到“落实整改”")
    handler = room(HANDLER, js=js).case(NO)
    expect(handler.page.locator("#form")).to_contain_text("整改后照片看不清,请重拍。")
    expect(handler.page.locator("#record")).to_contain_text(re.compile("审核:退回到“落实整改”"))
