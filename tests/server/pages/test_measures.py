"""The ledger of measures, the problems and who may miss a date: every figure is the count of the rows it opens."""

from datetime import date
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import select, update

from server.cases.plan.loading import load_plan
from server.cases.plan.writing import Occasion
from server.database import db
from server.imports.plan import read_plan
from server.models import Measure, MeasureRecord, Task
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.pages.desk import Browser, Desk, words

SHORT_PLAN = ("/measures", "/measures/dates", "/problems", "/problems/1", "/office")


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
    "light=red": 72,
    "light=grey": 4,
    "due=reached": 74,
    "due=later": 5,
    "due=overdue,soon": 72,
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
