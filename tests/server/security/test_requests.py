"""Requests that ask for more than they may: columns of others, steps out of order, commands in filters, late forms."""

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest

from server.cases.claim import claim
from server.database import db, transaction
from server.models import Petition, Task
from tests.server.security.payloads import INJECTIONS
from tests.server.security.world import Browser, Case, World

TODAY = "2026-03-11"
POINTS = {"points-0-text": "油烟", "points-0-verdict": "属实", "points-0-finding": "未装净化设施"}
INVESTIGATED = {
    **POINTS,
    "form": "InvestigateForm",
    "investigated_on": TODAY,
    "verdict": "属实",
    "finding": "情况属实",
    "on_the_spot": "false",
}
PLACES = {"handling_unit": "rongan", "department": "ecology", "step": "file", "start_at": "announce"}
NAMES = (
    "role unit user_id by now id no co_handlers days stage filed_at archived_at reported_at filing_no handling "
    "accused_unit due_on round_id petition_id satisfaction notice_on demo source by_hand route_reason cadre "
    "members state closed_at session_key password_hash staff_no __class__"
)
FOREIGN = dict.fromkeys(NAMES.split(), "1") | PLACES
"""Names of columns and of everything else that no form of a handler asks for."""
COLUMNS = tuple(column.key for column in Petition.__table__.columns)


@pytest.fixture(scope="module")
def cases(peopled: World) -> dict[str, Case]:
    return {step: peopled.case(step) for step in ("sign_for", "investigate", "report", "file")} | {
        "theirs": peopled.case("investigate", region_raw="融安县")
    }


@pytest.fixture
def handler(world: World, cases: dict[str, Case]) -> Browser:
    return world.browser("liunan_handler1")


def record(world: World, case: Case) -> dict[str, Any]:
    """Every column of a case, as it stands in the database."""
    with world.app.app_context():
        petition = world.find(case.no)
        return {name: getattr(petition, name) for name in COLUMNS}


def test_a_form_fills_its_own_fields_and_no_column_beside(
    world: World, cases: dict[str, Case], handler: Browser
) -> None:
    case = cases["investigate"]
    before = record(world, case)
    extra = {name: value for name, value in FOREIGN.items() if name != "handling"}
    assert handler.post(f"/tasks/{case.task}", {**INVESTIGATED, **extra}).status_code == 303
    after = record(world, case)
    changed = {name for name in COLUMNS if before[name] != after[name]}
    own = {"investigated_on", "points", "verdict", "finding", "on_the_spot", "step", "stage", "step_due_on"}
    assert changed <= own
    assert after["step"] == "report"


@pytest.mark.parametrize("name", FOREIGN)
def test_the_api_refuses_every_name_it_does_not_know(
    world: World, cases: dict[str, Case], handler: Browser, name: str
) -> None:
    case, before = cases["sign_for"], world.rows()
    answer = handler.send(
        "POST", f"/api/tasks/{case.task}/complete", {"answers": {"accepted": True, name: "x"}}
    )
    assert answer.status_code == 422
    assert name in answer.json["errors"]
    answer = handler.send(
        "POST", f"/api/tasks/{case.task}/complete", {"answers": {"accepted": True}, name: "x"}
    )
    assert answer.status_code == 422
    assert world.rows() == before


def test_registering_sets_no_position_and_no_unit(world: World) -> None:
    clerk = world.browser("clerk")
    given = {
        "no": "X1",
        "assigned_on": TODAY,
        "text": "楼下餐馆油烟",
        "region_raw": "柳南区",
        "types": "油烟",
    }
    extra = {name: value for name, value in FOREIGN.items() if name not in ("no", "accused_unit")}
    assert clerk.post("/petitions/new", {**given, **extra}).status_code == 303
    with world.app.app_context():
        petition = world.find("X1")
        assert (petition.handling_unit, petition.step, petition.demo) == ("liunan", "sign_for", False)
        assert (petition.filed_at, petition.archived_at, petition.filing_no) == (None, None, None)
    body = {**given, "no": "X2", "types": ["油烟"]}
    for name, value in extra.items():
        assert clerk.send("POST", "/api/petitions", {**body, name: value}).status_code == 422, name


FORMS_OF_OTHERS = {
    "FileForm": {"filing_no": "1号", "filed_on": TODAY},
    "AnnounceForm": {"announced_on": TODAY, "announced_place": "网站"},
    "VerifyForm": {"on_site": "true", "verified_on": TODAY, "opinion": "符合"},
    "ApplyForm": {"opinion": "同意"},
    "ReviewForm": {"opinion": "同意"},
    "ReportForm": {"opinion": "同意"},
    "VisitForm": {
        "visited_on": TODAY,
        "satisfaction": "满意",
        "words": "好",
        "acceptance": "好",
        "companion": "1",
    },
    "SignForForm": {"accepted": "true"},
    "AssignForm": {"handling_unit": "liunan", "days": "15", "assign_reason": "x"},
    "RegisterForm": {"no": "X9", "assigned_on": TODAY, "text": "x"},
}


@pytest.mark.parametrize("form", FORMS_OF_OTHERS)
def test_no_step_is_skipped_with_the_form_of_another(
    world: World, cases: dict[str, Case], handler: Browser, form: str
) -> None:
    case = cases["investigate"]
    before, rows = record(world, case), world.rows()
    answer = handler.post(f"/tasks/{case.task}", {"form": form, **FORMS_OF_OTHERS[form]})
    assert answer.status_code == 422
    answers = {"answers": FORMS_OF_OTHERS[form]}
    assert handler.send("POST", f"/api/tasks/{case.task}/complete", answers).status_code == 422
    for step in ("review", "publish_notice", "end_notice", "file", "announce"):
        sent = {"task": str(case.task), **FORMS_OF_OTHERS[form], "notice_on": TODAY, "notice_place": "x"}
        assert handler.post(f"/batch/{step}", sent).status_code in (200, 422)
    assert record(world, case) == before
    assert world.rows() == rows


@pytest.mark.parametrize(
    "form", ["../../etc/passwd", "", "Form", "FORMS", "__class__", "investigateform", "x" * 9999]
)
def test_a_form_that_is_none_is_refused(
    world: World, cases: dict[str, Case], handler: Browser, form: str
) -> None:
    assert (
        handler.post(f"/tasks/{cases['investigate'].task}", {**INVESTIGATED, "form": form}).status_code == 400
    )


@pytest.mark.parametrize(
    "step", ["file", "announce", "apply", "review", "plan", "report", "nothing", "", "'", "\x00"]
)
def test_a_case_is_returned_only_to_where_it_has_been(
    world: World, cases: dict[str, Case], step: str
) -> None:
    case = cases["report"]
    chief, before, rows = world.browser("liunan_chief"), record(world, case), world.rows()
    sent = {"form": "ReportForm", "start_at": step, "opinion": "再核实"}
    if step.strip("\x00"):
        assert chief.post(f"/tasks/{case.task}", sent).status_code == 422
    for browser in (chief, world.browser("clerk")):
        answer = browser.post(f"/tasks/{case.task}/return", {"step": step, "reason": "再核实"})
        assert answer.status_code == 422
        given = {"step": step, "reason": "再核实"}
        assert browser.send("POST", f"/api/tasks/{case.task}/return", given).status_code == 422
    assert record(world, case) == before
    assert world.rows() == rows


def test_nobody_does_the_step_of_another_person_or_unit(world: World, cases: dict[str, Case]) -> None:
    case, rows = cases["investigate"], world.rows()
    seeing = ("liunan_handler2", "liunan_chief", "liunan_principal", "clerk", "head", "urban1", "inspector")
    others = ("rongan_handler1", "ecology1", "admin")
    for login, status in (dict.fromkeys(seeing, 403) | dict.fromkeys(others, 404)).items():
        answer = world.browser(login).post(f"/tasks/{case.task}", INVESTIGATED)
        assert answer.status_code == status, login
    assert world.rows() == rows


def test_a_batch_tells_nothing_of_the_cases_of_others(
    world: World, cases: dict[str, Case], handler: Browser
) -> None:
    theirs, own = cases["theirs"], cases["investigate"]
    sent = {"task": [str(theirs.task), "99999", str(own.task)]}
    sent |= {"notice_on": TODAY, "notice_days": "5", "notice_place": "区政府网站"}
    answer = handler.post("/batch/publish_notice", sent)
    assert answer.status_code == 200
    assert own.no in answer.text
    assert theirs.no not in answer.text
    assert answer.text.count("没有找到,或者不归您办理。") == 2


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "²", "1e3", "0x1", "１", "1;2", "x", "1.0"])
def test_odd_numbers_in_forms_and_addresses_are_refused_in_words(
    world: World, cases: dict[str, Case], handler: Browser, number: str
) -> None:
    task, clerk = cases["investigate"].task, world.browser("clerk")
    for browser, address, sent in (
        (handler, "/batch/publish_notice", {"task": number, "notice_on": TODAY, "notice_place": "x"}),
        (handler, f"/tasks/{task}/hand-over", {"to": number}),
        (
            handler,
            f"/tasks/{task}",
            {**INVESTIGATED, "fine": number, "corrections": number, "points-9999-text": "x"},
        ),
        (
            world.browser("liunan_chief"),
            f"/tasks/{cases['report'].task}/paper",
            {"signer": number, "signed_on": TODAY},
        ),
        (clerk, "/imports", {"round": number, "pasted": "x"}),
        (clerk, "/imports/rounds/new", {"name": "往轮", "target": number + "x"}),
        (clerk, "/office/board/1", {"assigned_on": number}),
    ):
        assert browser.post(address, sent).status_code in (200, 303, 404, 422), address
    for address in (
        f"/tasks/{number}",
        f"/office/board/{number}",
        f"/files/{number}",
        f"/tasks/{task}?rows={number}",
    ):
        assert clerk.get(address).status_code in (200, 303, 404), address
    for name in ("page", "batch", "round", "rows", "size", "page_size"):
        for address in (
            "/office/list",
            "/office",
            "/office/board",
            "/office/list.xlsx",
            "/api/petitions",
            "/api/tasks",
        ):
            with clerk.get(address, query_string={name: number}) as answer:
                assert answer.status_code in (200, 404, 422), (address, name)
    assert world.browser("admin").get(f"/admin/users/{number}").status_code in (200, 404)


LISTS = {
    "/office/list": "county department stage step light type mark batch label verdict satisfaction remedy at q round order",
    "/office/list.xlsx": "county q order form",
    "/office": "round county q",
    "/office/board": "round county q",
    "/": "scope county light type step",
    "/inbox/state": "scope county light type step",
    "/s": "q",
    "/api/petitions": "county department stage step light type mark batch label q round page sort order",
    "/api/tasks": "scope county step type light page",
    "/imports": "round",
    "/c/X": "off",
    "/flow/petition": "c",
}


@pytest.mark.parametrize("address", LISTS)
def test_a_filter_is_never_a_command(world: World, cases: dict[str, Case], address: str) -> None:
    clerk, rows = world.browser("clerk"), world.rows()
    for name in LISTS[address].split():
        for words in INJECTIONS:
            with clerk.get(f"{address}?{urlencode({name: words})}") as answer:
                assert answer.status_code in (200, 303, 404, 422), (name, words)
                assert "psycopg" not in str(answer.data)
    assert world.rows() == rows


@pytest.mark.parametrize("words", ["%", "_", "%%", "油%烟", "油_", "\\", "油\\%", "%' OR 1=1 --"])
def test_signs_of_patterns_stand_for_themselves(world: World, cases: dict[str, Case], words: str) -> None:
    clerk = world.browser("clerk")
    assert cases["investigate"].no in clerk.get("/s?q=油烟").text
    for address in ("/s", "/office/list"):
        text = clerk.get(address, query_string={"q": words}).text
        assert not any(case.no in text for case in cases.values()), address
    assert clerk.get("/api/petitions", query_string={"q": words}).json["total"] == 0


def test_what_a_filter_asks_for_never_leads_beyond_ones_own_cases(
    world: World, cases: dict[str, Case]
) -> None:
    handler, theirs = world.browser("liunan_handler1"), cases["theirs"].no
    for query in (
        "county=rongan",
        "q=油烟",
        "scope=all",
        "county=rongan,liunan",
        f"q={theirs}",
        "step=investigate",
    ):
        for address in ("/office/list", "/", "/s", "/office", "/office/board", "/office/list.xlsx"):
            with handler.get(f"{address}?{query}") as answer:
                shown = answer.data.decode(errors="replace").replace(f'value="{theirs}"', "")
                assert "融安" not in shown or "rongan" not in query or theirs not in shown.split("<main")[-1]
                assert f"/c/{theirs}" not in shown
        found = handler.get(f"/api/petitions?{query}")
        assert found.status_code in (200, 422)
        assert theirs not in [item["no"] for item in (found.json.get("items") or [])]


def test_the_same_form_sent_twice_is_one_act(world: World, cases: dict[str, Case], handler: Browser) -> None:
    case, key = cases["investigate"], uuid.uuid4().hex
    first = handler.post(f"/tasks/{case.task}", {**INVESTIGATED, "submission": key})
    rows = world.rows()
    second = handler.post(f"/tasks/{case.task}", {**INVESTIGATED, "submission": key})
    assert (first.status_code, second.status_code) == (303, 303)
    assert "已经提交过" in handler.get(second.headers["Location"]).text
    assert world.rows() == rows


def test_a_form_that_comes_too_late_changes_nothing_and_says_who_was_faster(
    world: World, cases: dict[str, Case], handler: Browser
) -> None:
    case = cases["investigate"]
    assert handler.post(f"/tasks/{case.task}", INVESTIGATED).status_code == 303
    before, rows = record(world, case), world.rows()
    late = handler.post(
        f"/tasks/{case.task}", {**INVESTIGATED, "finding": "晚来的", "submission": uuid.uuid4().hex}
    )
    assert late.status_code == 409
    assert "这次提交没有生效" in late.text
    assert "晚来的" in late.text, "what was typed is shown"
    draft = handler.post(f"/tasks/{case.task}/draft", {**INVESTIGATED, "finding": "晚来的"})
    assert (draft.status_code, "草稿没有保存" in draft.json["message"]) == (409, True)
    assert record(world, case) == before
    assert world.rows() == rows


def test_a_form_after_a_return_is_stale(world: World, cases: dict[str, Case]) -> None:
    case, chief = cases["report"], world.browser("liunan_chief")
    moved = world.browser("clerk").post(
        f"/tasks/{case.task}/return", {"step": "sign_for", "reason": "请重新签收"}
    )
    assert moved.status_code == 303
    before, rows = record(world, case), world.rows()
    answer = chief.post(f"/tasks/{case.task}", {"form": "ReportForm", "opinion": "同意"})
    assert answer.status_code == 409
    assert "本件已不在" in answer.text
    assert (record(world, case), world.rows()) == (before, rows)


def test_a_claimed_task_is_refused_with_the_name_of_who_has_it(world: World, cases: dict[str, Case]) -> None:
    case = cases["sign_for"]
    with world.app.app_context(), transaction():
        claim(case.task, world.house["liunan_handler2"], world.clock())
    rows = world.rows()
    other = world.browser("liunan_handler1")
    for answer in (
        other.post(f"/tasks/{case.task}/claim"),
        other.send("POST", f"/api/tasks/{case.task}/claim", {}),
        other.post(f"/tasks/{case.task}/sign-for"),
    ):
        assert answer.status_code in (403, 409)
        assert "liunan_handler2同志" in (
            answer.text if answer.mimetype == "text/html" else answer.json["detail"]
        )
    assert world.rows() == rows


@pytest.mark.parametrize("key", ["x" * 100_000, "", "\x00", "'; DROP TABLE event; --", "键" * 5000])
def test_a_key_of_a_form_is_whatever_it_is(
    world: World, cases: dict[str, Case], handler: Browser, key: str
) -> None:
    case = cases["sign_for"]
    answer = handler.post(f"/tasks/{case.task}/sign-for", {"submission": key})
    assert answer.status_code in (303, 422)
    with world.app.app_context():
        task = db.session.get_one(Task, case.task)
        assert (task.closed_at is not None) == (answer.status_code == 303)


def test_a_key_used_by_another_case_opens_nothing_there(
    world: World, cases: dict[str, Case], handler: Browser
) -> None:
    key = uuid.uuid4().hex
    assert handler.post(f"/tasks/{cases['sign_for'].task}/sign-for", {"submission": key}).status_code == 303
    before, rows = record(world, cases["investigate"]), world.rows()
    answer = handler.post(f"/tasks/{cases['investigate'].task}", {**INVESTIGATED, "submission": key})
    assert answer.status_code == 409
    assert (record(world, cases["investigate"]), world.rows()) == (before, rows)


@pytest.mark.parametrize("words", ["\x00", "河水\x00发黑", "\x1b[31m", "\ud83d", "x" * 20_001, "\u202e发黑"])
def test_signs_no_table_can_hold_are_taken_out_or_refused(world: World, words: str) -> None:
    rows = world.rows()
    sent = {"no": "X1", "assigned_on": TODAY, "text": words.encode("utf-8", "surrogatepass")}
    answer = world.browser("clerk").post("/petitions/new", sent)
    assert answer.status_code in (303, 422)
    assert answer.status_code == 303 or world.rows() == rows
    body = {"no": "X2", "assigned_on": TODAY, "text": words}
    assert world.browser("clerk").send("POST", "/api/petitions", body).status_code in (201, 422)
    for address in ("/s", "/office/list", "/", "/api/petitions"):
        query = {
            "q": words.encode("utf-8", "surrogatepass"),
            "county": words.encode("utf-8", "surrogatepass"),
        }
        assert world.browser("clerk").get(address, query_string=query).status_code in (200, 303, 404, 422)


@pytest.mark.parametrize(
    "no", ["a/b", "../../x", "///x", "a?b#c", "a b", "%2e%2e", "a/reassign", "a/mark", "x;y", "'", "<b>"]
)
def test_whatever_its_number_a_case_can_be_opened(world: World, no: str) -> None:
    clerk = world.browser("clerk")
    given = {"no": no, "assigned_on": TODAY, "text": "楼下餐馆油烟", "region_raw": "柳南区", "types": "油烟"}
    answer = clerk.post("/petitions/new", given)
    if answer.status_code == 422:
        assert "受理编号" in answer.text
        return
    with world.app.app_context():
        kept = db.session.query(Petition.no).order_by(Petition.id.desc()).first()
        task = world.open_task(kept[0]).id
    assert f"/tasks/{task}" in clerk.get(answer.headers["Location"], follow_redirects=True).text or (
        clerk.get(f"/tasks/{task}").status_code == 200
    )
