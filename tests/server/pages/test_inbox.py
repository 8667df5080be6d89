"""待办: what is in it for whom, in which order, and what one press does."""

from tests.server.pages.desk import Desk, page_of, words


def test_nobody_sees_anything_before_signing_in(desk: Desk) -> None:
    answer = desk.app.test_client().get("/")
    assert answer.status_code == 302
    assert "/login" in answer.location


def test_my_units_tasks_stand_in_groups_and_others_do_not(desk: Desk) -> None:
    no, _ = desk.case("sign_for")
    page = desk.browser("liunan_handler1").see("/")
    assert no in words(page)
    assert page.xpath("//h2[text()='临期']")
    assert no not in words(desk.browser("rongan_handler1").see("/"))


def test_one_press_signs_for_the_case(desk: Desk) -> None:
    _, task = desk.case("sign_for")
    browser = desk.browser("liunan_handler1")
    answer = browser.send(browser.see("/"), f"/tasks/{task}/sign-for")
    assert answer.status_code == 303
    page = browser.see(answer.location)
    assert "“签收”已办理,现在到“调查核实”。" in words(page)
    assert page.xpath("//form[@data-draft]//input[@value='InvestigateForm']")


def test_next_takes_the_most_urgent_or_says_there_is_none(desk: Desk) -> None:
    _, task = desk.case("review")
    browser = desk.browser("liunan_chief")
    answer = browser.send(browser.see("/"), "/next")
    assert answer.location.endswith(f"/tasks/{task}")
    answer = browser.send(browser.see("/"), "/next")
    assert "没有待领的件" in words(browser.see(answer.location))


def test_filters_stand_in_the_address(desk: Desk) -> None:
    no, _ = desk.case("sign_for")
    browser = desk.browser("liunan_handler1")
    assert no in words(browser.see("/?light=yellow&type=油烟&step=sign_for"))
    for nothing in ("/?light=red", "/?type=水", "/?scope=mine", "/?step=review"):
        assert no not in words(browser.see(nothing))
    assert "本单位还有 1 件待领" in words(browser.see("/?scope=mine"))
    browser.see("/?scope=nonsense&light=nonsense&county=nonsense")


def test_the_state_answers_304_until_something_changes(desk: Desk) -> None:
    browser = desk.browser("liunan_handler1")
    first = browser.client.get("/inbox/state")
    assert first.json == {"tasks": []}
    tag = {"If-None-Match": first.headers["ETag"]}
    assert browser.client.get("/inbox/state", headers=tag).status_code == 304
    _, task = desk.case("sign_for")
    assert browser.client.get("/inbox/state", headers=tag).json == {"tasks": [task]}


def test_a_claimed_task_is_refused_with_who_and_when(desk: Desk) -> None:
    _, task = desk.case("review")
    first, second = desk.browser("liunan_chief"), desk.browser("clerk")
    page = first.see("/")
    assert first.send(page, f"/tasks/{task}/claim").status_code == 303
    answer = first.send(page, f"/tasks/{task}/claim")
    assert answer.status_code == 303, "mine already"
    page = second.see("/me")
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = second.client.post(f"/tasks/{task}/claim", data={"csrf_token": token})
    assert "liunan_chief同志" in words(page_of(answer, 409))
