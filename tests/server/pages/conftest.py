"""A desk for the tests of pages."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import FrozenClock
from tests.server.cases.house import House
from tests.server.pages.desk import Desk


@pytest.fixture
def desk(app: Flask, clock: FrozenClock, tmp_path: Path) -> Desk:
    """A staffed house behind its pages; all of it is gone afterwards."""
    app.config["FILES"] = tmp_path
    return Desk(app, lambda: House(clock, tmp_path))
