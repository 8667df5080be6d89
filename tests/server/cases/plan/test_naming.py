"""Names of the plan: the office settles them, measures under a name follow; tags of problems."""

import pytest
from sqlalchemy import select

from server.cases.measures.finding import load_measure
from server.cases.measures.owed import owed_by, undecided
from server.cases.plan.naming import all_names, change_name, name_of
from server.cases.plan.tags import known_tags, problem_of, set_tags
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.database import db
from server.models import AdminEvent, Task, UnitName
from tests.server.cases.house import House
from tests.server.cases.plan.plans import SHORT, load

CITY = "各城区党委和人民政府"


def owing(house: House, no: int) -> list[str]:
    return [one.unit for one in owed_by(load_measure(no, house["clerk"]))]


def test_measures_follow_a_name_the_office_changes(house: House) -> None:
    load(house["clerk"], house.now)
    row = name_of(CITY, house["head"])
    assert change_name(row, ["liunan", "luzhai"], False, house["head"], house.now) == 1
    assert owing(house, 2) == ["liunan", "luzhai", "ecology"]
    asked = select(Task.participant).where(
        Task.measure_id == load_measure(2, house["clerk"]).id, Task.closed_at.is_(None)
    )
    assert set(db.session.scalars(asked)) == {"liunan", "luzhai", "ecology"}
    noted = db.session.scalars(select(AdminEvent).where(AdminEvent.verb != "load_plan")).one()
    assert (noted.verb, noted.subject) == ("unit_name", CITY)
    assert noted.changes["units"][1] == ["liunan", "luzhai"]
    assert change_name(row, ["luzhai", "liunan"], False, house["head"], house.now) == 0


def test_an_unknown_name_is_settled_for_good(house: House) -> None:
    text = SHORT.replace(
        "责任单位:市工业和信息化局,各有关县区", "责任单位:市工业和信息化局、市某某中心,各有关县区"
    )
    load(house["clerk"], house.now, text)
    row = name_of("市某某中心", house["head"])
    assert (row.units, row.chosen) == ([], True)
    change_name(row, ["finance"], False, house["head"], house.now)
    assert owing(house, 3) == ["industry", "finance"]
    assert undecided(load_measure(3, house["clerk"])) == ["各有关县区党委和人民政府"]


def test_a_name_that_is_settled_answers_the_question_it_left_open(house: House) -> None:
    text = SHORT.replace(
        "责任单位:市工业和信息化局,各有关县区党委和人民政府", "责任单位:市某某中心、市某某公司"
    )
    load(house["clerk"], house.now, text)
    third = load_measure(3, house["clerk"])
    asked = select(Task.step, Task.participant).where(Task.measure_id == third.id, Task.closed_at.is_(None))
    assert list(db.session.execute(asked)) == [("choose_units", "")]
    change_name(name_of("市某某中心", house["head"]), ["finance"], False, house["head"], house.now)
    assert list(db.session.execute(asked)) == [("choose_units", "")]
    change_name(name_of("市某某公司", house["head"]), ["science"], False, house["head"], house.now)
    assert sorted(db.session.execute(asked)) == [("make_plan", "finance"), ("make_plan", "science")]
    change_name(name_of("市某某公司", house["head"]), [], True, house["head"], house.now)
    assert ("choose_units", "") in list(db.session.execute(asked))


def test_a_lead_unit_follows_too(house: House) -> None:
    load(house["clerk"], house.now, SHORT.replace("牵头单位:市水利局、", "牵头单位:市治水办、"))
    assert problem_of(1, house["clerk"]).leads == ["ecology"]
    change_name(name_of("市治水办", house["head"]), ["water"], False, house["head"], house.now)
    assert problem_of(1, house["clerk"]).leads == ["water", "ecology"]


def test_names_are_listed_with_where_they_stand(house: House) -> None:
    load(house["clerk"], house.now)
    named = all_names(house["clerk"])
    assert named[0].row.chosen
    there = {one.row.name: (list(one.problems), list(one.measures)) for one in named}
    assert there["市生态环境局"] == ([1, 2], [2])
    assert there["各有关县区党委和人民政府"] == ([], [3])


@pytest.mark.parametrize("units", [[], ["office"], ["liunan", "nowhere"]])
def test_a_name_stands_for_units_that_can_owe(house: House, units: list[str]) -> None:
    with pytest.raises(Invalid):
        change_name(name_of(CITY, house["head"]), units, False, house["head"], house.now)


def test_only_the_office_settles_names(house: House) -> None:
    row = db.session.get_one(UnitName, CITY)
    for login in ("admin", "liunan_chief", "inspector"):
        with pytest.raises(Forbidden):
            all_names(house[login])
        with pytest.raises(Forbidden):
            change_name(row, ["liunan"], False, house[login], house.now)
    with pytest.raises(NotFound):
        name_of("没有这个", house["clerk"])


def test_tags_are_the_offices_own(house: House) -> None:
    load(house["clerk"], house.now)
    problem = problem_of(1, house["clerk"])
    assert known_tags(problem) == ["河道管护不到位", "工业废气治理不到位"]
    set_tags(problem, "河道管护不到位、典型案例\n典型案例;", house["clerk"], house.now)
    assert problem.tags == ["河道管护不到位", "典型案例"]
    set_tags(problem, "河道管护不到位\n典型案例", house["clerk"], house.now)
    assert db.session.scalars(select(AdminEvent.verb)).all() == ["load_plan", "tags"]
    load(house["clerk"], house.now, SHORT.replace("甲河水质不稳定", "甲河水质变差"), confirmed=True)
    assert problem.tags == ["河道管护不到位", "典型案例"]
    with pytest.raises(Invalid):
        set_tags(problem, "长" * 41, house["clerk"], house.now)
    with pytest.raises(Forbidden):
        problem_of(1, house["inspector"])
    with pytest.raises(NotFound):
        problem_of(9, house["clerk"])
