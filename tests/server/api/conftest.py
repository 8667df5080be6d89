"""A staffed house with a program for everybody."""

import pytest
from flask import Flask

from tests.conftest import FrozenClock
from tests.server.api.callers import World


@pytest.fixture
def world(app: Flask, clock: FrozenClock) -> World:
    return World(app, clock)
