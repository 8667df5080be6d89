"""Every route by everybody: who is served, who is refused, and how; a route without a row fails."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from server.postgres import Server
from tests.conftest import FrozenClock
from tests.database_fixtures import database_server
from tests.server.security.subject import Subject
from tests.server.security.world import PEOPLE, Browser, World, founded

__all__ = ["database_server"]

OPEN = {"static", "login.sign_in", "health.healthz", "api-docs.openapi_json"}
"""What is served to somebody who has not signed in."""
WORDS = {
    "o": "served",
    ">": "carried on elsewhere",
    "s": "asked to sign in",
    "n": "not found",
    "f": "forbidden",
    "v": "to be mended",
    "u": "wrong type of content",
    "c": "conflict",
    "b": "not readable",
}
EXPECTED = """
GET   /                                                      o     o     o     o     o     o     o     o     o     s     s
GET   /admin                                                 f     f     f     f     f     f     f     f     o     s     s
GET   /admin/incidents                                       f     f     f     f     f     f     f     f     o     s     s
POST  /admin/incidents/<int:incident_id>                     f     f     f     f     f     f     f     f     >     s     s
GET   /admin/record                                          f     f     f     f     f     f     f     f     o     s     s
GET   /admin/units                                           f     f     f     f     f     f     f     f     o     s     s
GET   /admin/units/<code>                                    f     f     f     f     f     f     f     f     o     s     s
POST  /admin/units/<code>                                    f     f     f     f     f     f     f     f     v     s     s
GET   /admin/units/new                                       f     f     f     f     f     f     f     f     o     s     s
POST  /admin/units/new                                       f     f     f     f     f     f     f     f     v     s     s
GET   /admin/users                                           f     f     f     f     f     f     f     f     o     s     s
GET   /admin/users/<int:user_id>                             f     f     f     f     f     f     f     f     o     s     s
POST  /admin/users/<int:user_id>                             f     f     f     f     f     f     f     f     v     s     s
POST  /admin/users/<int:user_id>/closed                      f     f     f     f     f     f     f     f     >     s     s
POST  /admin/users/<int:user_id>/password                    f     f     f     f     f     f     f     f     o     s     s
GET   /admin/users/new                                       f     f     f     f     f     f     f     f     o     s     s
POST  /admin/users/new                                       f     f     f     f     f     f     f     f     v     s     s
GET   /api/files/<uuid:file_id>                              o     o     o     n     o     n     o     o     n     s     s
GET   /api/measures                                          o     o     o     o     o     o     o     o     o     s     s
GET   /api/measures/<int(max=2147483647):no>                 o     o     o     n     n     n     o     o     n     s     s
GET   /api/measures/<int(max=2147483647):no>/history         o     o     o     n     n     n     o     o     n     s     s
GET   /api/openapi.json                                      o     o     o     o     o     o     o     o     o     o     o
GET   /api/petitions                                         o     o     o     o     o     o     o     o     o     s     s
POST  /api/petitions                                         o     o     f     f     f     f     f     f     f     s     s
GET   /api/petitions/<path:no>                               o     o     o     n     o     n     o     o     n     s     s
GET   /api/petitions/<path:no>/history                       o     o     o     n     o     n     o     o     n     s     s
GET   /api/problems                                          o     o     o     o     o     o     o     o     o     s     s
GET   /api/problems/<int(max=2147483647):no>                 o     o     o     n     n     n     o     o     n     s     s
GET   /api/tasks                                             o     o     o     o     o     o     o     o     o     s     s
GET   /api/tasks/<int(max=2147483647):task_id>               o     o     o     n     o     n     o     o     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/claim         c     c     o     n     c     n     c     c     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/complete      f     f     v     n     f     n     f     f     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/files         f     f     u     n     f     n     f     f     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/hand-over     f     f     o     n     f     n     f     f     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/release       f     f     o     n     f     n     f     f     n     s     s
POST  /api/tasks/<int(max=2147483647):task_id>/return        o     o     o     n     f     n     f     f     n     s     s
GET   /batch/<step_id>                                       o     o     o     o     o     o     o     o     o     s     s
POST  /batch/<step_id>                                       v     v     v     v     v     v     v     v     v     s     s
GET   /c/<path:no>                                           o     o     o     n     o     n     o     o     n     s     s
GET   /c/<path:no>/mark                                      o     o     f     f     f     f     f     f     f     s     s
POST  /c/<path:no>/mark                                      >     >     f     f     f     f     f     f     f     s     s
GET   /c/<path:no>/reassign                                  o     o     f     f     f     f     f     f     f     s     s
POST  /c/<path:no>/reassign                                  >     >     f     f     f     f     f     f     f     s     s
GET   /c/<path:no>/resume                                    o     o     f     f     f     f     f     f     f     s     s
POST  /c/<path:no>/resume                                    c     c     f     f     f     f     f     f     f     s     s
GET   /c/<path:no>/suspend                                   o     o     f     f     f     f     f     f     f     s     s
POST  /c/<path:no>/suspend                                   >     >     f     f     f     f     f     f     f     s     s
GET   /callbacks                                             o     o     f     f     f     f     o     o     f     s     s
POST  /callbacks                                             c     c     f     f     f     f     f     f     f     s     s
GET   /callbacks/<int:callback_id>                           o     o     f     f     f     f     f     f     f     s     s
POST  /callbacks/<int:callback_id>                           v     v     f     f     f     f     f     f     f     s     s
GET   /callbacks/<int:callback_id>/follow-up                 c     c     f     f     f     f     f     f     f     s     s
POST  /callbacks/<int:callback_id>/follow-up                 c     c     f     f     f     f     f     f     f     s     s
GET   /callbacks/<int:callback_id>/skip                      o     o     f     f     f     f     f     f     f     s     s
POST  /callbacks/<int:callback_id>/skip                      v     v     f     f     f     f     f     f     f     s     s
GET   /callbacks/samples/<int:sample_id>.json             o     o     f     f     f     f     o     o     f     s     s
POST  /callbacks/void                                        f     v     f     f     f     f     f     f     f     s     s
GET   /dispatch                                              o     o     >     o     o     o     o     o     o     s     s
GET   /dispatch/<month>/<unit>                               o     o     o     n     n     n     o     o     n     s     s
POST  /dispatch/<month>/<unit>                               f     f     v     n     n     n     f     f     n     s     s
GET   /dispatch/<month>/<unit>.xlsx                          o     o     o     n     n     n     o     o     n     s     s
POST  /dispatch/<month>/<unit>/reopen                        c     c     f     n     n     n     f     f     n     s     s
POST  /dispatch/<month>/<unit>/upload                        f     f     b     n     n     n     f     f     n     s     s
POST  /dispatch/<month>/ask                                  >     >     f     f     f     f     >     f     f     s     s
POST  /dispatch/open                                         >     >     f     f     f     f     f     f     f     s     s
GET   /files/<uuid:file_id>                                  o     o     o     n     o     n     o     o     n     s     s
GET   /flow/<name>                                           o     o     o     o     o     o     o     o     o     s     s
GET   /healthz                                               o     o     o     o     o     o     o     o     o     o     o
GET   /help                                                  o     o     o     o     o     o     o     o     o     s     s
GET   /imports                                               o     o     f     f     f     f     f     f     f     s     s
POST  /imports                                               b     b     f     f     f     f     f     f     f     s     s
GET   /imports/<uuid:upload_id>                              o     o     f     f     f     f     f     f     f     s     s
POST  /imports/<uuid:upload_id>                              >     >     f     f     f     f     f     f     f     s     s
POST  /imports/<uuid:upload_id>/landing                      v     v     f     f     f     f     f     f     f     s     s
GET   /imports/<uuid:upload_id>/rejected.xlsx                o     o     f     f     f     f     f     f     f     s     s
GET   /imports/rounds/new                                    o     o     f     f     f     f     f     f     f     s     s
POST  /imports/rounds/new                                    v     v     f     f     f     f     f     f     f     s     s
GET   /inbox/state                                           o     o     o     o     o     o     o     o     o     s     s
GET   /login                                                 >     >     >     >     >     >     >     >     >     o     o
POST  /login                                                 v     v     v     v     v     v     v     v     v     v     v
POST  /logout                                                s     s     s     s     s     s     s     s     s     s     s
GET   /me                                                    o     o     o     o     o     o     o     o     o     s     s
GET   /measures                                              o     o     o     o     o     o     o     o     o     s     s
GET   /measures.xlsx                                         o     o     o     o     o     o     o     o     o     s     s
GET   /measures/<int:no>                                     o     o     o     n     n     n     o     o     n     s     s
GET   /measures/<int:no>/conditions                          o     o     f     n     n     n     f     f     n     s     s
POST  /measures/<int:no>/conditions                          v     v     f     n     n     n     f     f     n     s     s
GET   /measures/<int:no>/inspect                             o     o     f     n     n     n     o     f     n     s     s
POST  /measures/<int:no>/inspect                             v     v     f     n     n     n     v     f     n     s     s
GET   /measures/<int:no>/items                               o     o     o     n     n     n     o     o     n     s     s
POST  /measures/<int:no>/items                               b     b     b     n     n     n     f     f     n     s     s
POST  /measures/<int:no>/items/dropped                       >     >     >     n     n     n     f     f     n     s     s
GET   /measures/<int:no>/items.xlsx                          o     o     o     n     n     n     o     o     n     s     s
GET   /measures/<int:no>/milestones                          o     o     o     n     n     n     o     o     n     s     s
POST  /measures/<int:no>/milestones/<int:milestone_id>       >     >     f     n     n     n     f     f     n     s     s
POST  /measures/<int:no>/nudge                               >     >     f     n     n     n     >     f     n     s     s
GET   /measures/<int:no>/units                               o     o     f     n     n     n     f     f     n     s     s
POST  /measures/<int:no>/units                               v     v     f     n     n     n     f     f     n     s     s
GET   /measures/dates                                        o     o     o     o     o     o     o     o     o     s     s
POST  /measures/nudge                                        >     >     f     f     f     f     >     f     f     s     s
GET   /measures/records                                      o     o     f     f     f     f     f     f     f     s     s
POST  /measures/records                                      b     b     f     f     f     f     f     f     f     s     s
GET   /measures/records/blank.xlsx                           o     o     f     f     f     f     f     f     f     s     s
POST  /measures/records/decided                              v     v     f     f     f     f     f     f     f     s     s
POST  /measures/records/entered                              >     >     f     f     f     f     f     f     f     s     s
POST  /next                                                  >     >     >     >     >     >     >     >     >     s     s
GET   /office                                                o     o     o     o     o     o     o     o     o     s     s
GET   /office/board                                          o     o     o     o     o     o     o     o     o     s     s
GET   /office/board/<int:batch_id>                           o     o     f     f     f     f     f     f     f     s     s
POST  /office/board/<int:batch_id>                           >     >     f     f     f     f     f     f     f     s     s
GET   /office/list                                           o     o     o     o     o     o     o     o     o     s     s
GET   /office/list.xlsx                                      o     o     o     o     o     o     o     o     o     s     s
GET   /office/unit-names                                     o     o     f     f     f     f     f     f     f     s     s
GET   /office/unit-names/<path:unit_name>                    o     o     f     f     f     f     f     f     f     s     s
POST  /office/unit-names/<path:unit_name>                    v     v     f     f     f     f     f     f     f     s     s
GET   /petitions/new                                         o     o     f     f     f     f     f     f     f     s     s
POST  /petitions/new                                         >     >     f     f     f     f     f     f     f     s     s
GET   /problems                                              o     o     o     o     o     o     o     o     o     s     s
GET   /problems/<int(max=2147483647):no>                     o     o     o     n     n     n     o     o     n     s     s
POST  /problems/<int(max=2147483647):no>/begin               c     c     f     n     n     n     f     f     n     s     s
GET   /problems/<int(max=2147483647):no>/petitions           o     o     o     n     n     n     o     o     n     s     s
GET   /problems/<int:no>/notice                              o     o     f     f     f     f     f     f     f     s     s
POST  /problems/<int:no>/notice                              v     v     f     f     f     f     f     f     f     s     s
GET   /problems/<int:no>/tags                                o     o     f     f     f     f     f     f     f     s     s
POST  /problems/<int:no>/tags                                >     >     f     f     f     f     f     f     f     s     s
GET   /s                                                     o     o     o     o     o     o     o     o     o     s     s
GET   /static/<path:filename>                                o     o     o     o     o     o     o     o     o     o     o
GET   /tasks/<int:task_id>                                   o     o     o     n     o     n     o     o     n     s     s
POST  /tasks/<int:task_id>                                   f     f     v     n     f     n     f     f     n     s     s
POST  /tasks/<int:task_id>/claim                             c     c     >     n     c     n     c     c     n     s     s
POST  /tasks/<int:task_id>/draft                             f     f     o     n     f     n     f     f     n     s     s
GET   /tasks/<int:task_id>/hand-over                         o     o     o     n     o     n     o     o     n     s     s
POST  /tasks/<int:task_id>/hand-over                         f     f     >     n     f     n     f     f     n     s     s
GET   /tasks/<int:task_id>/paper                             f     f     f     n     f     n     f     f     n     s     s
POST  /tasks/<int:task_id>/paper                             f     f     f     n     f     n     f     f     n     s     s
GET   /tasks/<int:task_id>/release                           o     o     o     n     o     n     o     o     n     s     s
POST  /tasks/<int:task_id>/release                           f     f     >     n     f     n     f     f     n     s     s
GET   /tasks/<int:task_id>/return                            o     o     o     n     o     n     o     o     n     s     s
POST  /tasks/<int:task_id>/return                            >     >     >     n     f     n     f     f     n     s     s
POST  /tasks/<int:task_id>/sign-for                          f     f     v     n     f     n     f     f     n     s     s
"""
"""Route, then one letter each for the people in the order of `PEOPLE`; a case of 柳南区 in its handler's hands."""


@pytest.fixture(scope="module")
def peopled(database_server: Server) -> Iterator[World]:
    with founded(database_server, FrozenClock(datetime(2026, 3, 11, 2, tzinfo=UTC))) as world:
        yield world


@pytest.fixture(scope="module")
def subject(peopled: World) -> Subject:
    return Subject(peopled)


def routes(world: World) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def ask(browser: Browser, method: str, address: str, body: dict[str, Any]) -> TestResponse:
    """The address asked for, with a form or a JSON object where something is sent."""
    if method == "GET":
        answer = browser.get(address)
    elif address.startswith("/api/"):
        answer = browser.send(method, address, json=body)
    else:
        answer = browser.post(address, body)
    answer.get_data()
    answer.close()
    return answer


def outcome(answer: TestResponse) -> str:
    """What became of it, as one letter of the table."""
    if answer.status_code == 401 or answer.headers.get("Location", "").startswith("/login"):
        return "s"
    letters = {400: "b", 403: "f", 404: "n", 409: "c", 415: "u", 422: "v"}
    if answer.status_code in letters:
        return letters[answer.status_code]
    assert answer.status_code < 400, answer.status_code
    return ">" if answer.status_code >= 300 else "o"


def expected() -> dict[tuple[str, str], dict[str, str]]:
    table = {}
    for line in EXPECTED.strip().splitlines():
        method, rule, *letters = line.split()
        table[method, rule] = dict(zip(PEOPLE, letters, strict=True))
    return table


@pytest.fixture(scope="module")
def browsers(peopled: World, subject: Subject) -> dict[str, Browser]:
    return {name: peopled.browser(login) for name, login in PEOPLE.items()}


def refused(answer: TestResponse, address: str) -> str:
    """The answer without the address that was asked for and without tokens."""
    return re.sub(r'value="[^"]{30,}"', "", answer.text.replace(f'href="{address}"', ""))


def test_every_route_has_a_row_and_every_row_a_route(peopled: World) -> None:
    there = {(method, rule.rule) for method, rule in routes(peopled)}
    assert there == expected().keys()


def test_everybody_gets_what_the_table_says(
    peopled: World, subject: Subject, browsers: dict[str, Browser]
) -> None:
    wrong = []
    for (method, rule), row in expected().items():
        for name, letter in row.items():
            with peopled.undone():
                answer = ask(browsers[name].again(), method, subject.address(rule), subject.body(rule))
                found = outcome(answer)
            if found != letter:
                wrong.append(f"{method} {rule}: {name} was {WORDS[found]}, should be {WORDS[letter]}")
    assert not wrong, "\n".join(wrong)


def test_nobody_is_served_without_signing_in(peopled: World, subject: Subject) -> None:
    nobody = peopled.browser("")
    for method, rule in routes(peopled):
        if rule.endpoint in OPEN:
            continue
        with peopled.undone():
            answer = ask(nobody.again(), method, subject.address(rule.rule), {})
        assert outcome(answer) == "s", f"{method} {rule.rule}"


def test_what_belongs_to_others_answers_as_if_it_were_not_there(
    peopled: World, subject: Subject, browsers: dict[str, Browser]
) -> None:
    absent = {"no": "D2LZ202603119999", "task_id": "99999", "file_id": str(uuid.uuid4())}
    asked = 0
    for method, rule in expected():
        if not any(f"{name}>" in rule for name in absent):
            continue
        for name in ("other", "bureau", "admin"):
            there, nowhere = subject.address(rule), subject.address(rule, **absent)
            with peopled.undone():
                theirs = ask(browsers[name].again(), method, there, subject.body(rule))
                none = ask(browsers[name].again(), method, nowhere, subject.body(rule))
            assert theirs.status_code == none.status_code, f"{method} {rule}"
            assert refused(theirs, there) == refused(none, nowhere), f"{method} {rule}"
            asked += 1
    assert asked > 60


@pytest.mark.parametrize("token", [None, "", "x" * 40, "stolen"])
def test_nothing_is_sent_without_the_token_of_ones_own_session(
    peopled: World, subject: Subject, browsers: dict[str, Browser], token: str | None
) -> None:
    if token == "stolen":
        token = browsers["head"].again().token
    with peopled.undone():
        before = peopled.rows()
        for method, rule in routes(peopled):
            if method == "GET":
                continue
            person = browsers["admin" if rule.rule.startswith("/admin") else "clerk"]
            body = subject.body(rule.rule)
            address = subject.address(rule.rule)
            if rule.rule.startswith("/api/"):
                headers = {} if token is None else {"X-CSRFToken": token}
                answer = person.again().client.open(address, method=method, json=body, headers=headers)
                assert answer.status_code in (400, 403), f"{method} {rule.rule}"
            else:
                body |= {} if token is None else {"csrf_token": token}
                answer = person.again().client.open(address, method=method, data=body)
                assert answer.status_code == 400, f"{method} {rule.rule}"
                assert "页面已过期" in answer.text
        assert peopled.rows() == before
