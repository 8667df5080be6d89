"""The fixtures themselves: what one test writes, no other sees."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.clock import now
from server.database import db, transaction
from server.models import Setting
from tests.conftest import FrozenClock


def settings_kept() -> int:
    return db.session.execute(select(func.count()).select_from(Setting)).scalar_one()


@pytest.mark.parametrize("_turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(app: Flask, _turn: int) -> None:
    with app.app_context():
        before = settings_kept()
        with transaction() as session:
            session.add(Setting(name="probe", value="1"))
    with app.app_context():
        assert settings_kept() == before + 1


def test_a_refused_transaction_leaves_earlier_ones_alone(app: Flask) -> None:
    def refused() -> None:
        with transaction() as session:
            session.add(Setting(name="probe", value="2"))
            session.flush()

    with app.app_context():
        before = settings_kept()
        with transaction() as session:
            session.add(Setting(name="probe", value="1"))
    with app.app_context(), pytest.raises(Exception, match="probe"):
        refused()
    with app.app_context():
        assert settings_kept() == before + 1


def test_the_clock_is_frozen_and_can_be_moved(app: Flask, clock: FrozenClock) -> None:
    with app.app_context():
        assert now() == datetime(2026, 3, 11, 2, tzinfo=UTC)
        clock.advance(days=1)
        assert now() == datetime(2026, 3, 12, 2, tzinfo=UTC)


def test_the_client_is_served(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_threads_have_a_database_of_their_own(own_app: Flask) -> None:
    def write(number: int) -> None:
        with own_app.app_context(), transaction() as session:
            session.add(Setting(name=f"probe {number}", value="1"))

    with own_app.app_context():
        before = settings_kept()
    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        assert settings_kept() == before + 8
