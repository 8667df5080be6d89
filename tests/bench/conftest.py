"""A small house to measure: the harness is tried, not the machine."""

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
    url = database_server.url("xiaohao").render_as_string(hide_password=False)
    with house(
        {"XIAOHAO_DATABASE_URL": url, "XIAOHAO_VAR": str(run_folder() / "bench")}, CASES, PLANS
    ) as app:
        yield app
