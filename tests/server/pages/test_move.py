"""Acts beside the process: each on a page of its own that says what will happen and asks for a reason."""

from tests.server.pages.desk import Desk, page_of, words


def test_a_task_is_handed_to_a_colleague(desk: Desk) -> None:
    no, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}/hand-over"
    page = browser.see(address)
    assert "对方的待办里马上能看到" in words(page)
    assert "rongan" not in words(page)
    page = page_of(browser.send(page, address, to=""), 422)
    colleague = str(desk.do(lambda house: house.ids["liunan_handler2"]))
    answer = browser.send(page, address, to=colleague, note="去过现场了")
    assert f"{no} 已转交liunan_handler2同志。" in words(browser.see(answer.location))
    assert "去过现场了" in words(desk.browser("liunan_handler2").see(f"/tasks/{task}"))
    page = desk.browser("liunan_handler2").see(f"/tasks/{task}/hand-over")
    for wrong in ("七", "9" * 20, "999999"):
        answer = desk.browser("liunan_handler2").send(page, address, to=wrong)
        assert answer.status_code in (400, 403, 422)


def test_a_task_is_given_back(desk: Desk) -> None:
    no, task = desk.case("investigate")
    browser, address = desk.browser("liunan_handler1"), f"/tasks/{task}/release"
    answer = browser.send(browser.see(address), address, note="我要出差")
    assert f"{no} 已放回柳南区待领。" in words(browser.see(answer.location))
    assert "我要出差" in words(desk.browser("liunan_handler3").see("/"))


def test_a_case_is_returned_with_ticked_and_written_reasons(desk: Desk) -> None:
    no, task = desk.case("visit")
    browser, address = desk.browser("liunan_handler2"), f"/tasks/{task}/return"
    page = page_of(browser.send(browser.see(address), address, step="rectify"), 422)
    assert "请写明退回理由。" in words(page)
    sent = {"step": "rectify", "reasons": ["佐证材料不全"], "reason": "缺监测报告"}
    answer = browser.send(page, address, **sent)
    told = words(browser.see(answer.location))
    assert f"{no} 已退回到“落实整改”。" in told
    assert "佐证材料不全;缺监测报告" in told


def test_the_office_moves_a_case_and_is_warned(desk: Desk) -> None:
    no, _ = desk.case("investigate")
    browser, address = desk.browser("clerk"), f"/c/{no}/reassign"
    page = browser.see(address)
    assert "现在由柳南区承办" in words(page)
    answer = browser.send(page, address, handling_unit="chengzhong", reason="案发地在城中区")
    told = words(browser.see(answer.location))
    assert f"{no} 已改派到城中区。" in told
    assert "能参加实地回访的只有 0 人" in told
    assert "柳南区 改为城中区" in told.replace("原为", "")
    desk.browser("liunan_chief").see(f"/c/{no}", 404)


def test_only_the_office_moves_and_lists(desk: Desk) -> None:
    no, _ = desk.case("investigate")
    chief = desk.browser("liunan_chief")
    assert "只有市整改办" in words(chief.see(f"/c/{no}/reassign", 403))
    assert "只有市整改办" in words(chief.see(f"/c/{no}/mark", 403))
    assert "只有市整改办" in words(chief.see("/petitions/new", 403))


def test_a_case_is_put_on_a_list_and_taken_off_with_reasons(desk: Desk) -> None:
    no, _ = desk.case("investigate")
    browser, address = desk.browser("clerk"), f"/c/{no}/mark"
    page = page_of(browser.send(browser.see(address), address, kind="重点"), 422)
    answer = browser.send(page, address, kind="重点", reason="群众反复来电")
    assert "群众反复来电" in words(browser.see(answer.location))
    page = browser.see(f"{address}?off=重点")
    answer = browser.send(page, f"{address}?off=重点", reason="已经解决")
    page = browser.see(answer.location)
    assert not page.xpath("//*[@class='case-head']//*[@class='mark']")
    assert "已经解决" in words(page)


def test_the_office_registers_a_case_which_is_routed_at_once(desk: Desk) -> None:
    browser, address = desk.browser("clerk"), "/petitions/new"
    typed = {"no": "D2LZ202603110099", "assigned_on": "2026-03-11", "text": "养殖场臭", "types": ["畜禽"]}
    page = page_of(browser.send(browser.see(address), address, **{**typed, "text": ""}), 422)
    assert page.xpath("//*[@name='no']/@value") == ["D2LZ202603110099"]
    answer = browser.send(page, address, **typed, region_raw="融安县大将镇")
    assert answer.status_code == 303, answer.text
    told = words(browser.see(answer.location))
    assert "D2LZ202603110099 已登记。" in told
    assert "融安县" in told
    again = browser.send(page, address, **typed, region_raw="融安县大将镇")
    assert (again.status_code, again.location) == (303, answer.location)
    answer = browser.send(browser.see(address), address, **typed, region_raw="融安县")
    assert "已经登记过" in words(page_of(answer, 422))
