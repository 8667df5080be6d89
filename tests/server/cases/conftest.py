"""A staffed house for the use cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import FrozenClock
from tests.server.cases.house import House


@pytest.fixture
def house(app: Flask, clock: FrozenClock, tmp_path: Path) -> Iterator[House]:
    """People in their posts and a clock, inside an app context; all of it is gone afterwards."""
    with app.app_context():
        yield House(clock, tmp_path)
