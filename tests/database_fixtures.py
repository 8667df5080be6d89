"""The app on a real database, fast: one server a run, one founded template, one clone for each test process.

A ``conftest.py`` that wants them imports them by name. ``app`` is for nearly every test: what a test commits
is a savepoint, and all of it is rolled back. Do not hold an app context open around calls of the client:
both would share the one transaction. Tests of contention, kills or servers in other threads take ``own_app``.
"""

import fcntl
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql

from server.app import create_app
from server.cases.founding import found
from server.database import conninfo, create_database, db, transaction
from server.postgres import Server
from tests.conftest import run_folder

HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}
"""Settings for data nobody will miss."""
TEMPLATE = "template_founded"
FOUNDED = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_server() -> Server:
    """The run's PostgreSQL, shared by all test processes, with a founded template."""
    server = Server(run_folder(), HASTY)
    server.start()
    with (run_folder() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(server, TEMPLATE):
            _found(server)
    return server


@pytest.fixture(scope="session")
def process_app(database_server: Server) -> Iterator[Flask]:
    """The app of this test process, over its own clone; use ``app``."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with cloned_app(database_server, f"process_{worker}") as app:
        yield app


@pytest.fixture
def app(process_app: Flask, clock: Callable[[], Any]) -> Iterator[Flask]:
    """The app of a house just founded: units, calendar, diagrams; what the test writes is gone afterwards."""
    settings = dict(process_app.config)
    process_app.config["CLOCK"] = clock
    with process_app.app_context():
        engines = db.engines
        db.session.configure(join_transaction_mode="create_savepoint")
    engine = engines[None]
    with engine.connect() as connection, connection.begin() as outer:
        engines[None] = connection  # type: ignore[assignment]  # a session takes a connection as well
        yield process_app
        engines[None] = engine
        outer.rollback()
    process_app.config.clear()
    process_app.config.update(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without pictures: the app's test client, signed in as nobody."""
    return app.test_client()


@pytest.fixture
def own_app(database_server: Server, clock: Callable[[], Any]) -> Iterator[Flask]:
    """An app with a database of its own, for threads, processes and real commits."""
    with cloned_app(database_server, f"own_{uuid.uuid4().hex}") as app:
        app.config["CLOCK"] = clock
        yield app


@contextmanager
def cloned_app(server: Server, name: str) -> Iterator[Flask]:
    """An app over a clone of the founded template, dropped afterwards; for fixtures of a wider scope."""
    _on_server(server, lambda connection: create_database(connection, name, TEMPLATE))
    app = _new_app(server, name)
    yield app
    with app.app_context():
        db.engine.dispose()
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    _on_server(server, lambda connection: connection.execute(drop))


def _new_app(server: Server, database: str) -> Flask:
    return create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": server.url(database).render_as_string(hide_password=False),
            "XIAOHAO_VAR": str(run_folder() / database),
            "XIAOHAO_WORKER": "0",
        }
    )


def _found(server: Server) -> None:
    _on_server(server, lambda connection: create_database(connection, "template_unfinished"))
    app = _new_app(server, "template_unfinished")
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            found(FOUNDED)
        db.engine.dispose()
    rename = sql.SQL("ALTER DATABASE template_unfinished RENAME TO {}").format(sql.Identifier(TEMPLATE))
    _on_server(server, lambda connection: connection.execute(rename))


def _exists(server: Server, name: str) -> bool:
    question = "SELECT 1 FROM pg_database WHERE datname = %s"
    return bool(_on_server(server, lambda connection: connection.execute(question, [name]).fetchone()))


def _on_server(server: Server, act: Callable[[psycopg.Connection[Any]], Any]) -> Any:
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        return act(connection)
