"""What is said to the database: counted for every page, recorded so that it can be said again without us."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.tasks import Chore
from server.cases.complete import complete_task
from server.database import db
from server.models import User

Said = list[tuple[str, Any]]


@contextmanager
def listening(app: Flask) -> Iterator[Said]:
    """Everything said to the database meanwhile: statement and parameters."""
    said: Said = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def record(app: Flask, chores: list[Chore], now: datetime) -> list[Said]:
    """What completing each task says, from loading the user on; all of it is rolled back."""
    scripts = []
    for chore in chores:
        with listening(app) as said, app.app_context():
            user = db.session.get_one(User, chore.user_id)
            complete_task(chore.task_id, chore.answers, user, now, submission=f"bench-{chore.task_id}")
            db.session.rollback()
        scripts.append(list(said))
    return scripts
