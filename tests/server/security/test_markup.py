"""Whatever people type is shown as they typed it: nowhere does it become part of the page."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from marshmallow import fields, validate
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.cases.definition import drawn_engine
from server.database import db
from server.models import Petition, Round, User
from tests.server.imports.samples import xlsx
from tests.server.security.payloads import MARKUP
from tests.server.security.world import World
from workflows.forms import FORMS, Form

ADDRESSED = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "{http://www.w3.org/1999/xlink}href",
)
FOREIGN = {
    *(
        "iframe",
        "object",
        "embed",
        "base",
        "math",
        "form-x",
        "marquee",
        "video",
        "audio",
        "source",
        "animate",
    ),
    *("noscript", "template", "frame", "frameset", "applet", "x", "foreignobject", "mglyph", "mtext", "mi"),
}
OURS = re.compile(r"(?:/(?!/)|#|\?|$)")
LIST = (
    "/",
    "/?scope=all",
    "/office",
    "/office/list",
    "/office/board",
    "/s?q=pwn",
    "/batch/publish_notice",
    "/help",
    "/me",
)


def unclean(answer: TestResponse) -> Iterator[str]:
    """Whatever in the page is not ours: elements, handlers, scripts, addresses."""
    page = html.document_fromstring(answer.data.decode())
    for element in page.iter():
        if not isinstance(element.tag, str):
            if "pwn" in str(element.text):
                yield f"comment {element.text}"
            continue
        if element.tag in FOREIGN or ":" in element.tag:
            yield f"<{element.tag}>"
        if element.tag in ("script", "style") and (element.text or "").strip():
            yield f"<{element.tag}>{element.text}"
        if element.tag == "meta" and element.get("http-equiv"):
            yield "meta http-equiv"
        yield from _attributes(element)
    forms = {form.get("action", "") for form in page.iter("form")}
    yield from (f"form to {action}" for action in forms if "pwn" in action and "?q=" not in action)


def _attributes(element: html.HtmlElement) -> Iterator[str]:
    for name, value in element.items():
        if name.startswith("on") or name in ("style", "srcdoc", "autofocus", "xlink:href"):
            yield f"{element.tag} {name}={value}"
        if name in ADDRESSED and not OURS.match(value):
            yield f"{element.tag} {name}={value}"


def assert_clean(answer: TestResponse, where: str) -> None:
    if answer.mimetype != "text/html":
        assert answer.mimetype in ("application/json", "application/problem+json"), where
        return
    assert list(unclean(answer)) == [], where
    assert b"49" not in re.findall(rb"\{\{ 7\*7 \}\}|>49<", answer.data), where


TYPED = [word.replace("\x00", "").strip() for word in MARKUP]
"""Payloads as a form keeps them."""


class Mischief:
    """A supply of payloads, the next one for each text field."""

    def __init__(self) -> None:
        self.next = 0
        self.used: set[str] = set()

    def text(self, limit: int = 2000) -> str:
        """As many payloads as fit, beginning where the last field ended."""
        words: list[str] = []
        for _ in range(len(TYPED)):
            word = TYPED[self.next % len(TYPED)]
            if len(" ".join([*words, word])) > limit and words:
                break
            self.next += 1
            if len(word) <= limit:
                words.append(word)
        self.used |= set(words)
        return " ".join(words)

    def fill(self, form: Form) -> dict[str, Any]:
        """Every free text of a form."""
        return {name: self.text(limit(field)) for name, field in form.fields.items() if is_text(field)}


def is_text(field: fields.Field[Any]) -> bool:
    return field.metadata["widget"] in ("line", "paragraph")


def limit(field: fields.Field[Any]) -> int:
    return min([one.max for one in field.validators if isinstance(one, validate.Length) and one.max] or [200])


@pytest.fixture(scope="module")
def mischief() -> Mischief:
    return Mischief()


def registered(world: World, mischief: Mischief, no: str = "X1") -> str:
    """A case every text of which is mischief."""
    given = mischief.fill(FORMS["RegisterForm"]()) | {
        "no": no,
        "region_raw": "柳南区",
        "batch": mischief.text(40),
    }
    given |= {"assigned_on": "2026-03-11", "types": ["油烟"], "marks": ["重点"], "channel": "来电"}
    answer = world.browser("clerk").post("/petitions/new", given)
    assert answer.status_code == 303, answer.text
    return no


def typed(form: Form, given: dict[str, Any]) -> dict[str, Any]:
    """Answers as a browser sends them, without one that is needed, so that the page comes back."""
    sent: dict[str, Any] = {"form": type(form).__name__}
    for name, value in given.items():
        if name == "points":
            sent |= {f"points-{n}-{key}": words for n, row in enumerate(value) for key, words in row.items()}
        elif isinstance(value, bool):
            sent[name] = str(value).lower()
        else:
            sent[name] = value
    day = next((name for name, field in form.fields.items() if field.metadata["widget"] == "day"), "")
    return {name: value for name, value in sent.items() if name != day}


def test_every_text_of_every_form_along_the_whole_way(world: World, mischief: Mischief) -> None:
    with world.app.app_context():
        for user in db.session.scalars(select(User)).unique():
            user.name = f"{mischief.text(200)}"
        db.session.commit()
    no, walked = registered(world, mischief), []
    while step := standing(world, no):
        with world.app.app_context():
            petition = world.find(no)
            if step == "end_notice":
                world.clock.advance(days=14)
            task = next(task for task in world.house.tasks(petition) if task.step == step)
            who = world.house._who(petition, task)
            login, task_id = who.login, task.id
            honest = world.house.answers(petition, step)
            db.session.commit()
        form = FORMS[drawn_engine().user_tasks[step].properties["form"]]()
        given = {
            **honest,
            **{name: words for name, words in mischief.fill(form).items() if name in form.fields},
        }
        given = asked(form, given)
        if step == "investigate":
            given["points"] = [{"text": mischief.text(), "verdict": "属实", "finding": mischief.text()}]
        doer = world.browser(login)
        for where in (
            f"/c/{no}",
            f"/tasks/{task_id}/hand-over",
            f"/tasks/{task_id}/return",
            f"/api/tasks/{task_id}",
        ):
            assert_clean(doer.get(where), where)
        again = doer.post(f"/tasks/{task_id}", typed(form, given))
        if again.status_code != 303:
            assert again.status_code == 422
            assert_clean(again, step)
            with world.app.app_context():
                world.house.do(world.find(no), step, **given)
        walked.append(step)
    for where in (
        f"/c/{no}",
        f"/api/petitions/{no}",
        f"/api/petitions/{no}/history",
        f"/flow/callback?c={no}",
        *LIST,
    ):
        assert_clean(world.browser("clerk").get(where), where)
    assert len(walked) >= 17
    assert mischief.used == set(TYPED)
    assert "&lt;script&gt;pwn()" in world.browser("clerk").get(f"/c/{no}").text


def standing(world: World, no: str) -> str | None:
    """The step a case stands at; none once it is archived."""
    with world.app.app_context():
        return world.find(no).step


def asked(form: Form, given: dict[str, Any]) -> dict[str, Any]:
    """Only texts that are asked, given the other answers: a decision to return is left out."""
    return {
        name: value
        for name, value in given.items()
        if (when := form.fields[name].metadata.get("when")) is None or given.get(when[0]) in when[1]
    }


def test_lists_acts_and_refusals(world: World, mischief: Mischief) -> None:
    no = registered(world, mischief)
    clerk = world.browser("clerk")
    with world.app.app_context():
        task = world.open_task(no).id
    for where in (*LIST, f"/c/{no}/reassign", f"/c/{no}/mark", "/office/list?q=<script>pwn()"):
        assert_clean(clerk.get(where), where)
    for words in MARKUP:
        for where in ("/s", "/office/list"):
            assert_clean(clerk.get(where, query_string={"q": words}), where)
    words = mischief.text(400)
    for where, sent in (
        (f"/c/{no}/mark", {"kind": words, "reason": words}),
        (f"/c/{no}/mark?off={'%22%3E%3Cscript%3Epwn()'}", {"reason": words}),
        (f"/c/{no}/reassign", {"handling_unit": words, "entry": words, "reason": words}),
        (f"/tasks/{task}/return", {"step": words, "reason": words}),
        (f"/tasks/{task}/hand-over", {"to": words, "note": words}),
        (f"/tasks/{task}/release", {"note": words}),
        ("/tasks/99999/claim", {"<script>pwn()</script>": words, words: words}),
        ("/batch/publish_notice", {"task": str(task), "notice_on": words, "notice_place": words}),
        ("/imports/rounds/new", {"name": "", "target": words}),
        (
            "/petitions/new",
            {"no": "", **{name: words for name in FORMS["RegisterForm"]().fields if name != "no"}},
        ),
        ("/login", {"login": words, "password": words, "next": words}),
    ):
        answer = clerk.post(where, sent)
        assert answer.status_code >= 400, where
        assert_clean(answer, where)
    for path in (
        "/<script>pwn()</script>",
        "/c/<img src=x onerror=pwn()>",
        "//pwn.example/x",
        "/\\pwn.example",
        "/flow/<svg>",
    ):
        answer = clerk.get(path)
        assert answer.status_code == 404
        assert_clean(answer, path)
        assert 'href="//' not in answer.text
    assert_clean(clerk.client.post("/next", data={"finding": words, "<b onclick=pwn()>": words}), "csrf")


def test_names_of_units_people_rounds_and_files(world: World, mischief: Mischief) -> None:
    admin, clerk = world.browser("admin"), world.browser("clerk")
    no = registered(world, mischief)
    for n, words in enumerate(MARKUP[:12]):
        words = words[:60]
        made = admin.post(
            "/admin/units/new", {"name": words, "code": f"unit{'abcdefghijkl'[n]}", "parent": "city"}
        )
        assert made.status_code == 303, made.text
        assert_clean(admin.post("/admin/units/new", {"name": words, "code": words}), "unit")
        made = clerk.post("/imports/rounds/new", {"name": words})
        assert made.status_code in (303, 422)
        world.file(no, name=words)
    sent = {"login": MARKUP[4], "name": MARKUP[5], "staff_no": MARKUP[6], "posts": MARKUP[0]}
    assert_clean(admin.post("/admin/users/new", sent), "user")
    for where in ("/admin/users", "/admin/units", "/admin", "/admin/users?unit=unita"):
        assert_clean(admin.get(where), where)
    for where in (
        f"/c/{no}",
        f"/c/{no}/reassign",
        "/imports",
        "/office/list",
        "/office/board",
        "/petitions/new",
    ):
        assert_clean(clerk.get(where), where)


def test_sheets_looked_at_before_they_are_taken_in(world: World, mischief: Mischief) -> None:
    clerk = world.browser("clerk")
    with world.app.app_context():
        round_id = db.session.scalar(select(Round.id).where(Round.current))
    header = [
        "受理编号",
        "交办问题基本情况",
        "行政区域",
        "污染类型",
        "备注",
        "交办日期",
        MARKUP[0],
        MARKUP[8],
    ]
    rows = [
        [f"N{n}{words[:40]}", words, words, words, words, "" if n % 5 else words, words, words]
        for n, words in enumerate(word.replace("\x00", "") for word in MARKUP)
    ]
    file = (
        io.BytesIO(xlsx([["<script>pwn()</script>"], header, *rows], names=["x' onclick='pwn()"])),
        "<img src=x onerror=pwn()>.xlsx",
    )
    looked = clerk.post(
        "/imports", {"file": file, "round": str(round_id)}, content_type="multipart/form-data"
    )
    assert looked.status_code == 303, looked.text
    address = looked.headers["Location"]
    assert_clean(clerk.get(address), "preview")
    assert_clean(clerk.get(f"{address}?page=2"), "preview")
    assert_clean(
        clerk.post(f"{address}/landing", {"landing": MARKUP[0], "reason": MARKUP[1], "no": MARKUP[2]}),
        "landing",
    )
    assert clerk.post(address).status_code == 303
    assert_clean(clerk.get(address), "result")
    assert_clean(clerk.get("/imports"), "imports")
    assert_clean(clerk.get("/office/list"), "list")
    with world.app.app_context():
        numbers = list(db.session.scalars(select(Petition.no).order_by(Petition.id)))
    assert len(numbers) > 20
    for no in numbers[:25]:
        answer = clerk.client.get("/s", query_string={"q": no}, follow_redirects=True)
        assert answer.status_code == 200
        assert_clean(answer, no)


def test_json_is_no_page(world: World, mischief: Mischief) -> None:
    no = registered(world, mischief)
    for where in (
        f"/api/petitions/{no}",
        "/api/petitions",
        "/api/tasks",
        "/inbox/state",
        "/api/openapi.json",
    ):
        answer = world.browser("clerk").get(where)
        assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        json.loads(answer.data)
