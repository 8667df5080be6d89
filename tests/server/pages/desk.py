"""A desk with a browser on it: pages as one person sees them, forms sent the way a browser sends them."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from server.database import db
from server.models import User
from tests.server.cases.house import House

T = TypeVar("T")


class Desk:
    """An app with a staffed house; everybody can be given a browser."""

    def __init__(self, app: Flask, house: Callable[[], House]) -> None:
        self.app = app
        with app.app_context():
            self.house = house()
            db.session.commit()

    def do(self, act: Callable[[House], T]) -> T:
        """Something done in the house before or after the browser."""
        with self.app.app_context():
            done = act(self.house)
            db.session.commit()
            return done

    def case(self, step: str, **given: Any) -> tuple[str, int]:
        """A case brought to a step: its number and the id of its open task."""

        def bring(house: House) -> tuple[str, int]:
            petition = house.to(step, **given)
            return petition.no, house.tasks(petition)[0].id

        return self.do(bring)

    def browser(self, login: str) -> "Browser":
        """The browser of somebody signed in."""

        def session(house: House) -> str:
            user = db.session.get_one(User, house.ids[login])
            user.session_key = f"key{user.id}"
            return user.get_id()

        return Browser(self.app.test_client(), self.do(session))


class Browser:
    """What one person sees and sends."""

    def __init__(self, client: FlaskClient, session_id: str) -> None:
        self.client = client
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = session_id, True

    def see(self, address: str, status: int = 200) -> html.HtmlElement:
        """A page, as its elements."""
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == status, words(html.fromstring(answer.text))
        return html.fromstring(answer.text)

    def send(self, page: html.HtmlElement, action: str, **changed: Any) -> TestResponse:
        """The page's form that goes to this address, sent as it stands but for what is changed."""
        form = next(form for form in page.forms if form.get("action", action) == action)
        given = MultiDict((name, value) for name, value in form_values(form) if name not in changed)
        for name, value in changed.items():
            given.setlist(name, value if isinstance(value, list) else [value])
        return self.client.post(action, data=given, content_type="multipart/form-data")


def form_values(form: html.HtmlElement) -> list[tuple[str, str]]:
    """What a browser would send of a form as it stands."""
    return [
        (element.name, value)
        for element in form.inputs
        if element.name and element.get("type") not in ("file", "submit") and element.tag != "button"
        for value in values(element)
    ]


def values(element: html.HtmlElement) -> list[str]:
    """The value of one control, or none when it is not ticked."""
    if element.get("type") in ("radio", "checkbox"):
        return [element.get("value")] if element.get("checked") is not None else []
    if element.tag == "select":
        return [element.value or ""]
    text = element.text or "" if element.tag == "textarea" else element.value or ""
    return [text.removeprefix("\n")]


def words(page: html.HtmlElement) -> str:
    """What a page says, in one line."""
    return " ".join(page.text_content().split())


def page_of(answer: TestResponse, status: int = 200) -> html.HtmlElement:
    """The page of an answer."""
    assert answer.status_code == status, answer.text[-2000:]
    return html.fromstring(answer.text)
