"""The page of a problem from its last measure to its filing, by everybody's own sign-in."""

from lxml import html
from werkzeug.test import TestResponse

from server.cases.measures.inspecting import inspect
from server.database import transaction
from tests.server.cases.closings import FILING, Closing
from tests.server.cases.house import House
from tests.server.cases.test_problems import record
from tests.server.pages.desk import Browser, Desk, words

PAGE = "/problems/1"


def task_of(page: html.HtmlElement) -> str:
    """Where the form of the open step goes."""
    return str(page.xpath("//form[@class='task']/@action")[0])


def begin(browser: Browser) -> TestResponse:
    """启动问题销号, whether the page offers it or not."""
    token = browser.see(PAGE).xpath("//input[@name='csrf_token']/@value")[0]
    return browser.client.post(f"{PAGE}/begin", data={"csrf_token": token})


def closing(house: House) -> Closing:
    """Both measures of a problem are struck off."""
    found = Closing(house)
    found.strike_all()
    return found


def test_a_lead_unit_finds_the_form_and_others_who_has_it(desk: Desk) -> None:
    desk.do(closing)
    lead = words(desk.browser("water2").see(PAGE))
    for said in ("问题销号确认", "整改目标达到情况", "正在办理问题销号", "市生态环境局", "待领取"):
        assert said in lead
    county = words(desk.browser("liunan_handler1").see(PAGE))
    assert "这一步由牵头单位办理。" in county
    assert "整改目标达到情况" not in county
    assert "您办理过本件" in words(desk.browser("water1").see(PAGE))


def test_it_is_confirmed_filed_and_counted(desk: Desk) -> None:
    desk.do(closing)
    for login in ("water2", "ecology2"):
        browser = desk.browser(login)
        page = browser.see(PAGE)
        sent = browser.send(page, task_of(page), goal_words="甲河水质达标。")
        assert sent.status_code == 303, sent.text
        assert sent.location.endswith(PAGE)
    leader = desk.browser("leader")
    waiting = leader.see(PAGE)
    given = {"filing_no": FILING, "filed_on": str(desk.house.today)}
    assert leader.send(waiting, task_of(waiting), **given).status_code == 303
    said = words(desk.browser("clerk").see(PAGE))
    for part in (
        "✓ 已销号",
        f"备案号 {FILING}",
        "water2同志",
        "ecology2同志",
        "开始问题销号",
        "2 条措施全部销号。",
    ):
        assert part in said
    assert "已销号 1 / 1" in words(desk.browser("clerk").see("/problems"))


def test_the_list_says_where_a_problem_stands(desk: Desk) -> None:
    desk.do(lambda house: Closing(house).strike(1))
    assert "还差措施 2" in words(desk.browser("clerk").see("/problems"))
    assert "启动问题销号" not in words(desk.browser("clerk").see(PAGE))


def test_the_office_begins_what_a_record_has_closed(desk: Desk) -> None:

    def act(house: House) -> None:
        found = Closing(house)
        for no in (1, 2):
            record(found, no)

    desk.do(act)
    said = words(desk.browser("clerk").see(PAGE))
    for part in ("其中补录 2 条", "由市整改办核实后启动", "启动问题销号"):
        assert part in said
    assert "启动问题销号" not in words(desk.browser("water2").see(PAGE))
    assert begin(desk.browser("clerk")).status_code == 303
    assert "2 条措施全部销号,其中补录 1、2。" in words(desk.browser("clerk").see(PAGE))
    assert begin(desk.browser("clerk")).status_code == 409


def test_the_refusal_names_the_measure_that_is_missing(desk: Desk) -> None:
    desk.do(lambda house: Closing(house).strike(2))
    refused = begin(desk.browser("clerk"))
    assert (refused.status_code, "措施 1 还没有销号,本问题不能销号。" in refused.text) == (409, True)


def test_a_relapse_leaves_its_history_on_the_page(desk: Desk) -> None:
    def act(house: House) -> None:
        found = closing(house)
        with transaction():
            measure = found.chains[1].measure
            inspect(measure, "垃圾又堆起来了", "advance_work", house["inspector"], house.now)

    desk.do(act)
    said = words(desk.browser("water2").see(PAGE))
    for part in ("还差措施 2", "撤回问题销号", "措施 2 还没有销号,撤回问题销号。"):
        assert part in said
    assert "整改目标达到情况" not in said


def test_the_diagram_shows_how_many_units_have_it(desk: Desk) -> None:
    desk.do(closing)
    browser = desk.browser("clerk")
    for name in ("problem", "closing_problem"):
        said = words(browser.see(f"/flow/{name}?p=1"))
        assert "问题 1" in said
    assert "问题销号确认 牵头单位 · 进行中" in said
    assert "2 家未办" in said


def test_the_leading_group_files_problems_in_one_go(desk: Desk) -> None:
    def act(house: House) -> None:
        found = closing(house)
        found.confirm()

    desk.do(act)
    leader = desk.browser("leader")
    page = leader.see("/batch/close_problem")
    heads = page.xpath("//th/text()")
    assert heads[:4] == ["选", "问题", "单位", "内容"]
    given = {"filing_no": FILING, "filed_on": str(desk.house.today)}
    done = leader.send(page, "/batch/close_problem", **given)
    assert "成功 1 件" in done.text


def test_the_inbox_and_the_paper_page_know_problems(desk: Desk) -> None:
    desk.do(closing)
    browser = desk.browser("water2")
    page = browser.see("/")
    assert "问题 1" in words(page)
    (link,) = page.xpath("//a[@class='row-link']/@href")
    assert "录入线下签批:问题销号确认" in words(browser.see(f"{link}/paper"))
