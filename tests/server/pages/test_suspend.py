"""暂停计时 on the pages: stopped and started by the office, seen by everybody who sees the case."""

from tests.server.pages.desk import Desk, page_of, words


def test_what_was_late_before_the_clock_stopped_is_shown_late(desk: Desk) -> None:
    no, _ = desk.case("rectify")
    clerk, handler = desk.browser("clerk"), desk.browser("liunan_handler1")
    desk.house.clock.advance(days=60)
    address = f"/c/{no}/suspend"
    clerk.send(clerk.see(address), address, reason="等待鉴定", document="柳整改办函1号")
    for browser, page in ((handler, "/"), (clerk, "/office/list"), (clerk, f"/c/{no}")):
        said = words(browser.see(page).xpath("//main")[0])
        assert "超期" in said
        assert "‖ 暂停计时" not in said


def test_a_clock_is_stopped_and_started(desk: Desk) -> None:
    no, _ = desk.case("rectify")
    clerk, handler = desk.browser("clerk"), desk.browser("liunan_handler1")
    address = f"/c/{no}/suspend"
    page = clerk.see(address)
    assert "法定期限不停" in words(page)
    wrong = page_of(clerk.send(page, address, reason="等待鉴定", document=" "), 422)
    assert "依据文件:请填写这一项。" in words(wrong)
    assert wrong.xpath("//textarea[contains(., '等待鉴定')]")
    assert clerk.send(page, address, reason="等待鉴定", document="柳整改办函1号").status_code == 303
    for browser in (clerk, handler):
        said = words(browser.see(f"/c/{no}"))
        assert "暂停计时" in said
        assert "柳整改办函1号" in said
    said = words(handler.see(f"/c/{no}"))
    assert "暂停中,恢复后再算" in said
    assert "2026-03-11 交办 + 60 天 = 5-11:5-10 不是工作日,顺延" in said
    assert "‖ 暂停计时" in words(handler.see("/"))
    assert "‖ 暂停计时" in words(clerk.see("/office/list"))
    assert not clerk.see(f"/c/{no}").xpath(f"//a[@href='{address}']")
    assert clerk.client.get(f"/c/{no}/resume").status_code == 200
    desk.house.clock.advance(days=7)
    back = f"/c/{no}/resume"
    assert clerk.send(clerk.see(back), back, reason="结论已出").status_code == 303
    said = words(handler.see(f"/c/{no}"))
    assert "3-11 至 3-17 暂停不计" in said
    assert "恢复计时" in said
    assert handler.client.get(address).status_code == 403
