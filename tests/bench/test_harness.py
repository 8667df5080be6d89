import time
from datetime import UTC, datetime
from itertools import islice

import psutil
import pytest
from flask import Flask
from sqlalchemy import func, select

from bench.completing import bare, through_http
from bench.pages import asked, pages, timed
from bench.serving import served
from bench.soak import Crowd, tell
from bench.tasks import STEPS, chores
from bench.timing import side_by_side
from server.cases.calendar import local_day
from server.cases.definition import drawn_engine
from server.database import db
from server.models import Event, Petition, Task, User
from tests.bench.conftest import CASES

NOW = datetime.now(UTC)


def test_copies_have_numbers_processes_and_histories_of_their_own(small: Flask) -> None:
    with small.app_context():
        count = db.session.scalar(select(func.count()).select_from(Petition)) or 0
        assert count >= CASES
        assert db.session.scalar(select(func.count(func.distinct(Petition.no)))) == count
        strays = select(Task.id).join(Event, Event.process_id == Task.process_id)
        assert not db.session.scalars(strays.where(Event.petition_id != Task.petition_id)).all()
        again = select(func.nextval("petition_id_seq"))
        assert (db.session.scalar(again) or 0) > (db.session.scalar(select(func.max(Petition.id))) or 0)


def test_completions_run_through_http_and_as_bare_statements(small: Flask) -> None:
    with small.app_context():
        found = chores(local_day(NOW))
        before = db.session.scalar(select(func.count()).select_from(Event)) or 0
    assert {chore.step for chore in found} == set(STEPS)
    plain, statements = bare(small, found[:8], NOW, 2)
    assert plain.faults == []
    assert 0 < statements <= 12
    with served(small.config["SQLALCHEMY_DATABASE_URI"], small.config["FILES"].parent) as server:
        times = through_http(server, found[8:16], 2)
    assert times.faults == []
    assert len(times.each) == 8
    assert times.rate > 0
    with small.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == before + 16


def test_pages_are_timed_and_a_soak_tells_what_grew(small: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with small.app_context():
        work = chores(local_day(NOW))[-8:]
    with served(small.config["SQLALCHEMY_DATABASE_URI"], small.config["FILES"].parent) as server:
        for page in pages(small):
            times = timed(server, page, 2, 4)
            assert times.faults == [], page.name
            assert times.share(95) >= times.share(50) > 0
        crowd = Crowd(server.port, work, pages(small), time.monotonic() + 3)
        tell(crowd, crowd.watch(2, psutil.Process(server.pid)), 0.05)
    assert "5xx: 0; connection faults: 0" in capsys.readouterr().out


def test_faults_are_counted_and_do_not_stop_the_others() -> None:
    times = side_by_side([[lambda: 1 / 0, lambda: None], [lambda: None]])
    assert len(times.each) == 3
    assert len(times.faults) == 1


@pytest.mark.parametrize("name", ["待办 inbox", "案件 case as the office sees it", "总览 overview"])
def test_a_page_takes_at_most_twelve_statements(small: Flask, name: str) -> None:
    page = next(page for page in pages(small) if page.name == name)
    assert asked(small, page.views) <= 12


@pytest.mark.parametrize("step", list(drawn_engine().user_tasks))
def test_the_case_page_takes_at_most_twelve_statements_at_every_step(small: Flask, step: str) -> None:
    with small.app_context():
        query = select(Task, Petition.no).join(Petition, Task.petition_id == Petition.id)
        tasks = db.session.execute(query.where(Task.closed_at.is_(None), Task.step == step).order_by(Task.id))
        views = [(view, no) for task, no in islice(tasks, 4) for view in _views(task)]
    assert views
    for (login, address), _ in views:
        assert asked(small, [(login, address)]) <= 12, (login, address)
    assert asked(small, [("office-head", f"/c/{no}") for _, no in views[:2]]) <= 12


def _views(task: Task) -> list[tuple[str, str]]:
    """The task's page as its holder sees it, or somebody of its unit."""
    holder = User.id == task.user_id if task.user_id else User.posts.any(unit=task.unit)
    login = db.session.scalars(select(User.login).where(holder).order_by(User.id).limit(1)).one()
    return [(login, f"/tasks/{task.id}")]
