"""The database's address, its settings and its transactions, on the run's own server."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url, text

from server.database import (
    ENGINE_OPTIONS,
    conninfo,
    database_url,
    db,
    ensure_database,
    parse_url,
    stop,
    transaction,
    var_folder,
)
from server.postgres import Server
from server.postgres_programs import DatabaseUnavailable
from tests.conftest import ROOT, run_folder


@pytest.fixture(scope="module")
def server() -> Server:
    server = Server(run_folder(), {"fsync": "off", "max_connections": "200"})
    server.start()
    return server


@pytest.fixture
def app(server: Server) -> Iterator[Flask]:
    """An app with nothing but a database, and one table in it."""
    app = Flask("database")
    url = server.url("database_test")
    ensure_database(url)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url.render_as_string(hide_password=False),
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE_OPTIONS,
    )
    db.init_app(app)
    with app.app_context():
        with transaction() as session:
            session.execute(text("DROP TABLE IF EXISTS kept"))
            session.execute(text("CREATE TABLE kept (number integer)"))
        yield app
        db.session.remove()
        db.engine.dispose()


def kept() -> int:
    return db.session.execute(text("SELECT count(*) FROM kept")).scalar_one()


def test_the_named_database_wins_and_is_created_when_absent(server: Server) -> None:
    named = server.url("named_by_somebody").set(drivername="postgres")
    given = database_url({"XIAOHAO_DATABASE_URL": named.render_as_string(hide_password=False)})
    assert make_url(given).drivername == "postgresql+psycopg"
    with psycopg.connect(conninfo(given)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("named_by_somebody",)


def test_creating_it_twice_is_no_matter(server: Server) -> None:
    ensure_database(server.url("twice"))
    ensure_database(server.url("twice"))


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///x.db",
        "mysql://root@localhost/x",
        "postgresql://localhost",
        "nonsense",
        "postgresql://:port/x",
    ],
)
def test_another_kind_of_database_is_refused_in_one_line(address: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="XIAOHAO_DATABASE_URL") as refusal:
        parse_url(address)
    assert "\n" not in str(refusal.value)


def test_a_database_out_of_reach_is_said_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match="cannot reach") as refusal:
        database_url({"XIAOHAO_DATABASE_URL": "postgresql://office:geheim@127.0.0.1:1/x"})
    assert "geheim" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_address_without_sqlalchemy_keeps_every_part() -> None:
    url = "postgresql+psycopg://a%40b:p%20w@db.local:6543/x?sslmode=require"
    parts = psycopg.conninfo.conninfo_to_dict(conninfo(url))
    expected = {"user": "a@b", "password": "p w", "host": "db.local", "port": "6543", "dbname": "x"}
    assert parts == {**expected, "sslmode": "require"}


def test_the_data_folder_is_var_beside_the_code_unless_named(tmp_path: Path) -> None:
    assert var_folder({}) == ROOT / "var"
    assert var_folder({"XIAOHAO_VAR": str(tmp_path / "x" / ".." / "y")}) == tmp_path / "y"


def test_stopping_what_never_was_is_no_matter(tmp_path: Path) -> None:
    stop({"XIAOHAO_VAR": str(tmp_path / "nothing")})
    assert not (tmp_path / "nothing").exists()


def test_nobody_waits_or_holds_for_ever_and_clocks_are_utc(app: Flask) -> None:
    names = ("lock_timeout", "idle_in_transaction_session_timeout", "timezone", "application_name")
    values = [db.session.execute(text(f"SHOW {name}")).scalar_one() for name in names]
    assert values == ["3s", "30s", "UTC", "xiaohao"]


def test_a_transaction_is_kept_whole(app: Flask) -> None:
    with transaction() as session:
        session.execute(text("INSERT INTO kept VALUES (1), (2)"))
    db.session.rollback()
    assert kept() == 2


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt])
def test_or_nothing_of_it_is_kept(app: Flask, trouble: type[BaseException]) -> None:
    def half() -> None:
        with transaction() as session:
            session.execute(text("INSERT INTO kept VALUES (1)"))
            raise trouble

    with pytest.raises(trouble):
        half()
    assert kept() == 0


def test_a_connection_cut_by_the_server_is_replaced_unseen(app: Flask, server: Server) -> None:
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'database_test'"
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        assert connection.execute(cut).fetchall() != []
    assert kept() == 0
