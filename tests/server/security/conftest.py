"""One peopled house for a module of attacks; each test in it is undone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from server.postgres import Server
from tests.conftest import FrozenClock
from tests.server.security.world import World, founded


@pytest.fixture(scope="module")
def peopled(database_server: Server) -> Iterator[World]:
    """People in their posts; cases are added by the module's own fixture."""
    with founded(database_server, FrozenClock(datetime(2026, 3, 11, 2, tzinfo=UTC))) as world:
        yield world


@pytest.fixture
def world(peopled: World) -> Iterator[World]:
    """The house, as it was before the test, and again after it."""
    with peopled.undone():
        yield peopled
