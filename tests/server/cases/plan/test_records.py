"""补录: entered by one, confirmed by another, each once."""

from typing import Any

import pytest
from sqlalchemy import select

from server.cases.plan import confirming
from server.cases.plan.confirming import decide, how_many, waiting
from server.cases.plan.records import take_records
from server.cases.plan.report import Taken
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.database import db
from server.imports.records import read_records
from server.models import AdminEvent, MeasureRecord
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.imports.samples import xlsx

HEADER = ["措施序号", "责任单位", "状态", "日期", "文号", "备注"]
ROWS = [
    [1, "柳南区", "已自查", "2024-06-20", "柳南环〔2024〕3号", ""],
    [1, "融安县党委和人民政府", "已自查", "2024-06-21", "", "一次通过"],
    [1, "市生态环境局", "牵头单位已验收", "2024-06-30", "", ""],
    [2, "各城区党委和人民政府", "已自查", "2024-06-30", "", ""],
    [3, "", "已销号", "2025-12-30", "", ""],
]


@pytest.fixture
def loaded(house: House) -> House:
    load(house["clerk"], house.now)
    return house


def take(house: House, *rows: list[Any], login: str = "clerk") -> Taken:
    return take_records(read_records(xlsx([HEADER, *rows]), "补录.xlsx"), house[login], house.now)


def records() -> list[MeasureRecord]:
    return list(db.session.scalars(select(MeasureRecord).order_by(MeasureRecord.id)))


def test_states_are_entered_with_who_and_when(loaded: House) -> None:
    report = take(loaded, *ROWS)
    assert (report.rows, report.created, report.unchanged, report.rejected) == (5, 9, 0, [])
    found = records()
    assert [(one.unit, one.state) for one in found[:3]] == [
        ("liunan", "已自查"), ("rongan", "已自查"), ("ecology", "牵头单位已验收"),
    ]  # fmt: skip
    assert {one.unit for one in found[3:8]} == {"chengzhong", "yufeng", "liunan", "liubei", "liujiang"}
    assert found[8].unit is None
    assert {(one.entered_by, one.entered_at) for one in found} == {(loaded["clerk"].id, loaded.now)}
    assert {one.confirmed_at for one in found} == {None}


def test_the_same_list_again_changes_nothing(loaded: House) -> None:
    take(loaded, *ROWS)
    again = take(loaded, *ROWS, login="head")
    assert (again.created, again.unchanged) == (0, 9)
    assert {one.entered_by for one in records()} == {loaded["clerk"].id}


def test_a_row_twice_in_one_list_counts_once(loaded: House) -> None:
    assert take(loaded, ROWS[0], ROWS[0]).created == 1


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ([99, "柳南区", "已自查", "2024-06-20"], "措施序号", "台账里没有措施 99。"),
        ([1, "柳南区", "已自查", "2026-03-12"], "日期", "这个日期还没有到。"),
        ([1, "鹿寨县", "已自查", "2024-06-20"], "责任单位", "“鹿寨县”不是措施 1 的责任单位。"),
        ([1, "某某局", "推进中", "2024-06-20"], "责任单位", "“某某局”不是措施 1 的责任单位或牵头单位。"),
        ([1, "柳南区", "牵头单位已验收", "2024-06-20"], "责任单位", "“柳南区”不是措施 1 的牵头单位。"),
    ],
)
def test_rows_that_do_not_fit_the_ledger_are_refused(
    loaded: House, row: list[Any], column: str, why: str
) -> None:
    report = take(loaded, row, ROWS[0])
    assert [(one.row, one.column, one.message) for one in report.rejected] == [(2, column, why)]
    assert report.created == 1


def test_only_another_person_confirms(loaded: House) -> None:
    take(loaded, *ROWS)
    loaded.hire("twin", staff_no="clerk", posts=[("office", "head")])
    numbers = [one.id for one in records()]
    for login in ("clerk", "twin"):
        assert {one.own for one in waiting(loaded[login])} == {True}
        with pytest.raises(Forbidden, match="另一个人"):
            decide(numbers, True, loaded[login], loaded.now)
    assert {one.own for one in waiting(loaded["head"])} == {False}
    assert decide(numbers[:2], True, loaded["head"], loaded.now) == 2
    first = records()[0]
    assert (first.confirmed_by, first.confirmed_at) == (loaded["head"].id, loaded.now)
    assert [bool(one.landing) for one in records()][:3] == [True, True, False]
    assert how_many(loaded["head"]) == 7
    with pytest.raises(Stale):
        decide(numbers[:3], True, loaded["head"], loaded.now)


def test_many_records_wait_on_pages(loaded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "PAGE", 4)
    take(loaded, *ROWS)
    assert [one.measure.no for one in waiting(loaded["head"], 3)] == [3]
    assert how_many(loaded["head"]) == 9


def test_what_is_refused_stays_refused_and_known(loaded: House) -> None:
    take(loaded, ROWS[4])
    number = records()[0].id
    assert decide([number], False, loaded["head"], loaded.now) == 1
    assert records()[0].refused_at == loaded.now
    assert waiting(loaded["head"]) == []
    assert take(loaded, ROWS[4]).unchanged == 1
    noted = db.session.scalars(select(AdminEvent).where(AdminEvent.verb != "load_plan")).one()
    assert (noted.user_id, noted.verb) == (loaded["head"].id, "refuse_record")


def test_what_is_confirmed_is_not_entered_otherwise(loaded: House) -> None:
    take(loaded, ROWS[4])
    decide([records()[0].id], True, loaded["head"], loaded.now)
    assert take(loaded, ROWS[4]).unchanged == 1
    other = take(loaded, [3, "", "已销号", "2025-11-30"])
    assert [one.message for one in other.rejected] == ["措施 3 的“已销号”已经确认过,不能再补录。"]


def test_nothing_ticked_and_nothing_there_is_said(loaded: House) -> None:
    with pytest.raises(Invalid, match="勾选"):
        decide([], True, loaded["head"], loaded.now)
    with pytest.raises(NotFound):
        decide([12345], True, loaded["head"], loaded.now)


def test_only_the_office_enters_and_confirms(loaded: House) -> None:
    for login in ("inspector", "leader", "liunan_chief", "admin"):
        with pytest.raises(Forbidden):
            take(loaded, ROWS[0], login=login)
        with pytest.raises(Forbidden):
            waiting(loaded[login])
        with pytest.raises(Forbidden):
            decide([1], True, loaded[login], loaded.now)


def test_without_a_plan_there_is_nothing_to_enter(house: House) -> None:
    with pytest.raises(NotFound):
        take(house, ROWS[0])
