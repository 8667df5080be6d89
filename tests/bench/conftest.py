"""A small house to measure, one for each test process: the harness is tried, not the machine."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from bench.house import house
from server.postgres import Server
from tests.conftest import run_folder
from tests.database_fixtures import database_server

__all__ = ["database_server"]
CASES, PLANS = 300, 3


@pytest.fixture(scope="package")
def small(database_server: Server) -> Iterator[Flask]:
    """A few hundred cases in a database of its own."""
    name = f"xiaohao_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = database_server.url(name).render_as_string(hide_password=False)
    with house({"XIAOHAO_DATABASE_URL": url, "XIAOHAO_VAR": str(run_folder() / name)}, CASES, PLANS) as app:
        yield app
