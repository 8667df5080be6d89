"""Where the data lives: a PostgreSQL named by XIAOHAO_DATABASE_URL, or the embedded one under ``var/``."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, DateTime, MetaData, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from server.postgres import Server
from server.postgres_programs import DatabaseUnavailable

DATABASE = "xiaohao"
SESSION_SETTINGS = {
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}
"""What every connection of ours asks the server for: no endless waiting or holding, clocks in UTC."""
CONNECT_ARGUMENTS: dict[str, Any] = {
    "application_name": "xiaohao",
    "connect_timeout": 5,
    "options": " ".join(f"-c {name}={value}" for name, value in SESSION_SETTINGS.items()),
}
ENGINE_OPTIONS: dict[str, Any] = {
    "pool_size": 5,
    "max_overflow": 10,
    "pool_pre_ping": True,
    "connect_args": CONNECT_ARGUMENTS,
    "hide_parameters": True,  # who complained stands in no log and in no message of an error
}
"""For SQLALCHEMY_ENGINE_OPTIONS; connections are tried first, so a restarted database is no matter."""
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names that can be foretold, so that migrations can drop them."""


class Model(DeclarativeBase):
    """A row of one of our tables; instants carry their time zone."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: DateTime(timezone=True)}
    )


db = SQLAlchemy(model_class=Model)


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing, for commands and jobs; a request is ended by the app instead."""
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def database_url(config: Mapping[str, Any]) -> str:
    """The SQLAlchemy address of a database that is there; with none named the embedded server is started."""
    named = config.get("XIAOHAO_DATABASE_URL")
    url = parse_url(str(named)) if named else embedded_server(config).url(DATABASE)
    ensure_database(url)
    return url.render_as_string(hide_password=False)


def parse_url(text: str) -> URL:
    """The address of a PostgreSQL as people write it, made ready for our driver."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseUnavailable("XIAOHAO_DATABASE_URL 不是数据库地址 / is no database address") from None
    if url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
        raise DatabaseUnavailable(
            "XIAOHAO_DATABASE_URL 须为 postgresql://用户:密码@主机/库名 / must name a PostgreSQL database"
        )
    return url.set(drivername="postgresql+psycopg")


def conninfo(url: str | URL) -> str:
    """The same address for those who use psycopg without SQLAlchemy (the job queue)."""
    url = make_url(url)
    parts = {"user": url.username, "password": url.password, "host": url.host, "port": str(url.port or "")}
    query = {name: words if isinstance(words, str) else ",".join(words) for name, words in url.query.items()}
    return make_conninfo(dbname=url.database, **{name: part for name, part in parts.items() if part}, **query)


def ensure_database(url: URL) -> None:
    """Create the database unless it is there; two programs may try at once."""
    try:
        psycopg.connect(conninfo(url), **CONNECT_ARGUMENTS).close()
        return
    except psycopg.OperationalError as refusal:
        first = str(refusal)
    try:
        with psycopg.connect(
            conninfo(url.set(database="postgres")), autocommit=True, **CONNECT_ARGUMENTS
        ) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [url.database]
            ).fetchone()
            if known is None:
                create_database(connection, str(url.database))
                return
    except psycopg.Error as refusal:
        first = str(refusal)
    raise DatabaseUnavailable(f"连不上数据库 / cannot reach {url!r}: {' '.join(first.split())}")


def create_database(connection: psycopg.Connection[Any], name: str, template: str = "template0") -> None:
    """A new database of UTF-8 text, empty or a copy of another that nobody is connected to."""
    command = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}")
    try:
        connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
    except psycopg.errors.DuplicateDatabase:
        return


def embedded_server(config: Mapping[str, Any]) -> Server:
    """The running embedded server over this configuration's data folder."""
    server = _server(var_folder(config))
    server.start()
    return server


def stop(config: Mapping[str, Any]) -> None:
    """Stop the embedded server of this configuration, whoever uses it."""
    folder = var_folder(config)
    if folder.exists():
        _server(folder).stop()


def var_folder(config: Mapping[str, Any]) -> Path:
    """Where this installation writes: XIAOHAO_VAR, or ``var`` beside the code, else in the current folder."""
    if named := config.get("XIAOHAO_VAR"):
        return Path(str(named)).expanduser().resolve()
    root = Path(__file__).resolve().parent.parent
    return (root if (root / "pyproject.toml").exists() else Path.cwd()) / "var"


@functools.cache
def _server(folder: Path) -> Server:
    return Server(folder)
