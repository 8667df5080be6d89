"""Doing one step for many cases: own ones cannot be ticked, failures do not stop the others."""

from tests.server.cases.house import House
from tests.server.pages.desk import Desk, page_of, words


def test_many_cases_with_one_opinion(desk: Desk) -> None:
    numbers = [desk.case("review")[0] for _ in range(2)]
    browser, address = desk.browser("liunan_chief"), "/batch/review"
    assert "成批办理“审核”(2 件)" in words(browser.see("/"))
    page = browser.see(address)
    assert not page.xpath("//*[@name='start_at']"), "a return is one case's affair"
    told = words(page_of(browser.send(page, address, opinion="材料齐全,同意。")))
    assert "审核:成功 2 件,失败 0 件" in told
    for no in numbers:
        assert no in told
        assert "材料齐全,同意。" in words(browser.see(f"/c/{no}"))


def test_what_is_wrong_with_the_form_is_told_once_and_the_ticks_stay(desk: Desk) -> None:
    _, first = desk.case("review")
    desk.case("review")
    browser, address = desk.browser("liunan_chief"), "/batch/review"
    page = page_of(browser.send(browser.see(address), address, opinion="", task=[str(first)]), 422)
    assert page.xpath("//input[@name='task'][@checked]/@value") == [str(first)]
    page = page_of(browser.send(page, address, opinion="同意", task=[]), 422)
    assert "请先勾选要办的件" in words(page)


def test_a_case_i_handled_cannot_be_ticked_and_says_why(desk: Desk) -> None:
    def both(house: House) -> str:
        user = house.hire("both", posts=[("liunan", "handler"), ("liunan", "chief")])
        house.ids["both"] = user.id
        return house.to_by("review", sign_for="both", investigate="both", plan="both", rectify="both").no

    no = desk.do(both)
    page = desk.browser("both").see("/batch/review")
    assert no in words(page)
    assert not page.xpath("//input[@name='task']")
    assert "您办理过本件" in words(page)


def test_cases_of_others_fail_alone(desk: Desk) -> None:
    no, mine = desk.case("review")
    _, foreign = desk.case("review", region_raw="融安县")
    browser, address = desk.browser("liunan_chief"), "/batch/review"
    tasks = [str(foreign), str(mine), "x", "9" * 40]
    told = words(page_of(browser.send(browser.see(address), address, task=tasks)))
    assert "成功 1 件,失败 1 件" in told
    assert no in told


def test_only_steps_drawn_for_it(desk: Desk) -> None:
    browser = desk.browser("liunan_chief")
    for step in ("investigate", "nonsense"):
        assert "不能成批办理" in words(browser.see(f"/batch/{step}", 404))
    assert "没有等着办这一步的件" in words(browser.see("/batch/file"))
