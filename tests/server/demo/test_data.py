from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.cases.calendar import calendar, local_day
from server.cases.definition import drawn_engine
from server.database import db
from server.demo.loading import NotADemo, loaded, prepare
from server.models import Attachment, Event, Petition, Setting, Task
from tests.server.demo.conftest import LOADED
from workflows.deadlines import light
from workflows.normal import UNIT_NAMES

TODAY = local_day(LOADED)


def column(app: Flask, query: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(query))


def test_128_cases_stand_at_every_step_of_the_diagrams(demo: Flask) -> None:
    steps = column(demo, select(Petition.step))
    assert len(steps) == 128
    assert set(steps) - {None} == set(drawn_engine().user_tasks)
    assert steps.count(None) >= 5


def test_all_areas_and_all_lights_are_to_be_seen(demo: Flask) -> None:
    assert set(column(demo, select(Petition.handling_unit))) == {*UNIT_NAMES, None}
    with demo.app_context():
        days = db.session.scalars(select(Petition.step_due_on).where(Petition.step.is_not(None)))
        assert {light(day, TODAY, calendar()) for day in days} >= {"red", "yellow", "green"}


def test_no_two_petitions_read_alike_and_all_are_marked_as_invented(demo: Flask) -> None:
    assert len(set(column(demo, select(Petition.text)))) == 128
    assert len(set(column(demo, select(Petition.no)))) == 128
    assert all(column(demo, select(Petition.demo)))


def test_verdicts_and_marks_come_in_their_usual_shares(demo: Flask) -> None:
    verdicts = Counter(found for found in column(demo, select(Petition.verdict)) if found)
    total = verdicts.total()
    for verdict, share in {"属实": 0.31, "部分属实": 0.55, "基本属实": 0.08, "不属实": 0.07}.items():
        assert abs(verdicts[verdict] / total - share) < 0.03
    with demo.app_context():
        marks = Counter(
            mark.kind for case in db.session.scalars(select(Petition)).unique() for mark in case.marks
        )
    assert marks["重复"] == 32
    assert 10 <= marks["重点"] <= 15


def test_the_past_runs_forward_and_ends_before_now(demo: Flask) -> None:
    case = (Event.petition_id, Event.measure_id, Event.problem_id)
    earlier = func.lag(Event.at).over(partition_by=case, order_by=Event.id)
    with demo.app_context():
        acts = db.session.execute(select(Event.at, earlier)).all()
    assert all(before is None or before <= at for at, before in acts)
    assert max(at for at, _ in acts) < LOADED


def test_acts_of_all_kinds_are_in_the_record(demo: Flask) -> None:
    verbs = set(column(demo, select(Event.verb)))
    assert verbs >= {"complete", "import", "reassign", "return", "hand_over", "claim", "release", "mark"}
    assert column(demo, select(Event.id).where(Event.entered_by.is_not(None)))
    assert set(column(demo, select(Attachment.kind))) >= {
        "photo_before",
        "photo_after",
        "photo_visit",
        "scan",
    }
    assert column(demo, select(Event.data["to"].astext).where(Event.verb == "return"))
    returned = select(Event.data["start_at"].astext).where(Event.verb == "complete")
    assert {"investigate", "rectify"} <= set(column(demo, returned))


def test_a_public_notice_is_running_in_some_cases_and_over_in_others(demo: Flask) -> None:
    ends: list[date] = column(demo, select(Petition.notice_ends_on).where(Petition.step == "end_notice"))
    assert {day >= TODAY for day in ends} == {True, False}


def test_nobody_works_on_a_day_off(demo: Flask) -> None:
    days = {local_day(at) for at in column(demo, select(Event.at))}
    with demo.app_context():
        assert [day for day in days if not calendar().is_working_day(day)] == []


def test_a_second_start_continues_with_the_same_data(demo: Flask) -> None:
    before = column(demo, select(func.count()).select_from(Task))
    with demo.app_context():
        prepare(demo, LOADED)
        assert set(loaded() or ()) >= {"path", "assign", "file"}
    assert column(demo, select(func.count()).select_from(Task)) == before


def test_petitions_that_are_not_invented_are_never_wiped_or_mixed(demo: Flask) -> None:
    with demo.app_context():
        first = db.session.scalars(select(Petition).limit(1)).one()
        first.demo = False
        db.session.commit()
        with pytest.raises(NotADemo, match="1 件不是演示数据"):
            prepare(demo, LOADED, reset=True)
        first = db.session.scalars(select(Petition).where(Petition.demo.is_(False))).one()
        first.demo = True
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(Setting))


def test_completing_any_step_takes_at_most_twelve_statements(demo: Flask, statements: Counter[str]) -> None:
    assert set(statements) == set(drawn_engine().user_tasks) - {"register"}
    assert {step: number for step, number in statements.items() if number > 12} == {}
