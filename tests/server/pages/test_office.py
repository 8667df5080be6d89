"""The overview, the list and the board: every figure is the count of the rows it opens."""

from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import event

from server.cases.mark import mark
from server.database import db
from server.models import Batch, Petition
from tests.server.cases.house import House
from tests.server.pages.desk import Browser, Desk, words

ROUND = "2023年自治区生态环境保护督察"


def bring(house: House) -> None:
    """Cases at many steps, in two batches, true and false, satisfied and not, on lists, late and not."""
    house.petition(region_raw="", types=["其他"])
    house.petition(region_raw="柳江区", types=["大气", "噪声"], batch="第二批")
    house.to("investigate", batch="")
    plan = house.to("plan")
    mark(plan, "重点", "省级挂牌督办", house["clerk"], house.now)
    house.to("review", batch="第二批")
    house.to("file")
    false = house.to("investigate")
    points = [{"text": "油烟直排", "verdict": "不属实", "finding": "净化设施运行正常"}]
    house.do(false, "investigate", verdict="不属实", points=points)
    staged = house.to("rectify")
    house.do(
        staged,
        "rectify",
        finished=False,
        staged_reason="等管网建成",
        next_on="2026-09-01",
        next_person="韦某",
    )
    angry = house.to("visit")
    answers = {"satisfaction": "不满意", "remedy": "settled", "remedy_reason": "已整改到位,诉求超出规定"}
    house.do(angry, "visit", **answers)
    house.clock.advance(days=12)
    house.to("announce", batch="第二批")
    house.to("visit")


def total_of(page: html.HtmlElement) -> int:
    return int(page.xpath("//@data-total")[0])


def figures(page: html.HtmlElement) -> list[tuple[int, str]]:
    return [(int(link.get("data-figure")), link.get("href")) for link in page.xpath("//a[@data-figure]")]


def check_figures(browser: Browser, address: str, least: int) -> None:
    found = figures(browser.see(address))
    assert len(found) >= least
    wrong = [(number, href) for number, href in found if total_of(browser.see(href)) != number]
    assert wrong == []


@pytest.mark.parametrize("login", ["clerk", "liunan_chief", "inspector"])
def test_every_figure_of_the_overview_equals_the_rows_it_opens(desk: Desk, login: str) -> None:
    desk.do(bring)
    check_figures(desk.browser(login), "/office", 25)


@pytest.mark.parametrize("login", ["clerk", "urban1"])
def test_every_figure_of_the_board_equals_the_rows_it_opens(desk: Desk, login: str) -> None:
    desk.do(bring)
    check_figures(desk.browser(login), "/office/board", 10)


def test_the_overview_counts_what_was_announced_and_what_has_become_of_it(desk: Desk) -> None:
    desk.do(bring)
    said = words(desk.browser("clerk").see("/office"))
    assert "交办总数 128 件,台账少 117 件" in said
    assert "截至 4月20日 10:00" in said
    for part in (
        "属实、基本属实、部分属实",
        "一件可涉及多种类型,合计大于件数",
        "按诉求已处理到位继续",
        "待分办",
    ):
        assert part in said
    assert "柳江区 现有 0 人" in said, "nobody there can make the visit"
    assert "柳南区 现有" not in said


def test_all_stages_and_counties_stand_in_the_matrix(desk: Desk) -> None:
    desk.do(bring)
    page = desk.browser("leader").see("/office")
    columns = [th.text_content() for th in page.xpath("//table[contains(@class,'matrix')]/thead//th")]
    assert columns == [
        "承办单位",
        "受理分办",
        "调查核实",
        "办理化解",
        "审核回访",
        "办结公示",
        "销号归档",
        "归档",
        "合计",
    ]
    rows = [th.text_content() for th in page.xpath("//table[contains(@class,'matrix')]/tbody//th")]
    assert len(rows) == 13
    assert rows[-1] == "待分办"


def test_a_unit_sees_its_own_cases_only(desk: Desk) -> None:
    desk.do(bring)
    page = desk.browser("rongan_handler1").see("/office")
    assert "还没有件" in words(page)
    assert "交办总数" not in words(desk.browser("liunan_handler1").see("/office"))
    assert "2 件" not in words(desk.browser("rongan_handler1").see("/office/list"))


def test_an_empty_house_says_where_to_begin(desk: Desk) -> None:
    page = desk.browser("clerk").see("/office")
    assert page.xpath("//main//a[@href='/imports']")
    assert "尚未导入台账" in words(page)


def test_the_list_says_which_filters_are_set_and_takes_them_off(desk: Desk) -> None:
    desk.do(bring)
    browser = desk.browser("clerk")
    page = browser.see("/office/list?county=liunan&verdict=属实,基本属实&label=已办结&mark=nonsense")
    chips = {
        " ".join(a.text_content().split()): a.get("href") for a in page.xpath("//ul[@class='set-filters']//a")
    }
    assert "去掉筛选 承办单位:柳南区 ×" in chips
    assert "去掉筛选 是否属实:属实或基本属实 ×" in chips
    assert total_of(page) == 0
    without = chips["去掉筛选 名单:nonsense ×"]
    assert total_of(browser.see(without)) == 3


@pytest.mark.parametrize(
    "address",
    [
        "/office/list?batch=abc&county=%00&light=blue&at=never&page=99999&order=x",
        "/office/list?batch=99999999999999999999&q=%25_%5C%27&stage=nowhere&page=-3",
        "/office/list?page=abc",
    ],
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(desk: Desk, address: str) -> None:
    desk.browser("clerk").see(address)


@pytest.mark.parametrize("address", ["/office", "/office/list", "/office/board", "/office/list.xlsx"])
def test_a_round_that_is_not_there_is_not_found(desk: Desk, address: str) -> None:
    assert "没有这个督察轮次" in words(desk.browser("clerk").see(f"{address}?round=77", 404))


def test_special_lists_say_who_put_a_case_there_and_why(desk: Desk) -> None:
    desk.do(bring)
    said = words(desk.browser("clerk").see("/office/list?mark=重点"))
    assert "clerk同志于 3月11日 10:00 列入:省级挂牌督办" in said


def test_the_urgent_stand_first_unless_the_ledger_order_is_asked_for(desk: Desk) -> None:
    desk.do(bring)
    browser = desk.browser("clerk")
    urgent = browser.see("/office/list").xpath("//tbody//a[@class='no']/text()")
    ledger = browser.see("/office/list?order=ledger").xpath("//tbody//a[@class='no']/text()")
    assert sorted(urgent) == sorted(ledger)
    assert urgent != ledger
    lamps = browser.see("/office/list").xpath("//tbody//span[contains(@class,'light')]/@class")
    red = ["red" in kind for kind in lamps]
    assert any(red)
    assert red == sorted(red, reverse=True)


def test_long_lists_come_in_pages(desk: Desk) -> None:
    def fill(house: House) -> None:
        for _ in range(3):
            house.petition()
        first = db.session.query(Petition).first()
        assert first is not None
        columns = [c for c in Petition.__table__.columns if c.name not in ("id", "no")]
        values = {c.name: getattr(first, c.name) for c in columns}
        db.session.execute(Petition.__table__.insert(), [{**values, "no": f"N{n:03}"} for n in range(120)])

    desk.do(fill)
    browser = desk.browser("clerk")
    seen = [
        no
        for n in (1, 2, 3)
        for no in browser.see(f"/office/list?page={n}").xpath("//tbody//a[@class='no']/text()")
    ]
    assert len(seen) == len(set(seen)) == 123
    assert browser.see("/office/list?page=2").xpath("//nav[@class='pager']//a[contains(@href,'page=3')]")


@pytest.mark.parametrize("address", ["/office", "/office/list", "/office/list?mark=重点", "/office/board"])
def test_a_page_takes_few_statements(desk: Desk, address: str) -> None:
    desk.do(bring)
    browser = desk.browser("clerk")
    browser.see(address)
    statements: list[str] = []
    with desk.app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    browser.see(address)
    event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(statements) <= 12, "\n".join(statements)


def sheet_of(desk: Desk, address: str) -> list[tuple[object, ...]]:
    answer = desk.browser("clerk").client.get(address)
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def test_the_screen_can_be_taken_along_as_a_workbook(desk: Desk) -> None:
    desk.do(bring)
    rows = sheet_of(desk, "/office/list.xlsx?county=liunan&label=未办结&form=table")
    page = desk.browser("clerk").see("/office/list?county=liunan&label=未办结")
    header = rows[1]
    assert header[:4] == ("受理编号", "名单", "承办单位", "污染类型")
    numbers = [row[0] for row in rows[2:] if row[2]]
    assert numbers == page.xpath("//tbody//a[@class='no']/text()")
    foot = str(rows[-1][0])
    assert (
        f"{ROUND};筛选:承办单位=柳南区;办结=未办结;共 {len(numbers)} 件;clerk同志导出于 2026年4月20日" in foot
    )


def test_the_ten_official_columns_hold_the_same_cases(desk: Desk) -> None:
    desk.do(bring)
    rows = sheet_of(desk, "/office/list.xlsx?batch=none&form=ledger")
    assert [row[1] for row in rows[2:] if row[2]] == desk.browser("clerk").see(
        "/office/list?batch=none"
    ).xpath("//tbody//a[@class='no']/text()")
    assert len(rows[1]) == 10


def test_the_office_records_when_a_batch_was_published(desk: Desk) -> None:
    desk.do(bring)
    batch_id = desk.do(lambda _: db.session.query(Batch).filter_by(name="第二批").one().id)
    browser, action = desk.browser("clerk"), f"/office/board/{batch_id}"
    page = browser.see(action)
    assert "这个日期还没有到" in browser.send(page, action, published_on="2030-01-01").text
    refused = browser.send(page, action, assigned_on="2026-03-10", published_on="2026-03-09")
    assert refused.status_code == 422
    assert "公开日期不能早于交办日期" in refused.text
    assert browser.send(page, action, published_on="nonsense").status_code == 422
    assert browser.send(page, action, assigned_on="2026-03-10", published_on="2026-03-20").status_code == 303
    assert "2026年" not in words(browser.see("/office/board"))
    assert "3月20日" in words(browser.see("/office/board"))
    assert total_of(browser.see(f"/office/list?at=published&batch={batch_id}")) == 2


def test_only_the_office_records_it(desk: Desk) -> None:
    desk.do(bring)
    batch_id = desk.do(lambda _: db.session.query(Batch).first().id)
    for login in ("leader", "liunan_chief", "admin"):
        assert "登记日期" not in words(desk.browser(login).see("/office/board"))
        desk.browser(login).see(f"/office/board/{batch_id}", 403)
    desk.browser("clerk").see("/office/board/999999", 404)
