"""Sessions: they begin anew at sign-in, end on the server, and know at once when an account changes."""

from datetime import timedelta
from types import SimpleNamespace

import itsdangerous.timed
import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, select

from server import auth
from server.app import create_app
from server.database import db
from server.models import ApiToken, Post, SignInFailure, User
from tests.server.security.world import PASSWORD, Browser, World


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("session")
    return found.value if found else ""


def sign_in(browser: Browser, login: str = "clerk", password: str = PASSWORD, **more: str) -> int:
    return browser.post("/login", {"login": login, "password": password, **more}).status_code


def with_cookie(world: World, value: str) -> Browser:
    browser = world.browser("")
    browser.client.set_cookie("session", value)
    return browser


def knows(browser: Browser) -> bool:
    """Is this browser signed in?"""
    return browser.get("/me").status_code == 200


def test_a_session_planted_before_signing_in_is_worth_nothing(world: World) -> None:
    browser = world.browser("")
    browser.get("/login")
    planted = cookie(browser)
    assert sign_in(browser) == 303
    assert cookie(browser) != planted
    assert not knows(with_cookie(world, planted))
    answer = browser.client.post("/next", data={"csrf_token": browser.token})
    assert answer.status_code == 400, "the token of before signing in goes on"


def test_signing_out_ends_the_session_on_the_server_and_on_every_machine(world: World) -> None:
    here, there = world.browser(""), world.browser("")
    assert sign_in(here) == sign_in(there) == 303
    kept = cookie(here)
    here.token = ""
    assert here.post("/logout").status_code == 303
    assert not knows(here)
    assert not knows(with_cookie(world, kept))
    assert not knows(there)


@pytest.mark.parametrize("address", ["/", "/office", "/c/{no}", "/api/tasks"])
def test_a_closed_account_is_out_with_the_next_request(world: World, address: str) -> None:
    no = world.case("sign_for").no
    browser = world.browser("liunan_handler1")
    assert browser.get(address.format(no=no)).status_code == 200
    with world.app.app_context():
        world.house["liunan_handler1"].disabled = True
        db.session.commit()
    assert browser.get(address.format(no=no)).status_code in (302, 401)


def test_a_post_taken_away_counts_from_the_next_request(world: World) -> None:
    case = world.case("sign_for")
    browser = world.browser("liunan_handler1")
    assert browser.get(f"/c/{case.no}").status_code == 200
    with world.app.app_context():
        db.session.execute(delete(Post).where(Post.user_id == world.house["liunan_handler1"].id))
        db.session.commit()
    assert browser.get(f"/c/{case.no}").status_code == 404
    assert browser.post(f"/tasks/{case.task}/sign-for").status_code == 404


def test_a_new_password_ends_older_sessions(world: World) -> None:
    browser = world.browser("liunan_handler1")
    assert knows(browser)
    with world.app.app_context():
        user_id = world.house["liunan_handler1"].id
    assert world.browser("admin").post(f"/admin/users/{user_id}/password").status_code == 200
    assert not knows(browser)


def test_the_sixth_wrong_password_is_refused_in_words_whichever_machine_asks(peopled: World) -> None:
    address = peopled.app.config["SQLALCHEMY_DATABASE_URI"]
    given = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": address, "XIAOHAO_WORKER": "0"}
    other = create_app({**given, "CLOCK": peopled.clock})
    for number in range(5):
        assert sign_in(Browser((peopled.app, other)[number % 2], ""), "leader", "wrong") == 422
    for app in (peopled.app, other):
        answer = Browser(app, "").post("/login", {"login": "leader", "password": PASSWORD})
        assert answer.status_code == 429
        assert "连续输错次数太多" in answer.text
    assert sign_in(Browser(other, ""), "head") == 303, "others may still come in"
    peopled.clock.advance(minutes=16)
    assert sign_in(Browser(other, ""), "leader") == 303
    peopled.clock.advance(minutes=-16)
    with other.app_context():
        db.session.execute(delete(SignInFailure))
        db.session.commit()
        db.engine.dispose()


@pytest.mark.parametrize("login", ["clerk", "nobody", "closed", "", "x" * 5000, "王", "' OR 1=1 --"])
def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    world: World, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002  # argon2's own name
            checked.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(auth, "hasher", Counting(time_cost=2, memory_cost=19 * 1024, parallelism=1))
    answer = world.browser("").post("/login", {"login": login, "password": "wrong"})
    assert answer.status_code == 422
    assert len(checked) == 1
    assert checked[0].split("$")[3] == auth.NOBODY.split("$")[3], "the same cost for both"


def test_the_answer_does_not_tell_whether_the_name_is_known(world: World) -> None:
    pages = {
        world.browser("").post("/login", {"login": name, "password": "wrong"}).text.replace(name, "")
        for name in ("inspector", "closed", "nobodyknown")
    }
    masked = {page.split('name="csrf_token"')[0] for page in pages}
    assert len(masked) == 1


def test_a_session_ends_when_nobody_uses_it_and_not_while_somebody_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = world.app.config["PERMANENT_SESSION_LIFETIME"]
    assert timedelta(minutes=15) <= idle <= timedelta(hours=2)
    clock = SimpleNamespace(seconds=1_800_000_000, time=lambda: clock.seconds)
    monkeypatch.setattr(itsdangerous.timed, "time", clock)
    browser = world.browser("")
    assert sign_in(browser) == 303
    for _ in range(4):
        clock.seconds += int(idle.total_seconds()) - 60
        assert knows(browser), "used all the time"
    for _ in range(4):
        clock.seconds += int(idle.total_seconds()) // 3
        browser.get("/inbox/state")
    assert not knows(browser), "an open page that asks by itself is no sign that somebody is there"


def test_a_cookie_made_with_another_key_is_nobodys(world: World) -> None:
    address = world.app.config["SQLALCHEMY_DATABASE_URI"]
    forged = create_app({"SQLALCHEMY_DATABASE_URI": address, "XIAOHAO_SECRET_KEY": "guessed"})
    value = cookie(Browser(forged, world.keys["clerk"]))
    assert value
    with forged.app_context():
        db.engine.dispose()
    assert not knows(with_cookie(world, value))


@pytest.mark.parametrize("key", ["{id}.", "{id}.wrong", "{id}", "99999.key{id}", "-{id}.key{id}", ".", "x"])
def test_a_session_of_another_key_or_person_is_nobodys(world: World, key: str) -> None:
    with world.app.app_context():
        number = world.house["clerk"].id
    assert knows(Browser(world.app, f"{number}.key{number}"))
    assert not knows(Browser(world.app, key.format(id=number)))


def test_a_token_speaks_for_the_api_only_and_ends_with_the_account(world: World) -> None:
    with world.app.app_context():
        clerk = world.house["clerk"]
        token = auth.new_token(clerk, world.clock())
        db.session.commit()
        assert token not in str(db.session.scalars(select(ApiToken.digest)).all())
    headers = {"Authorization": f"Bearer {token}"}
    nobody = world.browser("")
    assert nobody.get("/api/tasks", headers=headers).status_code == 200
    assert nobody.get("/", headers=headers).status_code == 302
    assert nobody.get("/api/tasks", headers={"Authorization": f"Bearer {token}x"}).status_code == 401
    with world.app.app_context():
        db.session.scalars(select(User).where(User.login == "clerk")).unique().one().disabled = True
        db.session.commit()
    assert nobody.get("/api/tasks", headers=headers).status_code == 401


def test_a_token_and_a_session_of_different_people_do_not_mix(world: World) -> None:
    browser = world.browser("clerk")
    answer = browser.get("/api/tasks", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example"),
        *("http:evil.example", "javascript:alert(1)", "data:text/html,x", "/\tevil", "\t//evil.example"),
        *("/\r\nSet-Cookie: a=b", " //evil.example", "@evil.example", ".evil.example", "/\u202e//x"),
        *("//[evil", "http://[", "/\x00"),
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(world: World, target: str) -> None:
    answer = world.browser("").post("/login", {"login": "clerk", "password": PASSWORD, "next": target})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    shown = world.browser("clerk").get("/login", query_string={"next": target})
    assert shown.headers["Location"] == "/"


def test_one_is_led_on_to_where_one_wanted_to_go(world: World) -> None:
    browser = world.browser("")
    asked = browser.get("/office/list?county=liunan")
    assert asked.headers["Location"].startswith("/login?next=")
    address = asked.headers["Location"].partition("next=")[2]
    assert "evil" not in address
    answer = browser.post(
        "/login", {"login": "clerk", "password": PASSWORD, "next": "/office/list?county=liunan"}
    )
    assert answer.headers["Location"] == "/office/list?county=liunan"
