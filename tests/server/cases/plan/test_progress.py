"""Things to count, milestones, and the figure they make."""

from typing import Any

import pytest
from sqlalchemy import event, select

from server.cases.calendar import local_day
from server.cases.measures.finding import load_measure
from server.cases.plan.items import items_of, take_items
from server.cases.plan.milestones import all_milestones, decide_milestone, milestone_of, reach
from server.cases.plan.progress import Progress, progress
from server.cases.plan.report import Taken
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.database import db
from server.imports.items import read_items
from server.models import Event, Measure
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.imports.samples import xlsx

HEADER = ["名称", "地点", "责任单位", "完成(是/否)", "完成日期", "佐证"]
ROWS = [
    ["甲河一号口", "流山镇", "柳南区", "是", "2024-05-01", "现场照片"],
    ["甲河二号口", "流山镇", "柳南区", "否", "", ""],
    ["东圩沟", "浮石镇", "融安县党委和人民政府", "否", "", ""],
]


@pytest.fixture
def measure(house: House) -> Measure:
    load(house["clerk"], house.now)
    return load_measure(1, house["clerk"])


def take(house: House, measure: Measure, *rows: list[Any], login: str = "clerk") -> Taken:
    return take_items(measure, read_items(xlsx([HEADER, *rows]), "清单.xlsx"), house[login], house.now)


def test_things_are_added_changed_and_left_alone(house: House, measure: Measure) -> None:
    assert take(house, measure, *ROWS).created == 3
    again = take(house, measure, *ROWS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    done = take(house, measure, ["甲河二号口", "流山镇", "", "是", "2026-03-01", "验收表"])
    assert (done.created, done.updated) == (0, 1)
    second = items_of(measure)[1]
    assert (second.unit, second.done, str(second.done_on), second.proof) == (
        "liunan", True, "2026-03-01", "验收表",
    )  # fmt: skip


def test_a_unit_writes_its_own_things_only(house: House, measure: Measure) -> None:
    take(house, measure, *ROWS)
    report = take(
        house,
        measure,
        ["甲河三号口", "流山镇", "", "否", "", ""],
        ["东圩沟", "浮石镇", "", "是", "2026-03-01", "照片"],
        ["西圩沟", "浮石镇", "融安县", "否", "", ""],
        login="liunan_handler1",
    )
    assert (report.created, [one.row for one in report.rejected]) == (1, [3, 4])
    assert {one.message for one in report.rejected} == {"只能填写本单位的清单。"}
    assert items_of(measure)[3].unit == "liunan"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["甲", "", "柳南区", "是", "2027-01-01", "照片"], "完成日期"),
        (["甲", "", "鹿寨县", "否", "", ""], "责任单位"),
        (["甲", "", "各城区党委和人民政府", "否", "", ""], None),
    ],
)
def test_things_that_do_not_fit_the_measure_are_refused(
    house: House, measure: Measure, row: list[Any], column: str | None
) -> None:
    report = take(house, measure, row)
    assert [one.column for one in report.rejected] == ([column] if column else [])
    assert report.created == (0 if column else 1)


def test_only_units_that_owe_it_and_the_office_write_things(house: House, measure: Measure) -> None:
    for login in ("urban1", "ecology1", "inspector", "admin"):
        with pytest.raises(Forbidden):
            take(house, measure, *ROWS, login=login)


def test_progress_counts_things_and_confirmed_milestones_in_one_statement(
    house: House, measure: Measure
) -> None:
    take(house, measure, *ROWS)
    clerk = house["clerk"]
    for one in all_milestones(measure)[:2]:
        decide_milestone(one, "confirm", clerk, house.now)
    goal = next(one for one in all_milestones(measure) if one.problem_id)
    decide_milestone(goal, "confirm", clerk, house.now)
    own = all_milestones(measure)[0]
    reach(measure, own, local_day(house.now), "竣工照片", house["liunan_handler1"], house.now)
    db.session.flush()
    ids = list(db.session.scalars(select(Measure.id).order_by(Measure.no)))
    said: list[str] = []
    listen = (db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    event.listen(*listen)
    found = progress(ids)
    event.remove(*listen)
    assert [found[number] for number in ids] == [Progress(2, 6), Progress(0, 1), Progress(0, 0)]
    assert (found[ids[0]].words, found[ids[2]].words) == ("2/6", "")
    assert len(said) == 1


def test_a_milestone_is_confirmed_before_it_is_reached(house: House, measure: Measure) -> None:
    one, today = all_milestones(measure)[0], local_day(house.now)
    with pytest.raises(Invalid, match="先由市整改办确认"):
        reach(measure, one, today, "照片", house["clerk"], house.now)
    with pytest.raises(Forbidden):
        decide_milestone(one, "confirm", house["liunan_chief"], house.now)
    decide_milestone(one, "confirm", house["head"], house.now)
    assert (one.decided_by, one.decided_at) == (house["head"].id, house.now)
    with pytest.raises(Invalid, match="佐证"):
        reach(measure, one, None, " ", house["clerk"], house.now)
    with pytest.raises(Forbidden):
        reach(measure, one, today, "照片", house["urban1"], house.now)
    reach(measure, one, today, "照片", house["liunan_handler1"], house.now)
    noted = db.session.scalars(select(Event).where(Event.verb == "milestone")).one()
    assert (noted.measure_id, noted.unit, noted.data["proof"]) == (measure.id, "liunan", "照片")
    with pytest.raises(Invalid, match="已经到达"):
        decide_milestone(one, "drop", house["head"], house.now)


def test_a_milestone_put_aside_may_come_back(house: House, measure: Measure) -> None:
    one = all_milestones(measure)[0]
    decide_milestone(one, "drop", house["head"], house.now)
    assert one.state == "dropped"
    decide_milestone(one, "undo", house["head"], house.now)
    assert (one.state, one.decided_by) == ("proposed", None)
    with pytest.raises(Invalid):
        decide_milestone(one, "burn", house["head"], house.now)


def test_a_milestone_belongs_to_its_measure(house: House, measure: Measure) -> None:
    theirs = all_milestones(measure)[0].id
    assert milestone_of(measure, theirs).id == theirs
    with pytest.raises(NotFound):
        milestone_of(load_measure(3, house["clerk"]), theirs)
