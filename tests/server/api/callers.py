"""Programs that call the API, each with the token of somebody."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event
from werkzeug.test import TestResponse

from server.auth import new_token
from server.database import db, transaction
from tests.conftest import FrozenClock
from tests.server.cases.house import House

PICTURE = io.BytesIO()
Image.new("RGB", (600, 400), (10, 120, 60)).save(PICTURE, "JPEG")
REGISTERED = {
    "no": "D2LZ202603110001",
    "assigned_on": "2026-03-11",
    "text": "楼下餐馆油烟直排,夜间扰民。",
    "region_raw": "柳南区",
    "types": ["油烟"],
    "complainant_name": "韦某某",
    "complainant_phone": "13800000000",
}


class Caller:
    """One program with the token of one person."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/api{path}", headers=self.headers, query_string=query)

    def post(self, path: str, body: object = None, **more: Any) -> TestResponse:
        sent = {"json": body} if body is not None else {}
        return self.client.post(f"/api{path}", headers=self.headers, **sent, **more)

    def complete(self, task_id: int, **answers: Any) -> TestResponse:
        return self.post(f"/tasks/{task_id}/complete", {"answers": answers})

    def upload(self, task_id: int, kind: str, content: bytes = PICTURE.getvalue()) -> TestResponse:
        form = {"kind": kind, "file": (io.BytesIO(content), "现场.jpg")}
        return self.post(f"/tasks/{task_id}/files", data=form, content_type="multipart/form-data")


class World:
    """A staffed house and everybody's programs; no app context stays open around their calls."""

    def __init__(self, app: Flask, clock: FrozenClock) -> None:
        self.app = app
        self.clock = clock
        with app.app_context():
            self.house = House(clock, app.config["FILES"])
            self.ids = dict(self.house.ids)
        self.callers: dict[str, Caller] = {}
        self.admit(*self.ids)

    def admit(self, *logins: str) -> None:
        """Give these people a token each."""
        with self.app.app_context(), transaction():
            tokens = {login: new_token(self.house[login], self.clock()) for login in logins}
        for login, token in tokens.items():
            self.callers[login] = Caller(self.app.test_client(), token)

    def __getitem__(self, login: str) -> Caller:
        return self.callers[login]

    def in_house(self, act: Callable[[House], Any]) -> Any:
        """What a use case gives, called past the API."""
        with self.app.app_context():
            found = act(self.house)
            db.session.commit()
            return found

    def registered(self, **given: Any) -> dict[str, Any]:
        """A case just registered by the clerk."""
        answer = self["clerk"].post("/petitions", {**REGISTERED, **given})
        assert answer.status_code == 201, answer.text
        return dict(answer.json or {})


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """A refusal as RFC 9457 wants it, in Chinese."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.text)
    assert body["status"] == status
    assert {"type", "title", "detail"} <= body.keys() <= {"type", "title", "status", "detail", "errors"}
    assert any("\u4e00" <= char <= "\u9fff" for char in body["detail"]), body
    return body


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
