"""A house of its own for measuring: invented cases, multiplied in the database to as many as wanted."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import URL, Column, String, Table, func, select, text

from server.app import create_app
from server.cases.founding import add_user, any_office_user, found
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
from server.demo.rectification import load_demo_plan
from server.models import (
    Attachment,
    Complainant,
    Draft,
    Event,
    Item,
    Mark,
    Measure,
    MeasureRecord,
    Milestone,
    Owing,
    Petition,
    Plan,
    Problem,
    Process,
    Round,
    Signature,
    Task,
)

CLONED: tuple[Any, ...] = (Petition, Complainant, Process, Task, Event, Mark, Attachment, Draft)
TABLES: tuple[Table, ...] = tuple(model.__table__ for model in CLONED)
PLAN: tuple[Any, ...] = (
    *(Round, Plan, Problem, Measure, Owing, Process, Task, Event, Milestone, Item, MeasureRecord, Signature),
)
PLAN_TABLES: tuple[Table, ...] = tuple(model.__table__ for model in PLAN)
SIGNED = (
    """INSERT INTO signature (measure_id, step, unit, user_id, at)
       SELECT o.measure_id, s.step, o.unit, p.user_id, p.imported_at
       FROM owing o JOIN measure m ON m.id = o.measure_id JOIN plan p ON p.id = m.plan_id,
            (VALUES ('make_plan'), ('self_check')) s (step)
       WHERE m.no % 2 = 0
       ON CONFLICT DO NOTHING""",
    """INSERT INTO item (measure_id, name, place, done)
       SELECT id, '点位 ' || n, '', n % 3 = 0 FROM measure, generate_series(1, 5) n""",
    """INSERT INTO measure_record
           (measure_id, state, day, content_key, entered_by, entered_at, confirmed_by, confirmed_at, landing)
       SELECT m.id, '已销号', '2024-06-20', 'bench-' || m.id, p.user_id, p.imported_at, p.user_id, p.imported_at, '{}'
       FROM measure m JOIN plan p ON p.id = m.plan_id WHERE m.no % 11 = 0""",
    "UPDATE milestone SET state = 'confirmed'",
    "UPDATE measure SET archived_at = now(), step = NULL WHERE no % 7 = 0",
    """UPDATE task SET closed_at = now(), outcome = 'done'
       FROM measure m WHERE m.id = task.measure_id AND m.archived_at IS NOT NULL""",
)
"""What stands for the acts of many units: signatures, things counted, some measures struck off."""
SPREAD = 9
"""Due days of copies are moved by up to half as many days, so that lights do not come in blocks."""


def address(config: dict[str, Any]) -> URL:
    """The database to measure on: beside the configured one, on the same server."""
    named = config.get("XIAOHAO_DATABASE_URL")
    url = parse_url(str(named)) if named else embedded_server(config).url(DATABASE)
    return url.set(database=f"{url.database}_bench")


@contextmanager
def house(config: dict[str, Any], cases: int, plans: int = 1) -> Iterator[Flask]:
    """An app over a fresh database with that many cases and plans; database and files are dropped afterwards."""
    url = address(config)
    folder = var_folder(config) / "bench"
    on_server(url, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
    with _connected(url) as connection:
        create_database(connection, str(url.database))
    app = app_over(url, folder)
    try:
        with app.app_context():
            flask_migrate.upgrade()
            app.extensions["plan_seconds"] = plan_seconds()
            prepare(app, datetime.now(UTC))
            multiply(cases)
            multiply_plan(plans)
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
        clone(TABLES, copies, "petition_id IS NOT NULL")
    vacuum()
    return first * (copies + 1)


def plan_seconds() -> float:
    """How long it takes to load a plan of 33 problems and 84 measures with all their chains; nothing of it stays."""
    now = datetime.now(UTC)
    found(now)
    clerk = add_user("bench", "量度", "bench", "x", [("office", "clerk")])
    start = time.perf_counter()
    load_demo_plan(clerk, now)
    db.session.flush()
    seconds = time.perf_counter() - start
    db.session.rollback()
    return seconds


def multiply_plan(plans: int) -> None:
    """Load the demonstration's plan, sign a part of it, and copy it whole, each copy in a round of its own."""
    with transaction():
        if not db.session.scalar(select(func.count()).select_from(Plan)):
            load_demo_plan(any_office_user(), datetime.now(UTC))
        for statement in SIGNED:
            db.session.execute(text(statement))
        clone(PLAN_TABLES, plans - 1, "petition_id IS NULL")
    vacuum()


def clone(tables: Sequence[Table], copies: int, whose: str) -> None:
    """Copy the rows of these tables so many times; of tables of all cases, those of some kinds only."""
    strides = {table.name: _highest(table) for table in tables if _numbered(table)}
    for table in tables:
        db.session.execute(text(_copy(table, strides, whose)), {"copies": copies})
    for name in strides:
        highest = _highest(db.metadata.tables[name])
        db.session.execute(select(func.setval(f"{name}_id_seq", highest)))


def vacuum() -> None:
    """Let the database know what it holds."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _numbered(table: Table) -> bool:
    return table.name not in ("attachment", "complainant", "draft")


def _highest(table: Table) -> int:
    return db.session.scalar(select(func.max(table.c.id))) or 0


def _copy(table: Table, strides: dict[str, int], whose: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_value(column, strides) for column in table.columns)
    where = f" WHERE {whose}" if {"petition_id", "measure_id"} <= set(table.columns.keys()) else ""
    source = f"SELECT {values} FROM {table.name}, generate_series(1, :copies) k"  # noqa: S608
    return f"INSERT INTO {table.name} ({names}) {source}{where}"


def _value(column: Column[Any], strides: dict[str, int]) -> str:
    """A column of the k-th copy: keys are moved by k strides, unique texts get k at their end."""
    table = column.table.name
    targets = {key.column.table.name for key in column.foreign_keys} & strides.keys()
    if targets or (column.primary_key and table in strides):
        return f'"{column.name}" + k * {strides[targets.pop() if targets else table]}'
    if table == "round":
        return {"name": "\"name\" || '-' || k", "current": "false"}.get(column.name, f'"{column.name}"')
    if table == "attachment" and column.primary_key:
        return "gen_random_uuid()"
    if column.name in ("no", "no_raw", "submission", "content_key") and isinstance(column.type, String):
        return f"\"{column.name}\" || '-' || k"
    if column.name in ("due_on", "step_due_on") and (table, column.name) != ("petition", "due_on"):
        return f'"{column.name}" + (k % {SPREAD} - {SPREAD // 2})::integer'
    return f'"{column.name}"'
