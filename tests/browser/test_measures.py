"""The ledger of measures, its targets and its problems can be used by everybody, on a phone as well."""

from http import HTTPStatus

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from server.cases.calendar import local_day
from server.database import db, transaction
from server.models import Item, Measure, MeasureRecord, Milestone
from tests.browser.live import Live
from tests.browser.room import Room
from tests.browser.usable import faults
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load

pytestmark = pytest.mark.browser
PAGES = {
    "ledger": ("clerk", "/measures"),
    "filtered ledger": ("inspector", "/measures?unit=liunan&due=overdue&tag=河道管护不到位&flag=any"),
    "nothing found": ("clerk", "/measures?q=没有这样的字"),
    "ledger of a unit": ("rongan_handler1", "/measures"),
    "targets and dates": ("clerk", "/measures/dates"),
    "dates of lead units": ("clerk", "/measures/dates?by=lead"),
    "problems": ("clerk", "/problems"),
    "problems of a unit": ("rongan_handler1", "/problems"),
    "problem": ("clerk", "/problems/1"),
    "overview": ("clerk", "/office"),
}


def prepare(house: House) -> None:
    """A short plan: something counted, something reached, one measure struck off by a record."""
    with transaction():
        load(house["clerk"], house.now)
        first, _, third = db.session.scalars(select(Measure).order_by(Measure.no))
        db.session.add_all(Item(measure_id=first.id, name=name, done=name == "甲") for name in "甲乙丙")
        db.session.execute(update(Milestone).values(state="confirmed"))
        row = MeasureRecord(measure_id=third.id, state="已销号", day=local_day(house.now), content_key="1")
        row.entered_by, row.confirmed_by = house["clerk"].id, house["head"].id
        row.entered_at = row.confirmed_at = house.now
        db.session.add(row)


def test_everybody_can_use_every_page(live: Live, room: Room) -> None:
    with live.inside() as house:
        prepare(house)
    found = []
    for name, (login, path) in PAGES.items():
        assert room[login].go(path) == HTTPStatus.OK
        found += [f"{name}: {fault}" for fault in faults(room[login].page)]
    assert found == []


def test_those_who_have_not_signed_are_nudged_from_the_ledger(live: Live, room: Room) -> None:
    with live.inside() as house:
        prepare(house)
    desk = room["inspector"]
    desk.go("/measures")
    desk.page.get_by_label("措施 1", exact=True).check()
    desk.fill("催办的话(可不填)", "请本周内报来")
    desk.press("催办勾选的措施")
    expect(desk.page.locator(".flash")).to_have_text("已催办 1 条措施,共 3 家还没有办的单位。")
    unit = room["liunan_chief"]
    unit.go("/measures/1")
    unit.says("催办:请本周内报来")


def test_a_figure_leads_to_its_rows_without_scripts(live: Live, room: Room) -> None:
    with live.inside() as house:
        prepare(house)
    desk = room("clerk", js=False)
    desk.go("/measures/dates")
    desk.page.get_by_role("link", name="柳南区已超期").click()
    expect(desk.page.locator(".measures tbody tr")).to_have_count(1)
    desk.says("责任单位:柳南区")
    desk.page.get_by_role("link", name="问题 1").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("问题 1")
    desk.says("还差措施 1、2")
