"""A step's form: sent, refused with everything kept, kept as a draft, grown by a row; files are never lost."""

import io

from tests.server.cases.house import PICTURE
from tests.server.pages.desk import Browser, Desk, page_of, words

CHECKED = {
    "investigated_on": "2026-03-11",
    "points-0-text": "油烟直排",
    "points-0-verdict": "属实",
    "verdict": "属实",
    "finding": "未装净化设施",
    "on_the_spot": "true",
    "handling": "当场装好",
}


def photo(name: str = "后.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(PICTURE.getvalue()), name


def kept(browser: Browser, address: str, name: str) -> list[str]:
    """Ids of the files the page holds for a field."""
    return browser.see(address).xpath(f"//input[@type='checkbox'][@name='{name}']/@value")


def test_what_is_wrong_is_told_and_what_was_typed_is_there(desk: Desk) -> None:
    _, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}"
    page = browser.see(address)
    answer = browser.send(page, address, **{"finding": "<b>查明</b>", "points-0-text": "甲"})
    page = page_of(answer, 422)
    assert page.xpath("//*[@name='finding']")[0].text_content().strip() == "<b>查明</b>"
    assert page.xpath("//*[@name='points-0-text']")[0].text_content().strip() == "甲"
    assert len(page.xpath("//*[@id='summary']//a")) == 4
    assert "调查核实" in words(browser.see(address)), "the step is still open"


def test_photos_survive_a_refused_form_and_are_kept_with_the_step(desk: Desk) -> None:
    no, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}"
    answer = browser.send(browser.see(address), address, **{**CHECKED, "photos_before": photo("前.jpg")})
    page = page_of(answer, 422)
    assert "请填写“整改后照片”。" in words(page)
    assert len(kept(browser, address, "photos_before")) == 1
    answer = browser.send(page, address, photos_after=[photo(), photo("x.jpg")])
    assert answer.status_code == 303, words(page_of(answer, 422))
    case = browser.see(f"/c/{no}")
    assert len(case.xpath("//section[@id='files']//img")) == 3
    assert "已当场整改到位" in words(case)


def test_a_file_of_another_kind_is_named_and_the_others_are_kept(desk: Desk) -> None:
    _, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}"
    bad = (io.BytesIO(b"#!/bin/sh"), "运行.jpg")
    answer = browser.send(browser.see(address), address, photos_after=[photo(), bad])
    assert "“运行.jpg”不是可以上传的类型" in words(page_of(answer, 422))
    assert len(kept(browser, address, "photos_after")) == 1


def test_without_scripts_rows_are_added_and_dropped_and_nothing_typed_is_lost(desk: Desk) -> None:
    _, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}"
    changed = {"points-0-text": "甲", "finding": "查明", "_act": "add:points"}
    answer = browser.send(browser.see(address), address, **changed)
    assert answer.status_code == 303
    page = browser.see(answer.location)
    assert len(page.xpath("//*[contains(@class, 'point')][@data-row-number]")) == 2
    answer = browser.send(page, address, **{"points-1-text": "乙", "_act": "drop:points:0"})
    page = browser.see(answer.location)
    assert [each.text_content().strip() for each in page.xpath("//*[@name='points-0-text']")] == ["乙"]
    assert page.xpath("//*[@name='finding']")[0].text_content().strip() == "查明"


def test_a_draft_is_mine_alone(desk: Desk) -> None:
    _, task = desk.case("review")
    browser, address = desk.browser("liunan_chief"), f"/tasks/{task}"
    answer = browser.send(browser.see(address), address, opinion="还要再看", _act="draft")
    assert "草稿已保存" in words(browser.see(answer.location))
    assert "还要再看" in words(browser.see(address))
    assert "还要再看" not in words(desk.browser("liunan_principal").see(address))


def test_the_page_saves_drafts_by_itself_and_says_so(desk: Desk) -> None:
    _, task = desk.case("review")
    browser = desk.browser("liunan_chief")
    token = browser.see("/me").xpath("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "form": "ReviewForm", "opinion": "再看"}
    answer = browser.client.post(f"/tasks/{task}/draft", data=sent)
    assert answer.json == {"message": "草稿已自动保存 3月11日 10:00"}
    assert "再看" in words(browser.see(f"/tasks/{task}"))
    assert browser.client.post("/tasks/0/draft", data=sent).status_code == 404
    assert browser.client.post(f"/tasks/{task}/draft", data={**sent, "form": "X"}).status_code == 400


def test_a_return_needs_a_reason_and_the_next_sees_it(desk: Desk) -> None:
    _, task = desk.case("review")
    browser, address = desk.browser("liunan_chief"), f"/tasks/{task}"
    page = browser.see(address)
    page = page_of(browser.send(page, address, start_at="rectify"), 422)
    answer = browser.send(page, address, start_at="rectify", opinion="照片看不清")
    assert "已退回到“落实整改”。" in words(browser.see(answer.location))
    again = desk.browser("liunan_handler1").see(answer.location)
    assert again.xpath("//*[contains(@class, 'notice warn')]")[0].text_content().count("照片看不清") == 1
    assert again.xpath("//input[@type='checkbox'][@name='photos_after']"), "photos need not be chosen again"


def test_the_same_form_sent_twice_is_one_act_and_a_late_one_is_stale(desk: Desk) -> None:
    no, task = desk.case("review")
    browser, address = desk.browser("liunan_chief"), f"/tasks/{task}"
    page = browser.see(address)
    assert browser.send(page, address).status_code == 303
    answer = browser.send(page, address)
    assert "没有重复办理" in words(browser.see(answer.location))
    late = browser.send(page, address, submission="f" * 32, opinion="晚到的意见")
    told = words(page_of(late, 409))
    assert "没有生效" in told
    assert "晚到的意见" in told
    assert "已经办过了" in words(browser.see(address))
    assert no in words(browser.see(address))


def test_a_colleague_sees_who_holds_it_and_no_form(desk: Desk) -> None:
    no, task = desk.case("investigate")
    page = desk.browser("liunan_handler2").see(f"/tasks/{task}")
    assert not page.xpath("//form[@data-draft]")
    assert "liunan_handler1同志" in words(page)
    desk.browser("rongan_handler1").see(f"/tasks/{task}", 404)
    desk.browser("rongan_handler1").see(f"/c/{no}", 404)
