"""线下签批: entered by a clerk, signed by a leader, with the scan that shows it."""

import io

from tests.server.cases.house import PICTURE
from tests.server.pages.desk import Desk, page_of, words


def test_the_signer_stands_in_the_record_and_the_clerk_beside_him(desk: Desk) -> None:
    no, task = desk.case("review")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}/paper"
    page = browser.see(address)
    assert words(page.xpath("//select[@name='signer']")[0]) == "请选择 liunan_chief同志"
    scan = (io.BytesIO(PICTURE.getvalue()), "签批.jpg")
    page = page_of(browser.send(page, address, scan=scan), 422)
    assert page.xpath("//input[@type='checkbox'][@name='scan']"), "the scan need not be chosen again"
    signer = str(desk.do(lambda house: house.ids["liunan_chief"]))
    answer = browser.send(page, address, signer=signer, signed_on="2026-03-10")
    assert answer.status_code == 303, words(page_of(answer, 422))
    told = words(browser.see(f"/c/{no}"))
    assert "liunan_handler1同志 代录,liunan_chief同志 签批于 3月10日 周二" in told
    assert "签批.jpg" in told


def test_a_scan_of_the_wrong_kind_and_a_signer_who_is_none(desk: Desk) -> None:
    _, task = desk.case("review")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}/paper"
    page = page_of(browser.send(browser.see(address), address, scan=(io.BytesIO(b"x"), "x.exe")), 422)
    assert "不是可以上传的类型" in words(page)
    scan = (io.BytesIO(PICTURE.getvalue()), "签批.jpg")
    answer = browser.send(page, address, signer="七", signed_on="2026-03-10", scan=scan)
    assert "请在列出的人中选择" in words(page_of(answer, 422))


def test_steps_that_are_never_signed_on_paper(desk: Desk) -> None:
    _, task = desk.case("investigate")
    assert "不能线下签批" in words(desk.browser("liunan_handler1").see(f"/tasks/{task}/paper", 403))
