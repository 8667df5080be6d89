"""调度 on its pages: the unit's sheet, the office's matrix, a file out and in, and nothing typed is ever lost."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bench.statements import listening
from server.cases.dispatch.entry import ON_SCHEDULE, Entry
from server.cases.dispatch.opening import open_month
from server.cases.measures.changing import change_units
from server.cases.measures.finding import load_measure
from server.database import db
from server.models import DispatchEvent, DispatchRow, DispatchSheet
from tests.server.cases.dispatch.sheets import SAID, month, report
from tests.server.cases.house import House
from tests.server.cases.plan.plans import SHORT, load
from tests.server.pages.desk import Browser, Desk, form_values, page_of, words
from tests.server.pages.sending import post

MINE = "/dispatch/2026-03/liunan"
TWELVE = 12


def twelve() -> str:
    """The short plan with a second problem of ten measures that 柳南区 owes, so that it owes twelve."""
    extra = "".join(
        f"{no}.第{no}段河道清淤。\n责任单位:柳南区党委和人民政府。\n整改时限:2025年12月底前。\n"
        for no in range(4, 14)
    )
    return SHORT + extra


@pytest.fixture
def reporting(desk: Desk) -> Desk:
    def begin(house: House) -> None:
        load(house["clerk"], house.now, twelve())
        month(house, 2026, 3)

    desk.do(begin)
    return desk


def filled(page: html.HtmlElement, **changed: str) -> dict[str, Any]:
    """Every measure of the form said something of."""
    numbers = [
        name.removeprefix("progress-") for name in page.xpath("//textarea/@name") if "progress-" in name
    ]
    said = {f"progress-{no}": f"第 {no} 条已开工。" for no in numbers}
    return {**said, **{f"state-{no}": ON_SCHEDULE for no in numbers}, **changed}


def send(browser: Browser, page: html.HtmlElement, **changed: Any) -> TestResponse:
    return browser.send(page, MINE, **{"_act": "submit", **changed})


def upload(browser: Browser, page: html.HtmlElement, file: Any = None, **changed: str) -> TestResponse:
    """The form sent to the address of its other button, with a file."""
    form = next(form for form in page.forms if form.get("id") == "sheet")
    given = {**dict(form_values(form)), **changed, **({"file": file} if file else {})}
    return browser.client.post(f"{MINE}/upload", data=given, content_type="multipart/form-data")


def count(desk: Desk, model: type) -> int:
    return desk.do(lambda _: db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_twelve_measures_go_in_one_submission_and_twice_is_once(reporting: Desk) -> None:
    browser = reporting.browser("liunan_handler1")
    page = browser.see("/dispatch")
    assert len(page.xpath("//fieldset[contains(@class, 'dispatch-row')]")) == TWELVE
    given = filled(page)
    assert send(browser, page, **given).status_code == 303
    assert send(browser, page, **given).status_code == 303, "the same form again changes nothing"
    assert (count(reporting, DispatchRow), count(reporting, DispatchEvent)) == (TWELVE, 1)
    after = browser.see("/dispatch")
    assert "调度表已报送" in words(after)
    assert "第 13 条已开工。" in words(after)
    assert after.xpath("//textarea[starts-with(@name, 'progress')]") == []
    late = page_of(send(browser, page, **{**given, "submission": "another", "progress-1": "晚了的话"}), 409)
    assert "这张表已经报送,这次没有再报" in words(late)
    assert "晚了的话" in words(late), "what was typed can be copied"
    assert "晚了的话" not in words(late.xpath("//table")[0])


def test_what_is_wrong_is_said_at_its_place_and_all_that_was_typed_stays(reporting: Desk) -> None:
    browser = reporting.browser("liunan_chief")
    page = browser.see(MINE)
    given = filled(
        page, **{"progress-4": " ", "state-5": "滞后", "progress-6": "六<b>\n第二行", "problems-6": "缺钱"}
    )
    refused = page_of(send(browser, page, **given), 422)
    said = words(refused.get_element_by_id("summary"))
    for sentence in (
        "措施 4 本期进展:请写本期进展。",
        "措施 5 存在问题:滞后的要写存在问题。",
        "措施 5 下一步",
    ):
        assert sentence in said
    assert "有 3 处要改" in said
    assert refused.get_element_by_id("f-progress-6").text.strip() == "六<b>\n第二行"
    assert refused.get_element_by_id("f-problems-6").text.strip() == "缺钱"
    assert refused.xpath("//input[@name='state-5'][@checked]/@value") == ["滞后"]
    for link in refused.xpath("//div[@id='summary']//a/@href"):
        assert refused.get_element_by_id(link.removeprefix("#")) is not None
    assert count(reporting, DispatchRow) == 0
    mended = send(browser, refused, **{"progress-4": "四", "problems-5": "缺人", "next_step-5": "增人"})
    assert mended.status_code == 303


def test_a_draft_waits_and_two_people_do_not_write_over_each_other(reporting: Desk) -> None:
    first, second = reporting.browser("liunan_handler1"), reporting.browser("liunan_handler2")
    page, other = first.see(MINE), second.see(MINE)
    assert send(first, page, _act="draft", **{"progress-1": "半句"}).status_code == 303
    assert "草稿已保存,还没有报送。" in words(first.see(MINE))
    refused = page_of(send(second, other, **filled(other)), 422)
    assert "liunan_handler1同志保存过这张表" in words(refused)
    assert refused.get_element_by_id("f-progress-1").text.strip() == "第 1 条已开工。"
    assert send(second, refused).status_code == 303, "who has seen it may go on"


def test_a_measure_that_came_meanwhile_is_not_reported_unseen(reporting: Desk) -> None:
    browser = reporting.browser("liunan_handler1")
    page = browser.see(MINE)
    given = filled(page)
    reporting.do(
        lambda house: change_units(
            load_measure(3, house["clerk"]), ["liunan"], [], "加", house["clerk"], house.now
        )
    )
    refused = page_of(send(browser, page, **given), 422)
    assert "措施 3 本期进展:这条措施是刚加进来的" in words(refused)
    assert refused.get_element_by_id("f-progress-13").text.strip() == "第 13 条已开工。"


def test_the_next_month_begins_with_the_last_report(reporting: Desk) -> None:
    reporting.do(report)
    reporting.do(lambda house: month(house, 2026, 4))
    browser = reporting.browser("liunan_handler1")
    page = browser.see("/dispatch")
    assert page.get_element_by_id("f-progress-1").text.strip() == SAID.progress
    assert page.xpath("//input[@name='state-1'][@checked]/@value") == [ON_SCHEDULE]
    same = {f"unchanged-{no}": "1" for no in (1, 2)}
    address = "/dispatch/2026-04/liunan"
    answer = browser.send(page, address, **{"_act": "submit", **same})
    assert answer.status_code == 303
    assert words(browser.see(address)).count("无变化") == 2
    assert "2026年3月·已报" in words(browser.see(address))


def workbook(answer: TestResponse, change: Callable[[Any], None]) -> tuple[BytesIO, str]:
    book = load_workbook(BytesIO(answer.data))
    change(book.active)
    target = BytesIO()
    book.save(target)
    target.seek(0)
    return target, "调度表.xlsx"


def write(sheet: Any) -> None:
    """Somebody fills in the downloaded sheet in Excel."""
    titles = [cell.value for cell in sheet[2]]
    assert titles == [
        "序号", "措施", "整改时限", "完成(件)", "本期进展", "存在问题", "下一步",
        "状态(已完成/达到序时进度/滞后)", "无变化(是)",
    ]  # fmt: skip
    for row in range(3, 3 + TWELVE):
        sheet.cell(row, 5, f"表里第 {sheet.cell(row, 1).value} 条")
        sheet.cell(row, 8, "达到序时进度")


def test_a_sheet_goes_out_is_filled_in_and_comes_back(reporting: Desk) -> None:
    browser = reporting.browser("liunan_handler1")
    out = browser.client.get(f"{MINE}.xlsx")
    assert out.status_code == 200
    page = browser.see(MINE)
    answer = upload(browser, page, workbook(out, write))
    shown = page_of(answer)
    assert "从文件读入 12 条,填在下面,还没有保存,也没有报送。" in words(shown)
    assert shown.get_element_by_id("f-progress-13").text.strip() == "表里第 13 条"
    assert count(reporting, DispatchRow) == 0
    assert send(browser, shown).status_code == 303
    assert count(reporting, DispatchRow) == TWELVE
    again = load_workbook(BytesIO(browser.client.get(f"{MINE}.xlsx").data)).active
    assert again.cell(3, 5).value == "表里第 1 条"


def test_a_file_with_mistakes_tells_them_row_by_row_and_writes_nothing(reporting: Desk) -> None:
    browser = reporting.browser("liunan_handler1")

    def spoil(sheet: Any) -> None:
        write(sheet)
        sheet.cell(3, 1, 99)
        sheet.cell(4, 8, "很好")
        sheet.cell(5, 5, "")

    page = browser.see(MINE)
    file = workbook(browser.client.get(f"{MINE}.xlsx"), spoil)
    shown = page_of(upload(browser, page, file, **{"progress-2": "先打的字"}), 422)
    said = words(shown)
    assert "3序号这张表里没有措施 99。" in said
    assert "4状态(已完成/达到序时进度/滞后)状态须是" in said
    assert "措施 4 本期进展:请写本期进展。" in said
    assert "文件里没有的仍是原来的内容:措施 1、2。" in said
    assert shown.get_element_by_id("f-progress-2").text.strip() == "先打的字"
    assert count(reporting, DispatchRow) == 0


def test_a_wrong_file_is_refused_and_what_was_typed_stays(reporting: Desk) -> None:
    browser = reporting.browser("liunan_handler1")
    page = browser.see(MINE)
    wrong = upload(browser, page, (BytesIO(b"a,b\n1,2"), "x.csv"), **{"progress-1": "打的字"})
    refused = page_of(wrong, 422)
    assert "没有找到表头" in words(refused)
    assert refused.get_element_by_id("f-progress-1").text.strip() == "打的字"
    assert "请选择一个文件。" in words(page_of(upload(browser, page), 400))
    file = workbook(browser.client.get(f"{MINE}.xlsx"), write)
    waits = page_of(send(browser, page, file=file, **filled(page)), 422)
    assert "还没有读入" in words(waits)


def test_the_office_sees_who_reported_and_asks_for_the_rest(reporting: Desk) -> None:
    reporting.do(report)
    clerk, county = reporting.browser("clerk"), reporting.browser("rongan_chief")
    assert "未到期" in words(clerk.see("/dispatch"))
    assert "2026年3月调度表 请于3月6日 周五前报送。" in words(county.see("/"))
    reporting.do(lambda house: house.clock.advance(days=7))
    page = clerk.see("/dispatch")
    said = words(page)
    assert "2026年3月到期未报:" in said
    number = len(page.xpath("//section[@aria-labelledby='h-2026-03-01']//li"))
    assert clerk.send(page, "/dispatch/2026-03/ask").status_code == 303
    assert f"已向 {number} 家单位催报。" in words(clerk.see("/dispatch"))
    assert "已催报(3月9日 10:00),请尽快报送。" in words(county.see("/"))
    assert "3月9日 10:00已催报,请尽快报送。" in words(county.see("/dispatch"))
    assert "催报" not in words(reporting.browser("liunan_chief").see("/"))
    assert post(county, "/dispatch/2026-03/ask").status_code == 403


def test_the_office_opens_the_month_and_a_sheet_again(desk: Desk) -> None:
    desk.do(lambda house: load(house["clerk"], house.now))
    clerk, county = desk.browser("clerk"), desk.browser("liunan_handler1")
    assert "调度表还没有开" in words(county.see("/dispatch"))
    assert clerk.send(clerk.see("/dispatch"), "/dispatch/open").status_code == 303
    assert "3月17日 周二前报送" in words(county.see("/dispatch")), "five working days from the opening"
    post(clerk, "/dispatch/open")
    assert "2026年3月调度表都已经开过。" in words(clerk.see("/dispatch"))
    desk.do(report)
    page = clerk.see(MINE)
    refused = page_of(clerk.send(page, f"{MINE}/reopen", reason=" "), 422)
    assert "请写明退回理由" in words(refused)
    assert clerk.send(page, f"{MINE}/reopen", reason="第一条数字不对").status_code == 303
    again = county.see("/dispatch")
    assert "退回:第一条数字不对" in words(again)
    assert again.get_element_by_id("f-progress-1").text.strip() == SAID.progress
    assert "当时报送的内容(2 条)" in words(again)
    assert clerk.send(page, f"{MINE}/reopen", reason="再退").status_code == 409


def test_others_neither_find_nor_read_what_is_not_theirs(reporting: Desk) -> None:
    county, clerk = reporting.browser("liunan_handler1"), reporting.browser("clerk")
    send(county, county.see(MINE), _act="draft", **{"progress-1": "只是草稿"})
    assert "只是草稿" not in words(clerk.see(MINE))
    assert "还没有报送" in words(clerk.see(MINE))
    draft = load_workbook(BytesIO(clerk.client.get(f"{MINE}.xlsx").data)).active
    assert draft.cell(3, 5).value is None
    for address in ("/dispatch/2026-03/rongan", "/dispatch/2026-13/liunan", "/dispatch/x/liunan", f"{MINE}1"):
        county.see(address, 404)
    assert "不用报调度表" in words(reporting.browser("urban1").see("/dispatch"))
    for login in ("inspector", "leader", "head"):
        assert "柳南区" in words(reporting.browser(login).see("/dispatch"))


def test_a_standstill_is_flagged_on_the_measure_and_in_the_ledger(reporting: Desk) -> None:
    for number in (3, 4, 5, 6):

        def tell(house: House, number: int = number) -> None:
            month(house, 2026, number)
            report(
                house, Entry(SAID.progress, state=ON_SCHEDULE), m2=Entry(f"{number}月开工", state=ON_SCHEDULE)
            )

        reporting.do(tell)
    clerk = reporting.browser("clerk")
    flag = "调度:柳南区连续三个月报无变化。"
    assert flag in words(clerk.see("/measures/1"))
    assert flag not in words(clerk.see("/measures/2"))
    ledger = clerk.see("/measures?flag=unmoved")
    assert ledger.xpath("//@data-total") == ["11"]
    assert flag in words(ledger)
    book = load_workbook(BytesIO(clerk.client.get("/measures.xlsx?flag=unmoved").data)).active
    assert flag in {line for cell in book["J"] for line in str(cell.value).splitlines()}


def test_without_a_plan_there_is_nothing_to_report(desk: Desk) -> None:
    for login in ("clerk", "liunan_handler1"):
        assert "还没有载入整改方案" in words(desk.browser(login).see("/dispatch"))


@pytest.mark.parametrize(("login", "address", "most"), [
    ("liunan_handler1", MINE, 12), ("clerk", MINE, 12), ("clerk", "/dispatch", 12),
])  # fmt: skip
def test_few_statements_however_many_measures(reporting: Desk, login: str, address: str, most: int) -> None:
    browser, county = reporting.browser(login), reporting.browser("liunan_handler1")
    reporting.do(lambda _: open_month(date(2026, 2, 1), reporting.house.now))
    send(county, county.see(MINE), _act="draft")
    browser.see(address)
    with listening(reporting.app) as said:
        browser.see(address)
    told = [
        statement for statement, _ in said if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    assert len(told) <= most, "\n".join(told)


def test_a_sheet_is_never_opened_twice(reporting: Desk) -> None:
    before = count(reporting, DispatchSheet)
    assert post(reporting.browser("clerk"), "/dispatch/open").status_code == 303
    assert count(reporting, DispatchSheet) == before
