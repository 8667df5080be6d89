"""Jobs: asked for within the case's transaction, done by workers who may be killed at any moment."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text

from server.cases.attach import attach, path_of
from server.cases.batches import current_round
from server.cases.definition import deploy
from server.cases.forgetting import forget_old
from server.cases.founding import add_user
from server.cases.incidents import open_incidents, retry
from server.cases.open import Origin, open_petition
from server.cases.outbox import MAKE_THUMBNAIL, defer
from server.cases.refusal import Refusal
from server.cases.tick import tick_due
from server.database import db, transaction
from server.jobs import worker_inside
from server.jobs.queue import queue_of
from server.models import (
    Attachment,
    Draft,
    Event,
    Petition,
    Process,
    SignInFailure,
    Task,
    Upload,
    User,
    key_of,
)
from tests.conftest import FrozenClock
from tests.workflows.models.drawing import draw, end, on_date, start, user, wait_until

ORIENTATION = 0x0112
GPS = 0x8825


def photo(width: int = 1200, height: int = 800) -> bytes:
    """A photo as a phone makes it: lying on its side, with the place in it."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    made = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(made, "JPEG", exif=exif)
    return made.getvalue()


def jobs() -> list[tuple[str, str]]:
    query = text(
        "SELECT task_name, status::text FROM procrastinate_jobs"
        " WHERE task_name NOT IN ('sweep_due', 'sweep_stalled', 'forget', 'forget_jobs', 'open_dispatch')"
        " ORDER BY id"
    )
    return [(name, status) for name, status in db.session.execute(query)]


def within(seconds: float, met: Callable[[], Any]) -> Any:
    """What `met` answers as soon as it is true."""
    until = time.monotonic() + seconds
    while not (answer := met()):
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
    return answer


def clerk() -> User:
    return add_user(f"clerk{uuid.uuid4().hex[:6]}", "陈明", uuid.uuid4().hex[:8], "-", [("office", "clerk")])


def a_case(by: User, clock: FrozenClock, no: str = "D2LZ1", diagram: bytes | None = None) -> Petition:
    """A registered case; by `diagram` instead of the real ones when given."""
    if diagram:
        deploy({"petition.bpmn": diagram}, clock())
    given = {
        "no": no,
        "text": "养殖场臭味扰民",
        "region_raw": "融安县",
        "types": ["大气"],
        "assigned_on": clock().date(),
    }
    return open_petition(given, by, clock(), current_round(), Origin())


# --- asking for a job -----------------------------------------------------------------------------------------


def test_a_rollback_leaves_no_job_and_a_commit_one(own_app: Flask):
    with own_app.app_context():
        defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
        db.session.rollback()
        assert jobs() == []
        with transaction():
            defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
        assert jobs() == [(MAKE_THUMBNAIL, "todo")]


def test_a_worker_inside_makes_the_small_picture_of_a_photo(own_app: Flask, clock: FrozenClock):
    own_app.config["WORKER"] = True
    folder: Path = own_app.config["FILES"]
    with worker_inside(own_app), own_app.app_context():
        with transaction():
            by = clerk()
            file = attach(folder, key_of(a_case(by, clock)), "photo_before", "现场.jpg", photo(), by, clock())
            digest, file_id = file.sha256, file.id
        within(10, lambda: jobs() == [])
        assert db.session.get_one(Attachment, file_id, populate_existing=True).thumbnail
        db.session.rollback()
    with Image.open(path_of(folder, digest).with_name(f"{digest}.320")) as small:
        assert small.size == (213, 320), "turned upright"
        assert dict(small.getexif()) == {}
    assert path_of(folder, digest).read_bytes() == photo(), "the original stays as it came"


def test_a_document_needs_no_small_picture(app: Flask, clock: FrozenClock):
    with app.app_context():
        by = clerk()
        attach(
            app.config["FILES"], key_of(a_case(by, clock)), "evidence", "报告.pdf", b"%PDF-1.7 x", by, clock()
        )
        assert jobs() == []


@pytest.mark.parametrize("after", [0, 0.01, 0.03, 0.06, 0.1, 0.2])
def test_a_worker_told_to_stop_while_it_starts_does_so(own_app: Flask, after: float):
    own_app.config["WORKER"] = True
    threads = {thread.name for thread in threading.enumerate()}
    with worker_inside(own_app):
        time.sleep(after)
    assert {thread.name for thread in threading.enumerate()} - threads == set()


def test_a_worker_that_is_switched_off_does_nothing(own_app: Flask):
    with worker_inside(own_app), own_app.app_context():
        with transaction():
            defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
        assert jobs() == [(MAKE_THUMBNAIL, "todo")]


def test_a_broken_job_is_kept_as_failed_and_holds_up_no_other(own_app: Flask):
    own_app.config["WORKER"] = True
    with worker_inside(own_app), own_app.app_context():
        with transaction():
            defer("sweep_due", nonsense="1")
            defer("no_such_job")
            defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
        within(10, lambda: ("no_such_job", "failed") in jobs() and len(jobs()) == 1)


def test_the_worker_lives_through_a_lost_database(own_app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.jobs.working.REST", 0.1)
    own_app.config["WORKER"] = True
    end_others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xiaohao worker'"
        " AND datname = current_database()"
    )

    def end_them() -> int:
        with transaction() as session:  # within one transaction the list of connections stands still
            return len(session.execute(end_others).all())

    with worker_inside(own_app), own_app.app_context():
        within(10, end_them)
        with transaction():
            defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
        within(20, lambda: jobs() == [])


# --- a killed worker ------------------------------------------------------------------------------------------

SLOW_WORKER = """
import sys, time
from server.app import create_app
from server.jobs import queue, run_worker
queue.make_thumbnail = lambda *_: time.sleep(60)
run_worker(create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], "XIAOHAO_VAR": sys.argv[2]}))
"""


@contextmanager
def worker_process(app: Flask, program: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [app.config["SQLALCHEMY_DATABASE_URI"], app.config["XIAOHAO_VAR"]]
    with subprocess.Popen([sys.executable, "-c", program, *arguments]) as worker:
        yield worker
        if worker.poll() is None:
            worker.kill()


def test_the_job_of_a_killed_worker_is_done_by_the_next(own_app: Flask):
    with own_app.app_context(), transaction():
        defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
    with worker_process(own_app, SLOW_WORKER) as worker, own_app.app_context():
        within(30, lambda: jobs() == [(MAKE_THUMBNAIL, "doing")])
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        with transaction() as session:
            session.execute(
                text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
            )
            defer("sweep_stalled", timestamp=0)
        own_app.config["WORKER"] = True
        with worker_inside(own_app):
            within(20, lambda: jobs() == [])


def test_a_job_that_kills_every_worker_is_given_up(own_app: Flask):
    with own_app.app_context():
        with transaction() as session:
            defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
            session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', attempts = 5"))
            defer("sweep_stalled", timestamp=0)
        work_off(own_app)
        assert jobs() == [(MAKE_THUMBNAIL, "failed")]


def test_a_failed_job_is_forgotten_after_a_month(own_app: Flask):
    with own_app.app_context():
        with transaction() as session:
            defer("lately")
            defer("long_ago")
            session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
            session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
            session.execute(
                text(
                    "UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id ="
                    " (SELECT id FROM procrastinate_jobs WHERE task_name = 'long_ago')"
                )
            )
            defer("forget_jobs", timestamp=0)
        work_off(own_app)
        assert jobs() == [("lately", "failed")]


def test_a_worker_process_finishes_and_goes_when_it_is_told(own_app: Flask):
    program = SLOW_WORKER.replace("time.sleep(60)", "time.sleep(1)")
    with own_app.app_context(), transaction():
        defer(MAKE_THUMBNAIL, attachment_id=str(uuid.uuid4()))
    with worker_process(own_app, program) as worker, own_app.app_context():
        within(30, lambda: jobs() == [(MAKE_THUMBNAIL, "doing")])
        worker.terminate()
        assert worker.wait(10) == 0
        assert jobs() == []


def work_off(app: Flask) -> None:
    """Do everything that waits, as one worker, then stop."""

    async def work() -> None:
        queue = queue_of(app)
        async with queue.open_async():
            await queue.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")

    with ThreadPoolExecutor(1) as thread:  # as in `serve`; a browser test may keep a loop in this one
        thread.submit(lambda: asyncio.run(work())).result()


# --- timers ---------------------------------------------------------------------------------------------------


def with_timer(instant: str) -> bytes:
    """Register, then a review that an instant ends: afterwards the case is filed."""
    return draw(
        "petition",
        [
            *(start(), user("register", form="RegisterForm", days="1", stage="register")),
            *(user("review", on_date("over", "review", instant), days="2", stage="callback"), end()),
            user("file", days="5", stage="closure"),
        ],
        [("start", "register"), ("register", "review"), ("review", "end"), ("over", "file"), ("file", "end")],
    )


def open_steps(petition_id: int) -> list[str]:
    query = select(Task.step).where(Task.petition_id == petition_id, Task.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Task.id)))


def test_a_case_goes_on_when_its_timer_is_due_by_the_clock_of_the_house(app: Flask, clock: FrozenClock):
    due = clock() + timedelta(days=2)
    with app.app_context():
        petition = a_case(clerk(), clock, diagram=with_timer(f'"{due.isoformat()}"'))
        row = db.session.scalars(select(Process).where(Process.petition_id == petition.id)).one()
        assert row.due_at == due
        db.session.commit()
        clock.advance(days=2, seconds=-1)
        assert tick_due(clock()) == 0
        clock.advance(seconds=1)
        assert tick_due(clock()) == 1
        assert tick_due(clock()) == 0
        assert open_steps(petition.id) == ["file"]
        assert (petition.step, petition.stage, row.due_at) == ("file", "closure", None)
        last = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert (last.verb, last.data, last.user_id) == ("timer", {"opened": ["file name"]}, None)
        closed = db.session.scalars(
            select(Task).where(Task.petition_id == petition.id, Task.step == "review")
        ).one()
        assert closed.outcome == "withdrawn"


def test_a_case_whose_timer_fails_waits_with_one_incident_and_holds_up_no_other(
    app: Flask, clock: FrozenClock
):
    diagram = with_timer(f'"{(clock() + timedelta(days=1)).isoformat()}"')
    with app.app_context():
        by = clerk()
        bad, good = (a_case(by, clock, no, diagram) for no in ("D1", "D2"))
        rows = {row.petition_id: row for row in db.session.scalars(select(Process))}
        state, rows[bad.id].state = rows[bad.id].state, b"nothing"
        db.session.commit()
        clock.advance(days=1)
        assert tick_due(clock()) == 2
        assert open_steps(bad.id) == ["review"]
        assert open_steps(good.id) == ["file"]
        assert rows[bad.id].due_at == clock() + timedelta(hours=1)
        clock.advance(hours=1)
        assert tick_due(clock()) == 1
        admin = add_user("admin", "管理", "A1", "-", [("city", "admin")])
        [(incident, no)] = open_incidents(admin)
        assert (no, incident.task_id) == ("D1", None)
        with pytest.raises(Refusal, match="仍然出错"), db.session.begin_nested():
            retry(incident.id, admin, clock())
        rows[bad.id].state = state
        db.session.flush()
        assert retry(incident.id, admin, clock()).petition.step == "file"
        assert open_incidents(admin) == []


def test_a_case_in_another_workers_hand_is_passed_over(own_app: Flask, clock: FrozenClock):
    diagram = with_timer(f'"{(clock() + timedelta(hours=1)).isoformat()}"')
    with own_app.app_context():
        with transaction():
            petition_id = a_case(clerk(), clock, diagram=diagram).id
        clock.advance(hours=1)
        with db.engine.connect() as other, other.begin():
            other.execute(select(Process.id).where(Process.petition_id == petition_id).with_for_update())
            assert tick_due(clock()) == 0
        assert tick_due(clock()) == 1


def test_the_sweep_ticks(own_app: Flask, clock: FrozenClock):
    diagram = draw(
        "petition",
        [
            *(start(), user("register", form="RegisterForm", stage="register")),
            *(wait_until("pause", f'"{clock().isoformat()}"'), user("file", stage="closure"), end()),
        ],
        [("start", "register"), ("register", "pause"), ("pause", "file"), ("file", "end")],
    )
    with own_app.app_context():
        clock.advance(days=-1)
        with transaction():
            petition_id = a_case(clerk(), clock, diagram=diagram).id
            defer("sweep_due", timestamp=0)
        assert open_steps(petition_id) == []
        clock.advance(days=1)
        db.session.rollback()
        work_off(own_app)
        assert open_steps(petition_id) == ["file"]


def test_the_sweep_forgets(own_app: Flask, clock: FrozenClock):
    with own_app.app_context():
        with transaction() as session:
            session.add(SignInFailure(login="x", at=clock() - timedelta(days=2)))
            defer("forget", timestamp=0)
        work_off(own_app)
        assert db.session.scalars(select(SignInFailure)).all() == []


# --- forgetting -----------------------------------------------------------------------------------------------


def test_what_has_served_its_purpose_is_forgotten_and_nothing_else(app: Flask, clock: FrozenClock):
    folder: Path = app.config["FILES"]
    with app.app_context():
        by = clerk()
        first, second = (a_case(by, clock, no) for no in ("D1", "D2"))
        task = db.session.scalars(
            select(Task).where(Task.petition_id == first.id, Task.closed_at.is_(None))
        ).one()

        def keep(name: str, content: bytes, petition: Petition = first) -> Attachment:
            return attach(folder, key_of(petition), "evidence", name, content, by, clock())

        lost, filed, drafted = keep("a", b"%PDF-a"), keep("b", b"%PDF-b"), keep("c", b"%PDF-c")
        twin, kept_twin = keep("d", b"%PDF-d"), keep("e", b"%PDF-d", second)
        filed.filed = kept_twin.filed = True
        answers = {"evidence": [str(drafted.id)]}
        db.session.add(Draft(task_id=task.id, user_id=by.id, answers=answers, saved_at=clock()))
        db.session.add(SignInFailure(login="x", at=clock()))
        db.session.add(
            Upload(id=uuid.uuid4(), user_id=by.id, round_id=first.round_id, name="x", content=b"", at=clock())
        )
        db.session.commit()
        paths = [path_of(folder, row.sha256) for row in (lost, filed, drafted, twin)]
        paths[0].with_name(f"{paths[0].name}.320").write_bytes(b"small")
        drafted_id = drafted.id
        clock.advance(days=8)
        recent = keep("f", b"%PDF-f")
        db.session.commit()
        forget_old(folder, clock())
        assert set(db.session.scalars(select(Attachment.id))) == {
            filed.id,
            drafted.id,
            kept_twin.id,
            recent.id,
        }
        assert not list(paths[0].parent.glob(f"{paths[0].name}*"))
        assert all(path.exists() for path in paths[1:])
        assert db.session.scalars(select(SignInFailure)).all() == []
        assert db.session.scalars(select(Upload)).all() == []
        assert len(db.session.scalars(select(Draft)).all()) == 1
        task.closed_at = clock()
        db.session.commit()
        forget_old(folder, clock())
        assert db.session.scalars(select(Draft)).all() == []
        assert drafted_id not in set(db.session.scalars(select(Attachment.id)))


# --- the queue's tables ---------------------------------------------------------------------------------------


def test_the_queues_tables_come_and_go_with_a_migration_and_are_not_ours(own_app: Flask):
    def tables() -> int:
        query = "SELECT count(*) FROM pg_class WHERE relname LIKE 'procrastinate%' AND relkind = 'r'"
        return db.session.scalar(text(query)) or 0

    with own_app.app_context():
        assert tables() == 4
        db.session.rollback()
        flask_migrate.downgrade(revision="0001")
        assert tables() == 0
        functions = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'procrastinate%'"
        assert db.session.scalar(text(functions)) == 0
        db.session.rollback()
        flask_migrate.upgrade()
        assert tables() == 4
        db.session.rollback()
        flask_migrate.check()
