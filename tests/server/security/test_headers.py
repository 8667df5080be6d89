"""What every answer says to the browser: run nothing that is not ours, keep nothing, show us in no frame."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from server.app import create_app
from tests.server.security.subject import Subject
from tests.server.security.world import Browser, World

OURS = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "blob:"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
FILES = ("file.show", "files.download")
KEPT = {"file.show", "inbox.state"}
"""What a person's own browser may keep, and must ask about each time."""


@pytest.fixture(scope="module")
def subject(peopled: World) -> Subject:
    return Subject(peopled)


def policy(answer: TestResponse) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def check(answer: TestResponse) -> None:
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]
    assert "Access-Control-Allow-Origin" not in headers
    if headers.get("Content-Type", "").startswith("text/html"):
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert policy(answer) == OURS


def pages(world: World) -> Iterator[tuple[str, str]]:
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield rule.endpoint, rule.rule


@pytest.mark.parametrize("login", ["clerk", "admin", ""])
def test_every_page_carries_them(world: World, subject: Subject, login: str) -> None:
    for endpoint, rule in pages(world):
        with world.browser(login).get(subject.address(rule)) as answer:
            check(answer)
            if endpoint in KEPT and answer.status_code == 200:
                assert answer.headers["Cache-Control"] == "private, no-cache"
            elif endpoint != "static":
                assert answer.headers["Cache-Control"] == "no-store", rule
            if endpoint in FILES and answer.status_code == 200:
                assert {"default-src", "sandbox"} <= policy(answer).keys()
                assert "script-src" not in policy(answer)
                assert policy(answer)["default-src"] == {"'none'"}


@pytest.mark.parametrize(
    "address", ["/nothing", "/c/nothing", "/tasks/0", "/static/../config.py", "/%00", "/c/%ff"]
)
def test_a_page_that_is_not_there_carries_them_too(world: World, address: str) -> None:
    answer = world.browser("clerk").get(address)
    assert answer.status_code == 404
    check(answer)
    assert "no-store" in answer.headers["Cache-Control"]


def test_refusals_and_faults_carry_them_and_tell_nothing_of_the_house(
    world: World, subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM /srv/xiaohao")

    monkeypatch.setitem(world.app.view_functions, "search.find", broken)
    clerk = world.browser("clerk")
    answers = [clerk.client.post("/next"), clerk.client.delete("/"), clerk.get("/s?q=x")]
    large = {"data": b"x" * (33 << 20), "content_type": "multipart/form-data; boundary=x"}
    answers.append(clerk.client.post("/imports", **large))
    assert [answer.status_code for answer in answers] == [400, 405, 500, 413]
    for answer in answers:
        check(answer)
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert str(Path.cwd()) not in answer.text
    assert "32 MB" in answers[-1].text


def test_the_cookie_is_for_the_server_alone(world: World) -> None:
    cookie = world.browser("").get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Domain=" not in cookie
    assert "Expires=" not in cookie, "it ends with the browser"


def test_behind_https_the_cookie_never_travels_in_the_clear(world: World) -> None:
    address = world.app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app({"SQLALCHEMY_DATABASE_URI": address, "XIAOHAO_HTTPS": "1"})
    answer = Browser(app, "").get("/login", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example"])
def test_a_forged_host_gets_into_no_address(world: World, subject: Subject, host: str) -> None:
    for endpoint, rule in pages(world):
        if endpoint in ("static", *FILES):
            continue
        address = subject.address(rule)
        for login in ("clerk", ""):
            cookie = world.browser(login).client.get_cookie("session")
            sent = {"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4"}
            sent["Cookie"] = f"session={cookie.value}" if cookie else ""
            with world.app.test_client(use_cookies=False).get(address, headers=sent) as answer:
                assert answer.status_code < 500
                assert b"evil.example" not in answer.data
                assert "evil.example" not in answer.headers.get("Location", "")
