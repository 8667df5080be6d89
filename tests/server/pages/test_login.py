"""Signing in: a wrong password is told, and one goes on to where one wanted to be, but never elsewhere."""

import pytest
from flask import Flask
from lxml import html

from server.auth import hashed
from server.database import db
from server.models import User
from server.pages.login import local
from tests.server.cases.house import House
from tests.server.pages.desk import Desk, words


def test_in_and_out(desk: Desk) -> None:
    def password(house: House) -> None:
        db.session.get_one(User, house.ids["clerk"]).password_hash = hashed("对的密码")

    desk.do(password)
    client = desk.app.test_client()
    page = html.fromstring(client.get("/login?next=/help").text)
    sent = {name: page.xpath(f"//input[@name='{name}']/@value")[0] for name in ("csrf_token", "next")}
    answer = client.post("/login", data={**sent, "login": "clerk", "password": "错的"})
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.text
    answer = client.post("/login", data={**sent, "login": " clerk ", "password": "对的密码"})
    assert answer.location == "/help"
    page = html.fromstring(client.get("/help").text)
    assert "clerk同志" in words(page)
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    assert client.post("/logout", data={"csrf_token": token}).status_code == 303
    assert client.get("/help").status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", "", "/a\nb", "evil"]
)
def test_one_is_never_sent_elsewhere(target: str) -> None:
    assert local(target) == "/"


def test_ours_are_ours() -> None:
    assert local("/c/D2LZ1?x=1#y") == "/c/D2LZ1?x=1#y"


def test_health_is_told_to_machines(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "ok"}
