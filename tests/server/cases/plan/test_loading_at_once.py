"""Two people load the plan at the same moment: it is there once."""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.cases.founding import add_user
from server.clock import now
from server.database import db, transaction
from server.models import Measure, Milestone, Owing, Plan, User
from tests.server.cases.plan.plans import load


def test_a_plan_loaded_twice_at_once_is_there_once(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        for login in ("one", "two"):
            add_user(login, login, login, "x", [("office", "clerk")])
    written: list[Any] = []
    start = threading.Barrier(2)

    def act(login: str) -> None:
        with own_app.app_context(), transaction():
            by = db.session.scalars(select(User).where(User.login == login)).unique().one()
            start.wait()
            written.append(load(by, now()).written is not None)

    threads = [threading.Thread(target=act, args=(login,)) for login in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [False, True]
    with own_app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(table))
            for table in (Plan, Measure, Owing, Milestone)
        ]
    assert counts == [1, 3, 10, 3]
