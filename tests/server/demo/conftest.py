"""One loaded demonstration for all tests of this folder: loading takes longer than looking at it."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from bench.statements import listening
from server.database import db
from server.demo import performing
from server.demo.clock import dress
from server.demo.loading import prepare
from server.models import Task
from server.postgres import Server
from tests.database_fixtures import cloned_app

LOADED = datetime(2026, 11, 24, 3, tzinfo=UTC)
"""A Tuesday, 11:00 in Liuzhou; after a week-long holiday in the petitions' past."""
USER = 1
"""The statement that loads the person signed in, which every request needs."""


@pytest.fixture(scope="package")
def statements() -> Counter[str]:
    """Step -> the most statements a completion of it took while the demonstration was loaded, user included."""
    return Counter()


@pytest.fixture(scope="package")
def demo(database_server: Server, statements: Counter[str]) -> Iterator[Flask]:
    """The demonstration, loaded by one process and dressed with its clock and button."""
    with cloned_app(database_server, f"demonstration_{os.getpid()}") as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), pytest.MonkeyPatch.context() as patch, listening(app) as said:
            patch.setattr(performing, "complete_task", counting(said, statements))
            prepare(app, LOADED, processes=1)
            dress(app)
        app.config["CLOCK"].ahead = LOADED - datetime.now(UTC)
        yield app


def counting(said: list[Any], most: Counter[str]) -> Any:
    def complete(task_id: int, *given: Any, **named: Any) -> Any:
        step = db.session.get_one(Task, task_id).step
        said.clear()
        done = original(task_id, *given, **named)
        most[step] = max(most[step], len(said) + USER)
        return done

    original = performing.complete_task
    return complete
