"""A peopled house behind its front door: everybody's browser, cases at many steps, every test undone."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.auth import hashed
from server.database import db
from server.models import Attachment, Petition, Task, User
from server.postgres import Server
from tests.conftest import FrozenClock
from tests.database_fixtures import cloned_app
from tests.server.cases.house import STAFF, House

PASSWORD = "correct horse battery"
PEOPLE = {
    "clerk": "clerk",
    "head": "head",
    "handler": "liunan_handler1",
    "other": "rongan_handler1",
    "department": "urban1",
    "bureau": "ecology1",
    "inspector": "inspector",
    "leader": "leader",
    "admin": "admin",
    "disabled": "closed",
    "nobody": "",
}
"""Who stands in the access matrix, and by which sign-in; the last one by none."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class World:
    """An app on a database of its own with people, cases and files in it."""

    def __init__(self, app: Flask, clock: FrozenClock) -> None:
        self.app = app
        self.clock = clock
        with app.app_context():
            self.house = House(clock, Path(app.config["FILES"]))
            closed = self.house.hire("closed", posts=[("liunan", "handler")])
            closed.disabled = True
            for user in db.session.scalars(select(User)).unique():
                user.password_hash, user.session_key = self._hash, f"key{user.id}"
            db.session.commit()
            self.keys = {user.login: user.get_id() for user in db.session.scalars(select(User)).unique()}

    _hash = hashed(PASSWORD)

    def case(self, step: str, **given: Any) -> "Case":
        """A case led by the plain way to a step."""
        with self.app.app_context():
            petition = self.house.to(step, **given)
            return Case(petition.no, petition.id, self.house.tasks(petition)[0].id)

    def browser(self, login: str) -> "Browser":
        """The browser of somebody who has signed in; nobody's for an empty name."""
        return Browser(self.app, self.keys.get(login, ""))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside is taken back afterwards, whoever committed it."""
        with self.app.app_context():
            engines = db.engines
            db.session.configure(join_transaction_mode="create_savepoint")
        engine = engines[None]
        before = self.clock.instant
        with engine.connect() as connection, connection.begin() as outer:
            engines[None] = connection  # type: ignore[assignment]  # a session takes a connection as well
            try:
                yield
            finally:
                engines[None] = engine
                self.clock.instant = before
                outer.rollback()

    def rows(self) -> dict[str, int]:
        """How many rows each table has: nothing half-written changes none of them."""
        with self.app.app_context():
            return {
                table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
                for table in db.metadata.sorted_tables
            }

    def find(self, no: str) -> Petition:
        """A case by its number, whoever may see it; inside an app context."""
        return db.session.scalars(select(Petition).where(Petition.no == no)).one()

    def open_task(self, no: str) -> Task:
        """The first open task of a case; inside an app context."""
        return self.house.tasks(self.find(no))[0]

    def file(self, no: str, name: str = "现场.jpg", content: bytes | None = None) -> str:
        """A file of a case, put there by the office."""
        with self.app.app_context():
            file_id = self.house.file(self.find(no))
            row = db.session.get_one(Attachment, uuid.UUID(file_id))
            row.name = name
            db.session.commit()
            return file_id


class Case:
    """A case as tests name it: number, id and the id of its first open task."""

    def __init__(self, no: str, petition_id: int, task_id: int) -> None:
        self.no, self.id, self.task = no, petition_id, task_id


class Browser:
    """What one person sees and sends; knows the token that forms carry."""

    def __init__(self, app: Flask, session_id: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""
        if session_id:
            with self.client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = session_id, True

    def again(self) -> "Browser":
        """The same session in a browser that has not done anything yet."""
        self.token = self.token or self._fetch_token()
        fresh = Browser(self.client.application, "")
        fresh.token = self.token
        cookie = self.client.get_cookie("session")
        if cookie:
            fresh.client.set_cookie("session", cookie.value)
        return fresh

    def get(self, address: str, **more: Any) -> TestResponse:
        """A page."""
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """A form, sent with this session's token."""
        self.token = self.token or self._fetch_token()
        return self.client.post(address, data={"csrf_token": self.token, **(data or {})}, **more)

    def send(self, method: str, address: str, json: Any = None) -> TestResponse:
        """A call of the API with this session, and its token in the header."""
        self.token = self.token or self._fetch_token()
        headers = {"X-CSRFToken": self.token}
        return self.client.open(address, method=method, json=json, headers=headers)

    def _fetch_token(self) -> str:
        for page in ("/me", "/login"):
            found = _TOKEN.search(self.client.get(page).text)
            if found:
                return found[1]
        raise AssertionError("no page with a form")


@contextmanager
def founded(server: Server, clock: FrozenClock) -> Iterator[World]:
    """A world on a clone of the founded database."""
    with cloned_app(server, f"world_{uuid.uuid4().hex}") as app:
        app.config["CLOCK"] = clock
        yield World(app, clock)


__all__ = ["PASSWORD", "PEOPLE", "STAFF", "Browser", "Case", "World", "founded"]
