"""Faults and contention need a database of their own, with real commits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import FrozenClock
from tests.database_fixtures import database_server, own_app
from tests.server.cases.house import House

__all__ = ["database_server", "own_app"]


@pytest.fixture
def house(own_app: Flask, clock: FrozenClock, tmp_path: Path) -> Iterator[House]:
    """People in their posts, on a database where other threads see what is committed."""
    with own_app.app_context():
        yield House(clock, tmp_path)
