"""The plan in the ledger: loaded once, changed only when confirmed, and never losing what hangs on it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from server.cases.batches import current_round
from server.cases.measures.owed import add, owed_by, undecided
from server.cases.plan.ledger import loaded_ledger, read_ledger
from server.cases.plan.listing import open_names, plan_as_json
from server.cases.plan.loading import Missing, load_plan
from server.cases.plan.writing import Occasion
from server.cases.refusal import Forbidden, NotFound
from server.database import db
from server.imports.plan import as_json, read_plan
from server.models import Event, Measure, Milestone, Owing, Plan, Problem, Task, UnitName
from tests.server.cases.house import House
from tests.server.cases.plan.plans import SHORT, load, parsed

CITY = ("chengzhong", "yufeng", "liunan", "liubei", "liujiang")


def measure(no: int) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.no == no)).one()


def problem(no: int) -> Problem:
    return db.session.scalars(select(Problem).where(Problem.no == no)).one()


def owing(no: int) -> list[tuple[str, bool]]:
    return [(one.unit, one.first) for one in owed_by(measure(no))]


def rows() -> dict[str, int]:
    tables = (Plan, Problem, Measure, Owing, Milestone, UnitName)
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
    }


def test_a_first_plan_is_loaded_with_units_milestones_and_flags(house: House) -> None:
    loaded = load(house["clerk"], house.now)
    assert loaded.written
    assert [row.no for row in loaded.written.opened] == [1, 2, 3]
    plan = db.session.scalars(select(Plan)).one()
    assert plan.lines == SHORT.splitlines()
    assert (plan.user_id, plan.demo, plan.file_name) == (house["clerk"].id, False, "整改方案.txt")
    assert problem(1).leads == ["water", "ecology"]
    assert problem(1).tags == ["河道管护不到位"]
    assert owing(1) == [("water", True), ("liunan", False), ("rongan", False)]
    assert owing(2) == [*((unit, True) for unit in CITY), ("ecology", False)]
    assert {"later_than_problem", "undefined_group"} <= {flag["code"] for flag in measure(3).flags}
    found = db.session.scalars(select(Milestone).order_by(Milestone.id)).all()
    assert [(one.measure_id is None, str(one.day), one.target, one.state) for one in found] == [
        (True, "2025-12-31", "90%以上", "proposed"),
        (False, "2024-06-30", "全部完工", "proposed"),
        (False, "2024-12-31", "70%以上", "proposed"),
    ]


def test_the_same_plan_again_changes_nothing(house: House) -> None:
    load(house["clerk"], house.now)
    before, at = rows(), db.session.scalars(select(Plan.imported_at)).one()
    house.clock.advance(days=1)
    again = load(house["head"], house.now, confirmed=True)
    assert not again.difference
    assert again.written is None
    assert again.difference.unchanged == 5
    assert rows() == before
    assert db.session.scalars(select(Plan.imported_at)).one() == at


def test_a_corrected_plan_waits_for_its_confirmation(house: House) -> None:
    load(house["clerk"], house.now)
    corrected = SHORT.replace("乙厂废气超标", "乙厂废气和废水超标").replace(
        "整改时限:2025年12月底前。\n整改措施:\n1", "整改时限:2026年6月底前。\n整改措施:\n1"
    )
    waiting = load(house["clerk"], house.now, corrected)
    assert waiting.written is None
    assert problem(2).text == "乙厂废气超标。"
    assert [(one.kind, one.no, one.field, one.new) for one in waiting.difference.changed] == [
        ("problem", 1, "deadline", "2026年6月底前"),
        ("problem", 2, "text", "乙厂废气和废水超标。"),
    ]
    assert waiting.difference.unchanged == 3
    assert load(house["clerk"], house.now, corrected, confirmed=True).written
    assert problem(2).text == "乙厂废气和废水超标。"
    assert str(problem(1).deadline) == "2026-06-30"


def test_what_was_corrected_stands_in_the_history_of_the_measure(house: House) -> None:
    load(house["clerk"], house.now)
    load(house["head"], house.now, SHORT.replace("督促乙厂", "督促甲厂"), confirmed=True)
    query = select(Event).where(Event.measure_id == measure(3).id, Event.verb == "update")
    noted = db.session.scalars(query).one()
    assert (noted.user_id, noted.reason) == (house["head"].id, "整改方案更正")
    assert noted.changes == {"measure_text": ["督促乙厂升级治理设施。", "督促甲厂升级治理设施。"]}


def test_units_a_correction_adds_are_asked(house: House) -> None:
    load(house["clerk"], house.now)
    corrected = SHORT.replace("柳南区、融安县党委", "柳南区、融安县、鹿寨县党委")
    load(house["clerk"], house.now, corrected, confirmed=True)
    query = select(Task.participant).where(Task.measure_id == measure(1).id, Task.closed_at.is_(None))
    assert set(db.session.scalars(query)) == {"water", "liunan", "rongan", "luzhai"}


def test_a_word_before_the_list_is_a_difference_too(house: House) -> None:
    load(house["clerk"], house.now)
    shown = load(house["clerk"], house.now, SHORT.replace("第一部分 督察", "第一部分  督察"))
    assert [(one.place, one.old, one.new) for one in shown.difference.changed] == [
        ("方案", "第 2 行 第一部分 督察指出的问题", "第 2 行 第一部分  督察指出的问题")
    ]


def test_units_follow_a_corrected_plan_and_those_of_the_office_stay(house: House) -> None:
    load(house["clerk"], house.now)
    clerk = house["clerk"]
    add(measure(1), [("luzhai", "市水利局")], "县里也要清", clerk, house.now)
    taken = db.session.scalars(
        select(Owing).where(Owing.measure_id == measure(2).id, Owing.unit == "yufeng")
    ).one()
    taken.removed_at, taken.removed_by = house.now, clerk.id
    corrected = SHORT.replace("责任单位:市水利局,柳南区、融安县党委", "责任单位:融安县、市水利局,柳城县党委")
    corrected = corrected.replace("各城区党委和人民政府,市生态环境局", "市生态环境局,各城区党委和人民政府")
    corrected = corrected.replace("责任单位:融安县、市水利局", "责任单位:融安县党委和人民政府,市水利局")
    loaded = load(clerk, house.now, corrected, confirmed=True)
    assert loaded.written
    assert [turn.measure.no for turn in loaded.written.turns if turn.moved] == [1]
    assert owing(1) == [("rongan", True), ("luzhai", False), ("water", False), ("liucheng", False)]
    assert owing(2) == [("ecology", True), *((unit, False) for unit in CITY if unit != "yufeng")]
    gone = db.session.scalars(
        select(Owing).where(Owing.measure_id == measure(1).id, Owing.unit == "liunan")
    ).one()
    assert (gone.removed_by, gone.removed_at) == (clerk.id, house.now)


def test_decisions_about_milestones_outlive_a_corrected_plan(house: House) -> None:
    load(house["clerk"], house.now)
    first, _ = db.session.scalars(
        select(Milestone).where(Milestone.measure_id == measure(1).id).order_by(Milestone.id)
    )
    first.state, kept = "confirmed", first.id
    corrected = SHORT.replace("2024年6月底前全部完工", "年内完工").replace("70%以上", "80%以上")
    load(house["clerk"], house.now, corrected, confirmed=True)
    found = db.session.scalars(
        select(Milestone).where(Milestone.measure_id == measure(1).id).order_by(Milestone.id)
    )
    assert [(one.id == kept, one.target, one.state) for one in found] == [
        (True, "全部完工", "confirmed"),
        (False, "80%以上", "proposed"),
    ]


def test_a_file_that_lacks_a_measure_of_the_ledger_is_refused(house: House) -> None:
    load(house["clerk"], house.now)
    start = SHORT.index("2.各县区"), SHORT.index("(二)")
    shorter = (SHORT[: start[0]] + SHORT[start[1] :]).replace("3.督促", "2.督促")
    with pytest.raises(Missing, match=r"没有措施 3\(原在第 22 行\)") as refusal:
        load(house["clerk"], house.now, shorter, confirmed=True)
    assert refusal.value.line == 22
    assert len(read_ledger(current_round()).measures) == 3


def test_a_measure_may_be_added_and_moved(house: House) -> None:
    load(house["clerk"], house.now)
    longer = SHORT + "4.每季度抽查乙厂。\n责任单位:市生态环境局。\n整改时限:长期坚持。\n"
    loaded = load(house["clerk"], house.now, longer, confirmed=True)
    assert loaded.written
    assert [row.no for row in loaded.written.opened] == [4]
    assert measure(4).long_term
    assert measure(4).problem_id == problem(2).id


def test_names_nobody_has_met_are_the_offices_to_settle(house: House) -> None:
    text = SHORT.replace("责任单位:市工业和信息化局", "责任单位:市某某中心、市科技局、柳州市鹿寨县人民政府")
    load(house["clerk"], house.now, text)
    assert undecided(measure(3)) == ["市某某中心", "各有关县区党委和人民政府"]
    assert owing(3) == [("science", False), ("luzhai", False)]
    ledger = loaded_ledger(current_round())
    assert list(open_names(ledger)) == [
        {"measure": 3, "name": "市某某中心"},
        {"measure": 3, "name": "各有关县区党委和人民政府"},
    ]
    add(measure(3), [("rongshui", "各有关县区党委和人民政府")], "乙厂在融水", house["clerk"], house.now)
    assert list(open_names(ledger)) == [{"measure": 3, "name": "市某某中心"}]


def test_only_the_office_loads_a_plan(house: House) -> None:
    for login in ("leader", "inspector", "admin", "ecology1", "liunan_chief"):
        with pytest.raises(Forbidden):
            load(house[login], house.now)
    with pytest.raises(NotFound):
        loaded_ledger(current_round())


def test_an_invented_plan_gives_way_to_the_real_one(house: House) -> None:
    longer = SHORT + "4.每季度抽查乙厂。\n责任单位:市生态环境局。\n整改时限:长期坚持。\n"
    load(house["clerk"], house.now, longer, demo=True)
    assert problem(1).title == "甲河水质不稳定。"
    real = SHORT.replace("甲河水质不稳定", "甲河水质不稳定,群众反映强烈")
    waiting = load(house["clerk"], house.now, real)
    assert waiting.replaces_demo
    assert waiting.written is None
    assert load(house["clerk"], house.now, real, confirmed=True).written
    assert problem(1).title == "甲河水质不稳定。"
    assert problem(1).text == "甲河水质不稳定,群众反映强烈。"
    assert sorted(read_ledger(current_round()).measures) == [1, 2, 3]
    assert not db.session.scalars(select(Plan.demo)).one()


def test_the_ledger_gives_out_what_the_plan_says(house: House) -> None:
    load(house["clerk"], house.now)
    assert plan_as_json(loaded_ledger(current_round())) == as_json(parsed())


def test_the_real_plan(house: House, shared: Path) -> None:
    content = (shared / "seed" / "rectification-plan.txt").read_bytes()
    statements: list[Any] = []
    listen = (db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    event.listen(*listen)
    plan = read_plan(content, "整改方案.txt")
    loaded = load_plan(plan, Occasion("整改方案.txt", house["clerk"], house.now))
    db.session.commit()
    event.remove(*listen)
    assert loaded.written
    assert len(statements) < 60
    ledger = loaded_ledger(current_round())
    assert (len(ledger.problems), len(ledger.measures)) == (33, 84)
    assert plan_as_json(ledger) == as_json(plan)
    open_ = list(open_names(ledger))
    assert Counter(one["name"] for one in open_) == {
        "各有关县区党委和人民政府": 11,
        "负有生态环境保护责任的部门": 1,
        "柳州市大气污染防治工作领导小组办公室各成员单位": 1,
    }
    assert owing(1)[0] == ("committee_office", True)
    assert len(owing(2)) == 12
    assert all(first for _, first in owing(2))
    assert not load_plan(plan, Occasion("整改方案.txt", house["clerk"], house.now), confirmed=True).difference
