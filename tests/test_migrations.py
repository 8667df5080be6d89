"""The migrations say the same as the models, and can be walked up and down."""

import uuid
from collections.abc import Iterator

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from psycopg import sql
from sqlalchemy import inspect

from server.app import create_app
from server.database import conninfo, create_database, db
from server.postgres import Server
from tests.conftest import run_folder
from tests.database_fixtures import HASTY

QUEUE = "procrastinate_"
"""Tables of the job queue, which brings its own schema."""


@pytest.fixture(scope="module")
def bare_app() -> Iterator[Flask]:
    """An app over an empty database, migrated by the tests themselves."""
    server = Server(run_folder(), HASTY)
    server.start()
    name = f"bare_{uuid.uuid4().hex}"
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        create_database(connection, name)
    address = server.url(name).render_as_string(hide_password=False)
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": address, "XIAOHAO_WORKER": "0"})
    yield app
    with app.app_context():
        db.engine.dispose()
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith(QUEUE)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        options = {"include_object": ours, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_there_is_one_head(bare_app: Flask) -> None:
    with bare_app.app_context():
        folder = bare_app.extensions["migrate"].directory
    assert len(ScriptDirectory(folder).get_heads()) == 1


def test_from_nothing_to_head_makes_what_the_models_say(bare_app: Flask) -> None:
    with bare_app.app_context():
        flask_migrate.upgrade()
        assert differences() == []


def test_down_to_nothing_and_up_again(bare_app: Flask) -> None:
    with bare_app.app_context():
        flask_migrate.upgrade()
        before = tables()
        flask_migrate.downgrade(revision="base")
        assert tables() == {"alembic_version"}
        flask_migrate.upgrade()
        assert tables() == before
        assert differences() == []


def test_every_single_step_down_can_be_walked_up_again(bare_app: Flask) -> None:
    with bare_app.app_context():
        flask_migrate.upgrade()
        steps = list(ScriptDirectory(bare_app.extensions["migrate"].directory).walk_revisions())
        for _ in steps:
            flask_migrate.downgrade(revision="-1")
            flask_migrate.upgrade(revision="+1")
            flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade()
        assert differences() == []
