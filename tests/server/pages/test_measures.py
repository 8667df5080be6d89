"""The ledger of measures, the problems and who may miss a date: every figure is the count of the rows it opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import event, select, update

from server.cases.plan.loading import load_plan
from server.cases.plan.writing import Occasion
from server.database import db
from server.imports.plan import read_plan
from server.models import Item, Measure, MeasureRecord, Milestone, Owing, Plan, Problem, Task
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.pages.desk import Browser, Desk, words

ADDRESSES = ("/measures", "/measures/dates", "/problems", "/problems/1", "/office")


def bring(house: House) -> None:
    """A short plan: one measure struck off, one kept up for good, one closed by a confirmed record alone."""
    load(house["clerk"], house.now)


def strike_off(no: int, house: House) -> None:
    db.session.execute(update(Measure).where(Measure.no == no).values(archived_at=house.now, step=None))
    chosen = select(Measure.id).where(Measure.no == no)
    db.session.execute(
        update(Task).where(Task.measure_id.in_(chosen)).values(closed_at=house.now, outcome="done")
    )


def record(no: int, house: House, *, confirmed: bool = True, state: str = "已销号") -> None:
    measure_id = db.session.scalars(select(Measure.id).where(Measure.no == no)).one()
    row = MeasureRecord(
        measure_id=measure_id, state=state, day=date(2024, 6, 20), content_key=f"{no}{state}",
        entered_by=house["clerk"].id, entered_at=house.now, landing={},
    )  # fmt: skip
    if confirmed:
        row.confirmed_by, row.confirmed_at = house["head"].id, house.now
    db.session.add(row)


def bring_real(shared: Path) -> object:
    """The published plan, with its chains; some measures struck off, one of them kept up for good."""

    def act(house: House) -> None:
        content = (shared / "seed" / "rectification-plan.txt").read_bytes()
        load_plan(read_plan(content, "整改方案.txt"), Occasion("整改方案.txt", house["clerk"], house.now))
        for no in (1, 5, 77):
            strike_off(no, house)
        record(13, house)
        record(76, house)

    return act


def total_of(page: html.HtmlElement) -> int:
    return int(page.xpath("//@data-total")[0])


def figures(page: html.HtmlElement) -> list[tuple[int, str]]:
    return [(int(link.get("data-figure")), link.get("href")) for link in page.xpath("//a[@data-figure]")]


def numbers(page: html.HtmlElement) -> list[int]:
    return [int(no) for no in page.xpath("//tbody//a[@class='no']/text()")]


def check_figures(browser: Browser, address: str, least: int) -> None:
    found = figures(browser.see(address))
    assert len(found) >= least
    wrong = [(number, href) for number, href in found if len(numbers(browser.see(href))) != number]
    assert wrong == []


@pytest.mark.parametrize(("address", "least"), [("/measures", 7), ("/measures/dates", 20), ("/problems", 2)])
@pytest.mark.parametrize("login", ["clerk", "inspector", "liunan_chief"])
def test_every_figure_equals_the_rows_it_opens(desk: Desk, login: str, address: str, least: int) -> None:
    desk.do(bring)
    desk.do(lambda house: strike_off(1, house))
    desk.do(lambda house: record(3, house))
    least = least if login != "liunan_chief" else 1
    check_figures(desk.browser(login), address, least)


@pytest.mark.parametrize("address", ["/measures", "/measures/dates", "/measures/dates?by=lead", "/problems"])
def test_every_figure_of_the_real_plan_equals_its_rows(desk: Desk, shared: Path, address: str) -> None:
    desk.do(bring_real(shared))
    check_figures(desk.browser("clerk"), address, 8)


def test_the_real_plan_needs_26_76_and_84(desk: Desk, shared: Path) -> None:
    desk.do(bring_real(shared))
    said = words(desk.browser("leader").see("/measures/dates"))
    for part in (
        "应完成 26 条",
        "应完成 76 条",
        "应完成 84 条",
        "差 23 条措施(含补录差 21 条)",
        "最多 71 条,达不到",
    ):
        assert part in said


FOUND = {
    "deadline=2024-06": 22,
    "deadline=2024-12": 22,
    "deadline=2025-06": 1,
    "deadline=2025-12": 29,
    "deadline=2027-12": 5,
    "deadline=immediate": 5,
    "deadline=long_term": 13,
    "problem=10": 3,
    "flag=undefined_group": 13,
    "light=red": 70,
    "light=grey": 4,
    "due=reached": 74,
    "due=later": 5,
    "due=overdue,soon": 70,
    "state=ended": 1,
    "state=upkeep": 2,
    "state=recorded,recorded_upkeep": 2,
    "state=running": 79,
    "unit=committee_office": 1,
    "tag=nowhere": 0,
    "q=52": 1,
    "q=%25": 4,
}


def test_filters_find_what_the_plan_says(desk: Desk, shared: Path) -> None:
    desk.do(bring_real(shared))
    browser = desk.browser("clerk")
    assert {query: total_of(browser.see(f"/measures?{query}")) for query in FOUND} == FOUND


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("login", ["clerk", "liunan_chief"])
def test_a_page_takes_few_statements(desk: Desk, login: str, address: str) -> None:
    desk.do(bring)
    browser = desk.browser(login)
    browser.see(address)
    with statements(desk) as said:
        browser.see(address)
    assert 0 < len(said) <= 12, "\n".join(said)


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    said: list[str] = []
    with desk.app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def multiply(number: int) -> None:
    """The first measure again under many numbers, each with a unit that owes it."""
    first = db.session.scalars(select(Measure).where(Measure.no == 1)).one()
    columns = [c.name for c in Measure.__table__.columns if c.name not in ("id", "no")]
    values = {name: getattr(first, name) for name in columns}
    rows = [{**values, "no": 100 + n} for n in range(number)]
    ids = db.session.scalars(Measure.__table__.insert().returning(Measure.id), rows)
    common = {"unit": "liunan", "name": "柳南区", "first": True, "sort": 0}
    common |= {"added_at": db.session.scalars(select(Plan.imported_at)).one()}
    db.session.execute(Owing.__table__.insert(), [{**common, "measure_id": one} for one in ids])


def test_long_ledgers_come_in_pages_of_as_many_statements(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda _: multiply(230))
    browser = desk.browser("clerk")
    seen = [no for page in (1, 2, 3) for no in numbers(browser.see(f"/measures?page={page}"))]
    assert len(seen) == len(set(seen)) == 233
    assert seen == sorted(seen)
    assert numbers(browser.see("/measures?page=99")) == seen[200:]
    assert total_of(browser.see("/measures?page=2&unit=liunan")) == 232
    with statements(desk) as said:
        browser.see("/measures?page=2")
    assert len(said) <= 12


def test_the_urgent_stand_first_where_asked(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda house: strike_off(1, house))
    browser = desk.browser("clerk")
    assert numbers(browser.see("/measures")) == [1, 2, 3]
    assert numbers(browser.see("/measures?order=urgent")) == [3, 2, 1]


def test_a_row_says_who_owes_who_holds_and_how_far(desk: Desk) -> None:
    def more(house: House) -> None:
        first = db.session.scalars(select(Measure).where(Measure.no == 1)).one()
        db.session.add_all(Item(measure_id=first.id, name=name, done=name == "甲") for name in "甲乙丙")
        db.session.execute(
            update(Milestone).where(Milestone.measure_id == first.id).values(state="confirmed")
        )

    desk.do(bring)
    desk.do(more)
    page = desk.browser("clerk").see("/measures")
    rows = [words(row) for row in page.xpath("//table[contains(@class,'measures')]/tbody/tr")]
    for part in ("市水利局 第一", "另 2 家柳南区融安县", "● 超期:超期", "制定实施方案", "3 家未签", "1/5"):
        assert part in rows[0]
    assert "市水利局 待领已转市整改办 · 自 3月11日 10:00" in rows[0]
    assert "– 未定时限" in rows[1]
    assert "各有关县区党委和人民政府 待明确" in rows[2]
    assert "明确责任单位" in rows[2]
    assert "没有写明是哪些单位" in rows[2]
    assert page.xpath("//tbody//a[@href='/problems/2']")


def test_what_is_struck_off_shows_no_light(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda house: strike_off(1, house))
    desk.do(lambda house: strike_off(2, house))
    desk.do(lambda house: record(3, house))
    rows = [words(row) for row in desk.browser("clerk").see("/measures").xpath("//table/tbody/tr")]
    assert ["✓ 已销号" in rows[0], "✓ 转入长期坚持" in rows[1], "✓ 补录已销号" in rows[2]] == [True] * 3
    assert not any("超期" in row for row in rows)


@pytest.mark.parametrize("login", ["clerk", "inspector", "leader"])
def test_targets_stand_over_the_ledger_of_those_who_see_all(desk: Desk, login: str) -> None:
    desk.do(bring)
    for address in ("/measures", "/measures/dates", "/office"):
        said = words(desk.browser(login).see(address))
        assert "30 % 2024年6月30日前应完成 1 条 差 1 条措施 已过期 619 天" in said
        assert "100 % 2027年12月31日前应完成 3 条 差 3 条措施 还有 660 天" in said


def test_a_unit_sees_its_own_measures_and_their_problems_only(desk: Desk) -> None:
    desk.do(bring)
    browser = desk.browser("rongan_handler1")
    page = browser.see("/measures")
    assert numbers(page) == [1]
    assert "只列本单位牵头和负责的措施" in words(page)
    assert "2024年6月30日前应完成" not in words(page)
    assert "2024年6月30日前应完成" not in words(browser.see("/office"))
    assert numbers(browser.see("/problems")) == [1]
    problem = browser.see("/problems/1")
    assert numbers(problem) == [1]
    assert "另有 1 条由别的单位负责" in words(problem)
    browser.see("/problems/2", 404)
    browser.see("/measures/3", 404)
    assert numbers(desk.browser("ecology1").see("/measures")) == [1, 2, 3]
    nobody = desk.browser("urban1")
    assert "本单位没有牵头或负责的措施" in words(nobody.see("/measures"))
    assert "本单位没有牵头或负责的措施" in words(nobody.see("/problems"))
    assert "本单位没有牵头或负责的措施" in words(nobody.see("/measures/dates"))


@pytest.mark.parametrize("address", ["/measures", "/measures/dates", "/problems"])
def test_without_a_plan_the_pages_say_so(desk: Desk, address: str) -> None:
    assert "还没有载入整改方案" in words(desk.browser("clerk").see(address))
    assert "plan import" not in words(desk.browser("liunan_chief").see(address))
    desk.browser("clerk").see("/problems/1", 404)
    desk.browser("clerk").see("/measures.xlsx", 404)


@pytest.mark.parametrize(
    "address",
    [
        "/measures?problem=abc&light=blue&due=never&state=x,y&step=%00&page=-3&order=x&deadline=2024-13",
        "/measures?page=abc&unit=nowhere&tag=%27&flag=%22&lead=none&holder=none&q=%25_%5C",
        "/measures?page=99999999999999999999&problem=99999999999999999999",
        "/measures/dates?by=nobody",
        "/problems?tag=%00nothing",
    ],
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(desk: Desk, address: str) -> None:
    desk.do(bring)
    desk.browser("clerk").see(address)


def test_filters_are_named_and_taken_off(desk: Desk) -> None:
    desk.do(bring)
    browser = desk.browser("clerk")
    page = browser.see(
        "/measures?unit=liunan&deadline=2024-12&step=make_plan&light=red&holder=liunan&tag=nonsense"
    )
    chips = {words(a): a.get("href") for a in page.xpath("//ul[@class='set-filters']//a")}
    for said in (
        "责任单位:柳南区",
        "整改时限:2024年12月底",
        "当前步骤:制定实施方案",
        "灯:超期",
        "正在办的单位:柳南区",
    ):
        assert f"去掉筛选 {said} ×" in chips
    assert numbers(page) == []
    assert numbers(browser.see(chips["去掉筛选 专项标签:nonsense ×"])) == [1]
    assert numbers(browser.see("/measures?unit=none")) == []
    assert numbers(browser.see("/measures?tag=河道管护不到位")) == [1, 2]
    assert numbers(browser.see("/measures?lead=water&q=巡查")) == [2]
    assert numbers(browser.see("/measures?flag=any")) == numbers(browser.see("/measures?flag=any&q="))


def sheet_of(desk: Desk, login: str, address: str) -> list[tuple[object, ...]]:
    answer = desk.browser(login).client.get(address)
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def test_the_workbook_obeys_the_filter_and_says_so(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda house: record(1, house))
    rows = sheet_of(desk, "clerk", "/measures.xlsx?unit=liunan&order=urgent")
    assert rows[1][:3] == ("问题", "措施", "内容")
    assert [row[1] for row in rows[2:4]] == [2, 1]
    assert [row[7] for row in rows[2:4]] == ["办理中", "补录已销号"]
    assert "柳南区 待领" in str(rows[3][-1])
    foot = str(rows[-1][0])
    assert foot.endswith("筛选:责任单位=柳南区;共 2 条;clerk同志导出于 2026年3月11日 10:00")
    assert [row[1] for row in sheet_of(desk, "rongan_chief", "/measures.xlsx")[2:3]] == [1]


def notes(house: House) -> dict[int, set[str | None]]:
    found: dict[int, set[str | None]] = {}
    query = (
        select(Measure.no, Task.note)
        .join(Task, Task.measure_id == Measure.id)
        .where(Task.closed_at.is_(None))
    )
    for no, note in db.session.execute(query):
        found.setdefault(no, set()).add(note)
    return found


def test_those_who_have_not_signed_are_nudged_for_many_measures_at_once(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda house: strike_off(3, house))
    browser = desk.browser("inspector")
    page = browser.see("/measures?lead=ecology")
    assert len(page.xpath("//input[@name='no']")) == 2, "nobody is asked at a measure that is struck off"
    answer = browser.send(page, "/measures/nudge?lead=ecology", no=["1", "3", "77"], words="请本周内报来")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/measures?lead=ecology")
    assert desk.do(notes)[1] == {"催办:请本周内报来"}
    assert "催办:请本周内报来" not in desk.do(notes)[2]
    said = words(browser.see("/measures"))
    assert "已催办 1 条措施,共 3 家还没有办的单位" in said
    assert "没有在办的步骤,未催办:措施 3、77" in said
    browser.send(page, "/measures/nudge?lead=ecology")
    assert "请先勾选要催办的措施" in words(browser.see("/measures"))


def test_only_the_office_and_inspectors_nudge(desk: Desk) -> None:
    desk.do(bring)
    for login in ("leader", "liunan_chief"):
        browser = desk.browser(login)
        page = browser.see("/measures")
        assert not page.xpath("//input[@name='no']")
        csrf = page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = browser.client.post("/measures/nudge", data={"csrf_token": csrf, "no": "1"})
        assert answer.status_code == 403
    assert "催办勾选的措施" in words(desk.browser("clerk").see("/measures"))


def test_a_problem_says_what_it_lacks(desk: Desk) -> None:
    desk.do(bring)
    browser = desk.browser("leader")
    said = words(browser.see("/problems/1"))
    for part in (
        "还不能销号:2 条措施中已销号 0 条,还差措施 1、2",
        "甲河水质达标",
        "90%以上",
        "待市整改办确认",
    ):
        assert part in said
    assert "5问题一:甲河水质不稳定。" in said
    assert numbers(browser.see("/problems/1")) == [1, 2]
    desk.do(lambda house: strike_off(1, house))
    assert "已销号 1 条,还差措施 2。" in words(browser.see("/problems/1"))
    desk.do(lambda house: record(2, house))
    assert "2 条措施已全部销号,可以由牵头单位报领导小组销号。其中补录 1 条。" in words(
        browser.see("/problems/1")
    )
    assert "✓ 可以销号" in words(browser.see("/problems"))
    browser.see("/problems/9", 404)
    browser.see("/problems/99999999999", 404)


def test_problems_are_found_by_their_tags(desk: Desk) -> None:
    desk.do(bring)
    desk.do(lambda _: db.session.execute(update(Problem).where(Problem.no == 2).values(tags=["典型案例"])))
    browser = desk.browser("clerk")
    assert numbers(browser.see("/problems?tag=典型案例")) == [2]
    assert numbers(browser.see("/problems?tag=工业废气治理不到位")) == [2]
    assert numbers(browser.see("/problems?tag=没有")) == []
    assert numbers(browser.see("/measures?tag=典型案例")) == [3]
