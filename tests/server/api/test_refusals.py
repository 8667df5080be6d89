"""What the API refuses: in Chinese, as a problem document, with nothing changed."""

from typing import Any

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from server.auth import hashed
from server.cases.refusal import Failed
from server.cases.sent import Sent
from server.database import db, transaction
from server.models import Attachment, Incident, Petition, Task
from tests.server.api.callers import REGISTERED, Caller, World, counted, problem

# --- who calls ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
@pytest.mark.parametrize("path", ["/petitions", "/tasks", "/tasks/1", "/petitions/x"])
def test_nobody_reads_without_a_token(app: Flask, path: str, header: dict[str, str]):
    answer = app.test_client().get(f"/api{path}", headers=header)
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_of_a_closed_account_is_none(world: World):
    def close(house: Any) -> None:
        house["clerk"].disabled = True

    world.in_house(close)
    problem(world["clerk"].get("/tasks"), 401)


def in_session(world: World, login: str) -> Any:
    """A browser in which somebody has signed in."""

    def give_password(house: Any) -> None:
        house[login].password_hash = hashed("geheim-2026")

    world.in_house(give_password)
    client = world.app.test_client()
    form = {"login": login, "password": "geheim-2026", "csrf_token": fresh_key(world, client)}
    assert client.post("/login", data=form).status_code in (302, 303)
    return client


def fresh_key(world: World, client: Any) -> str:
    """The key a page would carry now."""
    with client.session_transaction() as kept, world.app.test_request_context():
        key = generate_csrf()
        kept["csrf_token"] = session["csrf_token"]
    return str(key)


def test_a_session_needs_the_key_of_a_form_to_change_something_and_a_token_none(world: World):
    client = in_session(world, "clerk")
    assert client.get("/api/tasks").status_code == 200
    refused = problem(client.post("/api/petitions", json=REGISTERED), 403)
    assert "X-CSRFToken" in refused["detail"]
    headers = {"X-CSRFToken": fresh_key(world, client)}
    assert client.post("/api/petitions", json=REGISTERED, headers=headers).status_code == 201


def test_a_token_speaks_alone_even_beside_a_session(world: World):
    client = in_session(world, "clerk")
    handler = Caller(client, world["liunan_handler1"].headers["Authorization"].removeprefix("Bearer "))
    problem(handler.post("/petitions", REGISTERED), 403)
    problem(client.get("/api/tasks", headers={"Authorization": "Bearer wrong"}), 401)
    problem(client.post("/api/petitions", json=REGISTERED, headers={"Authorization": "Bearer wrong"}), 401)


# --- what may be seen -----------------------------------------------------------------------------------------


def test_a_case_of_another_county_is_not_there(world: World):
    case = world.registered()
    task_id, other = case["tasks"][0]["id"], world["rongan_handler1"]
    answers = [
        other.get(f"/petitions/{case['no']}"),
        other.get(f"/petitions/{case['no']}/history"),
        other.get(f"/tasks/{task_id}"),
        other.post(f"/tasks/{task_id}/claim"),
        other.post(f"/tasks/{task_id}/release", {}),
        other.post(f"/tasks/{task_id}/hand-over", {"to": 1}),
        other.post(f"/tasks/{task_id}/return", {"step": "register", "reason": "x"}),
        other.complete(task_id, accepted=True),
        other.upload(task_id, "evidence"),
    ]
    nowhere = problem(other.get("/petitions/D0"), 404)
    assert [problem(answer, 404) for answer in answers] == [nowhere] * len(answers)
    assert other.get("/petitions").json == {"total": 0, "items": []}
    assert other.get("/tasks").json == {"total": 0, "items": []}


def test_who_complained_is_told_to_the_office_and_to_those_who_go_to_see_the_people(world: World):
    case = world.registered()
    assert case["complainant"]["complainant_name"] == "韦某某"
    handler = world["liunan_handler1"]
    read = handler.get(f"/petitions/{case['no']}")
    assert read.json["complainant"] is None
    assert "韦某某" not in read.text + handler.get("/petitions").text + handler.get("/tasks").text
    task = handler.get(f"/tasks/{case['tasks'][0]['id']}")
    assert (task.json["complainant"], "韦某某" in task.text) == (None, False)
    assert "韦某某" not in world["clerk"].get(f"/petitions/{case['no']}/history").text

    def to_visit(house: Any) -> int:
        petition = house.to("visit", no="D2", complainant_name="覃某某")
        return int(house.task(petition).id)

    visit = world.in_house(to_visit)
    assert world["liunan_handler2"].get(f"/tasks/{visit}").json["complainant"]["complainant_name"] == "覃某某"
    assert world["liunan_handler1"].get(f"/tasks/{visit}").json["complainant"] is None, "he may not visit"


def test_an_inspector_reads_everything_and_changes_nothing(world: World):
    case = world.registered()
    task_id, inspector = case["tasks"][0]["id"], world["inspector"]
    assert inspector.get("/petitions").json["total"] == 1
    problem(inspector.complete(task_id, accepted=True), 403)
    problem(inspector.upload(task_id, "evidence"), 403)
    problem(inspector.post(f"/tasks/{task_id}/claim"), 403)
    problem(inspector.post("/petitions", REGISTERED), 403)


# --- what is sent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "mime", "status"),
    [
        (b'{"no": ', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"1" * 5000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"no=1", "application/x-www-form-urlencoded", 415),
        (b"", "", 415),
    ],
)
def test_a_body_that_is_no_object_is_refused(world: World, body: bytes, mime: str, status: int):
    problem(world["clerk"].post("/petitions", data=body, content_type=mime), status)
    with world.app.app_context():
        task_id = 1
    problem(world["clerk"].post(f"/tasks/{task_id}/return", data=body, content_type=mime), status)


@pytest.mark.parametrize(
    "extra",
    [
        {"id": 1},
        {"handling_unit": "liunan"},
        {"by_hand": False},
        {"archived_at": "2026-01-01T00:00:00Z"},
        {"demo": True},
        {"step": "file"},
    ],
)
def test_nothing_but_the_fields_of_the_form_can_be_set(world: World, extra: dict[str, Any]):
    refused = problem(world["clerk"].post("/petitions", {**REGISTERED, **extra}), 422)
    assert refused["errors"].keys() == extra.keys()
    assert world["clerk"].get("/petitions").json["total"] == 0


def test_answers_to_mend_are_named_field_by_field(world: World):
    case = world.registered()
    handler = world["liunan_handler1"]
    [opened] = handler.complete(case["tasks"][0]["id"], accepted=True).json["tasks"]
    bad = {
        "points": [{"text": "", "verdict": "大概"}],
        "verdict": "属实",
        "investigated_on": "昨天",
        "kind": 1,
    }
    errors = problem(handler.complete(opened["id"], **bad), 422)["errors"]
    assert errors.keys() == {"points", "investigated_on", "kind", "finding", "on_the_spot"}
    assert errors["investigated_on"] == ["日期请写成 2026-11-24 这样。"]
    assert errors["points"]["0"].keys() == {"text", "verdict"}


def test_a_completion_without_answers_is_mended_too(world: World):
    task_id = world.registered()["tasks"][0]["id"]
    complete = f"/tasks/{task_id}/complete"
    assert problem(world["liunan_handler1"].post(complete, {}), 422)["errors"].keys() == {"answers"}
    typed = {"answers": [1], "submission": 5, "paper": {"signer": 1}}
    errors = problem(world["liunan_handler1"].post(complete, typed), 422)["errors"]
    assert errors.keys() == {"answers", "submission", "paper"}


def test_signs_no_database_can_hold_do_no_harm(world: World):
    body = {**REGISTERED, "text": "油烟\x00\ud800扰民", "accused": "\x00"}
    answer = world["clerk"].post("/petitions", body)
    assert (answer.status_code, answer.json["text"], answer.json["accused"]) == (201, "油烟扰民", None)
    problem(world["clerk"].get("/petitions/D%00"), 404)
    assert world["clerk"].get("/petitions", q="\x00").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "no"},
        {"light": "blue"},
        {"page": 0},
        {"page_size": 201},
        {"page": "x"},
        {"batch": 10**12},
        {"round": "x"},
        {"at": "somewhere"},
    ],
)
def test_a_filter_that_is_not_known_is_refused_and_not_ignored(world: World, query: dict[str, Any]):
    assert problem(world["clerk"].get("/petitions", **query), 422)["errors"].keys() == query.keys()


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 10**30])
def test_a_task_that_does_not_exist_is_not_found_whatever_its_number(world: World, number: int):
    problem(world["clerk"].get(f"/tasks/{number}"), 404)


def test_an_address_or_verb_that_is_not_there_is_told(world: World):
    problem(world["clerk"].get("/nothing"), 404)
    answer = world["clerk"].client.delete("/api/petitions", headers=world["clerk"].headers)
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


# --- late, twice, broken --------------------------------------------------------------------------------------


def test_a_number_is_registered_once(world: World):
    world.registered()
    assert "no" in problem(world["clerk"].post("/petitions", REGISTERED), 422)["errors"]


def test_an_accused_unit_is_one_of_ours(world: World):
    refused = problem(world["clerk"].post("/petitions", {**REGISTERED, "accused_unit": "nowhere"}), 422)
    assert refused["errors"].keys() == {"accused_unit"}


def test_a_claimed_task_says_who_has_it(world: World):
    task_id = world.registered()["tasks"][0]["id"]
    world["liunan_handler1"].post(f"/tasks/{task_id}/claim")
    for answer in (
        world["liunan_handler2"].post(f"/tasks/{task_id}/claim"),
        world["liunan_handler2"].complete(task_id, accepted=True),
        world["liunan_handler2"].post(f"/tasks/{task_id}/release", {}),
    ):
        assert answer.status_code in (403, 409)
        problem(answer, answer.status_code)
    assert "liunan_handler1同志" in world["liunan_handler2"].post(f"/tasks/{task_id}/claim").json["detail"]


def test_a_completion_sent_twice_counts_once_and_a_late_one_is_refused(world: World):
    task_id = world.registered()["tasks"][0]["id"]
    sent = {"answers": {"accepted": True}, "submission": "a1"}
    handler = world["liunan_handler1"]
    first, second = (handler.post(f"/tasks/{task_id}/complete", sent) for _ in range(2))
    assert (first.json["repeated"], second.json["repeated"]) == (False, True)
    assert first.json["step"] == second.json["step"] == {"code": "sign_for", "name": "签收"}
    assert first.json["tasks"] == second.json["tasks"]
    problem(handler.complete(task_id, accepted=True), 409)
    problem(handler.upload(task_id, "evidence"), 409)
    problem(handler.post(f"/tasks/{task_id}/return", {"step": "register", "reason": "x"}), 409)


def test_whoever_handled_a_case_is_refused_as_its_checker_with_the_reason(world: World):
    def to_review(house: Any) -> int:
        return int(house.task(house.to("visit")).id)

    task_id = world.in_house(to_review)
    refused = problem(world["liunan_handler1"].post(f"/tasks/{task_id}/claim"), 403)
    assert "您办理过本件" in refused["detail"]


def test_an_automatic_step_that_breaks_is_told_and_leaves_an_incident(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    task_id = world.registered()["tasks"][0]["id"]

    def broken(*_: Any, **__: Any) -> None:
        with world.app.app_context():
            petition_id = db.session.get_one(Task, task_id).petition_id
        raise Failed("自动步骤出错。", task_id, {"petition_id": petition_id}, Sent({"accepted": True}))

    monkeypatch.setattr("server.api.tasks.complete_task", broken)
    problem(world["liunan_handler1"].complete(task_id, accepted=True), 500)
    with world.app.app_context(), transaction() as now:
        assert [one.answers for one in now.query(Incident)] == [{"accepted": True}]


def test_a_fault_is_told_without_its_trace(world: World, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("server.api.petitions.register", broken)
    assert "secret" not in str(problem(world["clerk"].post("/petitions", REGISTERED), 500))


# --- files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04 no zip"])
def test_a_file_of_a_kind_we_do_not_take_is_refused(world: World, content: bytes):
    task_id = world.registered()["tasks"][0]["id"]
    problem(world["liunan_handler1"].upload(task_id, "evidence", content), 422)
    with world.app.app_context():
        assert db.session.query(Attachment).count() == 0


def test_an_upload_says_what_is_missing(world: World):
    task_id = world.registered()["tasks"][0]["id"]
    caller, path = world["liunan_handler1"], f"/tasks/{task_id}/files"
    problem(caller.post(path, {"kind": "evidence"}), 415)
    form: dict[str, Any] = {"content_type": "multipart/form-data"}
    assert problem(caller.post(path, data={"kind": "scan"}, **form), 422)["errors"].keys() == {"file"}
    assert problem(caller.upload(task_id, "virus"), 422)["errors"].keys() == {"kind"}
    assert problem(caller.post(path, data={"step": "x"}, **form), 422)["errors"].keys() == {"step"}
    part = b'--x\r\nContent-Disposition: form-data; %s="step"\r\n\r\n1\r\n'
    nameless = part % b"x" + part % b"name" + b"--x--\r\n"
    answer = caller.post(path, data=nameless, content_type="multipart/form-data; boundary=x")
    assert problem(answer, 422)["errors"].keys() == {"", "step"}


def test_a_request_that_is_too_large_is_refused(world: World):
    world.app.config["MAX_CONTENT_LENGTH"] = 1000
    task_id = world.registered()["tasks"][0]["id"]
    problem(world["liunan_handler1"].upload(task_id, "evidence", b"%PDF-" + b"x" * 2000), 413)
    problem(world["clerk"].post("/petitions", {**REGISTERED, "text": "x" * 2000}), 413)


def test_a_file_of_another_case_is_no_evidence_of_this_one(world: World):
    first, second = world.registered(), world.registered(no="D2")
    handler = world["liunan_handler1"]
    foreign = handler.upload(first["tasks"][0]["id"], "evidence").json["id"]
    [opened] = handler.complete(second["tasks"][0]["id"], accepted=True).json["tasks"]
    answers = {
        "investigated_on": "2026-03-11",
        "points": [{"text": "油烟", "verdict": "不属实", "finding": "无"}],
        "verdict": "不属实",
        "finding": "未见油烟",
        "on_the_spot": False,
        "evidence": [foreign],
    }
    assert "evidence" in problem(handler.complete(opened["id"], **answers), 422)["errors"]
    assert handler.get(f"/tasks/{opened['id']}").json["may"]["ok"], "nothing half-written"


# --- lists ----------------------------------------------------------------------------------------------------


def test_lists_take_as_many_statements_for_many_cases_as_for_few(world: World):
    caller = world["clerk"]
    world.registered(marks=["重点"], batch="第一批")
    world.registered(no="D1", region_raw="")

    def statements(path: str) -> int:
        with counted(world.app) as sent:
            assert caller.get(path).status_code == 200
        return len(sent)

    few = [statements("/petitions"), statements("/tasks")]
    for number in range(2, 14):
        region = "柳南区" if number % 2 else ""
        world.registered(no=f"D{number}", region_raw=region, marks=["重点", "重复"], batch=f"第{number}批")
    assert [statements("/petitions"), statements("/tasks")] == few
    assert max(few) <= 8, few


def test_lists_are_filtered_and_paged(world: World):
    for number in range(1, 6):
        world.registered(no=f"D{number}", region_raw="柳南区" if number % 2 else "融安县")
    caller = world["clerk"]
    pages = [caller.get("/petitions", page=page, page_size=2).json for page in (1, 2, 3, 4)]
    assert [page["total"] for page in pages] == [5] * 4
    assert [row["no"] for page in pages for row in page["items"]] == ["D1", "D2", "D3", "D4", "D5"]
    assert [row["no"] for row in caller.get("/petitions", county="rongan").json["items"]] == ["D2", "D4"]
    assert caller.get("/petitions", county="", q=" ", light="").json["total"] == 5
    handler = world["liunan_handler1"]
    assert [row["no"] for row in handler.get("/tasks", page=2, page_size=2).json["items"]] == ["D5"]
    assert handler.get("/tasks", scope="mine").json["total"] == 0
    assert handler.get("/tasks", scope="unit", step="sign_for").json["total"] == 3


def test_a_number_with_a_slash_has_its_address(world: World):
    answer = world["clerk"].post("/petitions", {**REGISTERED, "no": "柳督/2026 1#号?*"})
    assert answer.status_code == 201, answer.text
    found = world["clerk"].client.get(answer.headers["Location"], headers=world["clerk"].headers)
    assert found.json["no"] == answer.json["no"]
    with world.app.app_context():
        assert db.session.query(Petition).count() == 1
