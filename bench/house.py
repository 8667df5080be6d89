"""A house of its own for measuring: invented cases, multiplied in the database to as many as wanted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import URL, Column, Table, func, select, text

from server.app import create_app
from server.database import (
    DATABASE,
    conninfo,
    create_database,
    db,
    embedded_server,
    parse_url,
    transaction,
    var_folder,
)
from server.demo.loading import prepare
from server.models import Attachment, Complainant, Draft, Event, Mark, Petition, Process, Task

CLONED: tuple[Any, ...] = (Petition, Complainant, Process, Task, Event, Mark, Attachment, Draft)
TABLES: tuple[Table, ...] = tuple(model.__table__ for model in CLONED)
SPREAD = 9
"""Due days of copies are moved by up to half as many days, so that lights do not come in blocks."""


def address(config: dict[str, Any], name: str = f"{DATABASE}_bench") -> URL:
    """The database to measure on: beside the configured one, on the same server."""
    named = config.get("XIAOHAO_DATABASE_URL")
    return parse_url(str(named)).set(database=name) if named else embedded_server(config).url(name)


@contextmanager
def house(config: dict[str, Any], cases: int) -> Iterator[Flask]:
    """An app over a fresh database with that many cases; database and files are dropped afterwards."""
    url = address(config)
    folder = var_folder(config) / "bench"
    on_server(url, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
    with _connected(url) as connection:
        create_database(connection, str(url.database))
    app = app_over(url, folder)
    try:
        with app.app_context():
            flask_migrate.upgrade()
            prepare(app, datetime.now(UTC))
            multiply(cases)
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        on_server(url, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
        shutil.rmtree(folder, ignore_errors=True)


def app_over(url: URL, folder: Path) -> Flask:
    """The app as it is served, over the database to measure on."""
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url.render_as_string(hide_password=False),
            "XIAOHAO_VAR": str(folder),
            "XIAOHAO_WORKER": "0",
        }
    )


def on_server(url: URL, command: str) -> None:
    """Run a command that needs no transaction, beside the database itself."""
    with _connected(url) as connection:
        connection.execute(sql.SQL(command))


def _connected(url: URL) -> psycopg.Connection[Any]:
    return psycopg.connect(conninfo(url.set(database="postgres")), autocommit=True)


def multiply(cases: int) -> int:
    """Copy every case, with its process state as it is, until there are at least so many; returns how many."""
    with transaction():
        first = db.session.scalar(select(func.count()).select_from(Petition)) or 1
        copies = -(-cases // first) - 1
        strides = {table.name: _highest(table) for table in TABLES if _numbered(table)}
        for table in TABLES:
            db.session.execute(text(_copy(table, strides)), {"copies": copies})
        for name in strides:
            highest = _highest(db.metadata.tables[name])
            db.session.execute(select(func.setval(f"{name}_id_seq", highest)))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return first * (copies + 1)


def _numbered(table: Table) -> bool:
    return table.name not in ("attachment", "complainant", "draft")


def _highest(table: Table) -> int:
    return db.session.scalar(select(func.max(table.c.id))) or 0


def _copy(table: Table, strides: dict[str, int]) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_value(column, strides) for column in table.columns)
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name}, generate_series(1, :copies) k"  # noqa: S608
    )


def _value(column: Column[Any], strides: dict[str, int]) -> str:
    """A column of the k-th copy: keys are moved by k strides, unique texts get k at their end."""
    table = column.table.name
    targets = {key.column.table.name for key in column.foreign_keys} & strides.keys()
    if targets or (column.primary_key and table in strides):
        return f'"{column.name}" + k * {strides[targets.pop() if targets else table]}'
    if table == "attachment" and column.primary_key:
        return "gen_random_uuid()"
    if column.name in ("no", "no_raw", "submission"):
        return f"\"{column.name}\" || '-' || k"
    if column.name in ("due_on", "step_due_on") and (table, column.name) != ("petition", "due_on"):
        return f'"{column.name}" + (k % {SPREAD} - {SPREAD // 2})::integer'
    return f'"{column.name}"'
