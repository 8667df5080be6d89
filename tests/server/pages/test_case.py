"""The case page: what it shows to whom, its files, its diagram, and how it is found."""

import pytest

from tests.server.cases.house import House
from tests.server.pages.desk import Desk, words

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"
COMPLAINANT = {"complainant_name": "张某某", "complainant_phone": "13800000000"}


def test_the_record_tells_who_did_what_with_old_and_new(desk: Desk) -> None:
    no, _ = desk.case("review", marks=["重点"])
    page = desk.browser("clerk").see(f"/c/{no}")
    titles = [each.text for each in page.xpath("//ol[@class='timeline']/li//b")]
    assert titles[-3:] == ["调查核实", "签收", "登记建档"]
    stages = page.xpath("//ol[@class='stages']/li[@aria-current='step']")
    assert "审核回访" in words(stages[0])
    assert page.xpath("//*[@class='case-head']//*[@class='mark']")[0].text == "重点"


def test_who_complained_is_shown_only_where_it_is_needed(desk: Desk) -> None:
    no, _ = desk.case("review", **COMPLAINANT)
    assert "13800000000" in words(desk.browser("clerk").see(f"/c/{no}"))
    for login in ("liunan_handler1", "liunan_chief", "urban1", "inspector"):
        assert "13800000000" not in words(desk.browser(login).see(f"/c/{no}")), login
    no, _ = desk.case("visit", **COMPLAINANT)
    assert "13800000000" in words(desk.browser("liunan_handler2").see(f"/c/{no}"))
    assert "13800000000" not in words(desk.browser("liunan_handler1").see(f"/c/{no}"))


def test_words_of_petitions_are_only_words(desk: Desk) -> None:
    no, task = desk.case("investigate", text=HOSTILE, remark=HOSTILE)
    browser = desk.browser("liunan_handler1")
    for address in ("/", f"/c/{no}", f"/tasks/{task}", f"/tasks/{task}/release", "/s?q=alert"):
        page = browser.see(address)
        assert HOSTILE in words(page)
        assert all(script.get("src") for script in page.xpath("//script"))


def test_a_finished_case_says_so(desk: Desk) -> None:
    def finish(house: House) -> str:
        petition = house.to("announce")
        return str(house.go(petition, "announce").no)

    page = desk.browser("clerk").see(f"/c/{desk.do(finish)}")
    assert "已归档" in words(page)
    assert len(page.xpath("//ol[@class='stages']/li[@class='done']")) == 6
    assert not page.xpath("//form[@data-draft]")
    assert "已经归档" in words(desk.browser("clerk").see(f"/c/{desk.do(finish)}/reassign", 409))


def test_files_go_to_those_who_may_see_the_case_and_run_nowhere(desk: Desk) -> None:
    no, _ = desk.case("review")
    browser = desk.browser("liunan_chief")
    (address,) = browser.see(f"/c/{no}").xpath("//section[@id='files']//a/@href")
    answer = browser.client.get(address, buffered=True)
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    small = browser.client.get(f"{address}?size=320", buffered=True)
    assert small.mimetype == "image/webp"
    assert browser.client.get(f"{address}?size=99999", buffered=True).mimetype == "image/jpeg"
    assert desk.browser("rongan_chief").client.get(address).status_code == 404


def test_the_diagram_shows_where_the_case_stands(desk: Desk) -> None:
    no, _ = desk.case("investigate")
    browser = desk.browser("liunan_handler1")
    page = browser.see(f"/flow/handling?c={no}")
    assert page.xpath("//svg[@role='img']")
    assert "调查核实 承办单位经办人 · 进行中" in words(page)
    assert "进行中" not in words(browser.see("/flow/petition"))
    browser.see("/flow/nonsense", 404)


def test_a_number_leads_to_its_case_and_words_to_a_list(desk: Desk) -> None:
    no, _ = desk.case("sign_for")
    browser = desk.browser("liunan_handler1")
    answer = browser.client.get(f"/s?q={no.lower()}")
    assert answer.location.endswith(f"/c/{no}")
    page = browser.see("/s?q=油烟 扰民")
    assert [mark.text for mark in page.xpath("//mark")] == ["油烟", "扰民"]
    assert "没有找到" in words(browser.see("/s?q=100%25_"))
    assert "没有找到" in words(desk.browser("rongan_handler1").see("/s?q=油烟"))
    assert "请在上面的查找框里" in words(browser.see("/s"))


@pytest.mark.parametrize("address", ["/help", "/me", "/flow/petition", "/"])
@pytest.mark.parametrize("login", ["clerk", "liunan_handler1", "admin", "leader"])
def test_the_frame_fits_everybody(desk: Desk, login: str, address: str) -> None:
    page = desk.browser(login).see(address)
    assert page.xpath("/html/@lang") == ["zh-CN"]
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    assert page.xpath("//main[@id='main']")
    assert not page.xpath("//*[@style] | //style | //script[not(@src)] | //*[@onclick]")
    assert bool(page.xpath("//nav/a[@href='/imports']")) == (login == "clerk")
