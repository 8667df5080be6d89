"""Who complained: told to the office and to those who go to see the people, and to nobody complained of."""

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterable
from urllib.parse import quote

import pytest
from sqlalchemy import insert, select, text

from server.cases.listed_row import private
from server.database import db
from server.models import Complainant, Petition, Post, Round
from tests.server.imports.samples import xlsx
from tests.server.security.world import STAFF, Case, World

NAME, PHONE, HOME = "甄隐名", "13977298765", "柳石路隐秘里88号"
CANARIES = {
    "complainant_name": NAME,
    "complainant_phone": PHONE,
    "complainant_address": HOME,
}
EVERYBODY = [
    *("clerk", "head", "leader", "inspector", "admin", "urban1", "ecology1", "liunan_handler1"),
    *("liunan_handler2", "liunan_chief", "liunan_principal", "rongan_handler1", "closed", ""),
]
OWN = ("/c/{no}", "/tasks/{task}", "/tasks/{task}/paper", "/api/petitions/{no}", "/api/tasks/{task}")
ADDRESSES = (
    *("/c/{no}", "/c/{no}/reassign", "/c/{no}/mark", "/tasks/{task}", "/tasks/{task}/release"),
    *("/tasks/{task}/hand-over", "/tasks/{task}/return", "/tasks/{task}/paper", "/flow/callback?c={no}"),
    *("/", "/office", "/office/list", "/office/list.xlsx?form=ledger", "/office/list.xlsx?form=table"),
    *("/batch/publish_notice", "/admin/incidents", "/s?q=油烟", "/api/petitions", "/api/petitions/{no}"),
    *("/api/petitions/{no}/history", "/api/tasks", "/api/tasks/{task}", "/imports", "/inbox/state"),
)


def told(content: bytes) -> set[str]:
    """Which of the secrets stand in an answer, however it is packed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    words = content.decode(errors="replace")
    escaped = [json.dumps(secret)[1:-1] for secret in CANARIES.values()]
    return {secret for secret in [*CANARIES.values(), *escaped] if secret in words}


def readers(
    world: World, case: Case, logins: Iterable[str] = EVERYBODY, addresses: Iterable[str] = ADDRESSES
) -> dict[str, set[str]]:
    """Sign-in -> addresses at which a secret was told."""
    found: dict[str, set[str]] = {}
    for login in logins:
        browser = world.browser(login)
        for pattern in addresses:
            with browser.get(pattern.format(no=quote(case.no), task=case.task)) as answer:
                assert answer.status_code < 500, pattern
                if told(answer.data):
                    found.setdefault(login, set()).add(pattern)
    return found


def kept_in(world: World) -> set[str]:
    """Tables in which a secret stands."""
    found = set()
    with world.app.app_context():
        for table in db.metadata.sorted_tables:
            for secret in CANARIES.values():
                query = text(f'SELECT count(*) FROM "{table.name}" AS row WHERE row::text LIKE :secret')  # noqa: S608
                if db.session.scalar(query, {"secret": f"%{secret}%"}):
                    found.add(table.name)
    return found


PAGES = {"/c/{no}", "/tasks/{task}", "/api/petitions/{no}", "/api/tasks/{task}"}


def holder(world: World, case: Case) -> str:
    with world.app.app_context():
        petition = db.session.get_one(Petition, case.id)
        task = world.house.tasks(petition)[0]
        case.task = task.id
        return world.house._who(petition, task).login


@pytest.fixture
def case(world: World) -> Case:
    return world.case("sign_for", marks=["重点"], **CANARIES)


def lead(world: World, case: Case, step: str) -> None:
    """Go on with a case until this step is open."""
    with world.app.app_context():
        petition = db.session.get_one(Petition, case.id)
        while petition.step != step:
            world.house.go(petition, petition.step or "archived")
        tasks = world.house.tasks(petition)
        case.task = tasks[0].id if tasks else case.task


STEPS = {
    "sign_for": False,
    "investigate": False,
    "report": False,
    "plan": False,
    "appoint": False,
    "member_visit": True,
    "resolve": False,
    "rectify": False,
    "review": False,
    "check": False,
    "visit": True,
    "publish_notice": False,
    "end_notice": False,
    "apply": False,
    "verify": False,
    "file": False,
    "announce": False,
}
"""Every step of a case with a group, and whether its holder goes to see the people."""


def test_along_the_whole_way_only_the_office_and_those_who_visit_are_told(world: World, case: Case) -> None:
    for step, needed in STEPS.items():
        lead(world, case, step)
        who = holder(world, case)
        found = readers(world, case, {who, "liunan_handler1"}, OWN)
        office = {"clerk", "head"} & {who}
        for login, addresses in found.items():
            assert login in office or (needed and login == who), (step, login, addresses)
            assert addresses <= PAGES
        assert not needed or found[who] == {"/c/{no}", "/tasks/{task}", "/api/tasks/{task}"}, step
    assert kept_in(world) == {"complainant"}


def test_nobody_else_reads_it_anywhere(world: World, case: Case) -> None:
    lead(world, case, "visit")
    with world.app.app_context():
        task = world.open_task(case.no)
        task.user_id = world.house["liunan_handler3"].id
        case.task = task.id
        db.session.commit()
    assert readers(world, case) == {"clerk": PAGES, "head": PAGES}
    assert readers(world, case, ["liunan_handler3"]) == {"liunan_handler3": PAGES - {"/api/petitions/{no}"}}


def test_an_archived_case_tells_it_to_the_office_alone(world: World, case: Case) -> None:
    lead(world, case, "announce")
    with world.app.app_context():
        world.house.go(db.session.get_one(Petition, case.id), "announce")
    found = readers(world, case, ["clerk", "liunan_handler1", "urban1", "inspector"])
    assert found.keys() == {"clerk"}


def test_it_cannot_be_searched_for(world: World, case: Case) -> None:
    for login in ("clerk", "liunan_handler1"):
        browser = world.browser(login)
        for secret in CANARIES.values():
            for address in (f"/s?q={secret}", f"/office/list?q={secret}", f"/api/petitions?q={secret}"):
                assert case.no not in browser.get(address).text, address


def against(world: World, unit: str, part: str) -> Case:
    """A case against a unit that has a part in it all the same."""
    case = world.case("sign_for", marks=["重点"], **CANARIES)
    with world.app.app_context():
        petition = db.session.get_one(Petition, case.id)
        petition.accused_unit = unit
        if part == "co_handlers":
            petition.co_handlers = [unit]
        elif part:
            setattr(petition, part, unit)
        db.session.commit()
    return case


@pytest.mark.parametrize("part", ["co_handlers", "department", "handling_unit"])
@pytest.mark.parametrize("step", ["member_visit", "visit"])
def test_those_complained_of_never_read_it_whatever_their_part(world: World, part: str, step: str) -> None:
    unit = "liunan" if part == "handling_unit" else "urban"
    case = against(world, unit, part)
    lead(world, case, step)
    with world.app.app_context():
        world.open_task(case.no).user_id = None
        if step == "member_visit":
            member = world.house["urban1" if unit == "urban" else "liunan_handler2"].id
            world.open_task(case.no).participant = str(member)
        db.session.commit()
    accused = [login for login, (where, _) in STAFF.items() if where == unit]
    assert readers(world, case, accused, OWN) == {}


def test_nor_does_one_of_the_office_who_has_a_post_with_them(world: World) -> None:
    case = against(world, "urban", "department")
    with world.app.app_context():
        db.session.add(Post(user_id=world.house["head"].id, unit="urban", role="principal"))
        db.session.commit()
    assert readers(world, case, ["head", "clerk"], OWN) == {"clerk": PAGES}


def test_the_office_assigning_by_hand_is_told_and_the_accused_is_not_offered(world: World) -> None:
    case = world.case("assign", accused_unit="urban", **CANARIES)
    page = world.browser("clerk").get(f"/tasks/{case.task}").text
    assert NAME in page
    for name in ("handling_unit", "department"):
        given = {"handling_unit": "liunan", "days": "15", "assign_reason": "辖区内", name: "urban"}
        answer = world.browser("clerk").post(f"/tasks/{case.task}", {"form": "AssignForm", **given})
        assert answer.status_code == 422, name
    assert readers(world, case, ["urban1", "liunan_handler1"]) == {}


def test_registering_keeps_it_apart_from_the_first_moment(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"no": "X1", "assigned_on": "2026-03-11", "text": "河水发黑", **CANARIES}
    with caplog.at_level(logging.DEBUG):
        assert world.browser("clerk").post("/petitions/new", given).status_code == 303
        assert world.browser("clerk").send("POST", "/api/petitions", {**given, "no": "X2"}).status_code == 201
    assert kept_in(world) == {"complainant"}
    assert not told(caplog.text.encode())


def test_a_registration_corrected_and_drafted_keeps_it_apart(world: World) -> None:
    case = world.case("sign_for")
    clerk = world.browser("clerk")
    sent = {"step": "register", "reason": "登记有误"}
    assert clerk.post(f"/tasks/{case.task}/return", sent).status_code == 303
    with world.app.app_context():
        case.task = world.open_task(case.no).id
    form = {
        "form": "RegisterForm",
        "no": case.no,
        "assigned_on": "2026-03-11",
        "text": "楼下餐馆油烟",
        **CANARIES,
    }
    assert clerk.post(f"/tasks/{case.task}/draft", form).status_code == 200
    assert kept_in(world) == {"draft"}
    told_to = readers(world, case, ["clerk", "head", "admin", "liunan_handler1"], OWN)
    assert told_to == {"clerk": {"/c/{no}", "/tasks/{task}", "/api/tasks/{task}"}}
    assert clerk.post(f"/tasks/{case.task}", {**form, "region_raw": "柳南区"}).status_code == 303
    assert kept_in(world) == {"complainant"}


def raising(_: object) -> None:
    raise RuntimeError("the table has no answer")


def violating(_: object) -> None:
    db.session.execute(insert(Complainant).values(petition_id=-1, **CANARIES))


@pytest.mark.parametrize("broken", [raising, violating])
def test_an_automatic_step_that_fails_tells_it_to_no_administrator_and_no_log(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: Callable[[object], None],
) -> None:
    case, clerk = world.case("sign_for"), world.browser("clerk")
    assert (
        clerk.post(f"/tasks/{case.task}/return", {"step": "register", "reason": "登记有误"}).status_code
        == 303
    )
    with world.app.app_context():
        case.task = world.open_task(case.no).id
    monkeypatch.setattr("server.cases.petition_case.PetitionCase.classify", broken)
    given = {"assigned_on": "2026-03-11", "text": "河水发黑", **CANARIES}
    before = world.rows()
    assert clerk.post("/petitions/new", {**given, "no": "X1"}).status_code == 500
    kept = int(broken is raising)
    assert world.rows() == {**before, "incident": before["incident"] + kept}
    answer = clerk.post(f"/tasks/{case.task}", {"form": "RegisterForm", "no": case.no, **given})
    assert answer.status_code == 500
    page = world.browser("admin").get("/admin/incidents")
    assert (case.no in page.text, "X1" in page.text) == (bool(kept), bool(kept))
    assert "河水发黑" not in page.text
    assert not told(page.data)
    assert not told(caplog.text.encode())


HEADER = [
    "受理编号",
    "交办问题基本情况",
    "行政区域",
    "举报人姓名",
    "联系电话",
    "家庭住址",
    "被举报人",
    "网格员",
]
ROW = ["D2LZ202603110077", "楼下餐馆油烟", "柳南区", NAME, PHONE, HOME, "某餐馆", "王网格"]


def taken_in(world: World, header: list[str], *rows: list[str]) -> None:
    clerk = world.browser("clerk")
    sheet = io.BytesIO(xlsx([header, *rows]))
    with world.app.app_context():
        round_id = db.session.scalar(select(Round.id).where(Round.current))
    sent = {"file": (sheet, "交办清单.xlsx"), "round": str(round_id)}
    looked = clerk.post("/imports", sent, content_type="multipart/form-data")
    assert looked.status_code == 303, looked.text
    assert clerk.post(looked.headers["Location"]).status_code == 303


def test_a_list_that_names_who_complained_is_taken_apart(world: World) -> None:
    taken_in(world, HEADER, ROW)
    assert kept_in(world) <= {"complainant", "upload"}
    with world.app.app_context():
        petition = world.find("D2LZ202603110077")
        case = Case(petition.no, petition.id, world.open_task(petition.no).id)
        kept = db.session.get_one(Complainant, petition.id)
        assert {name: getattr(kept, name) for name in CANARIES} == CANARIES
        (event, *_) = world.house.events(petition)
        assert event.data["aside"] == {"被举报人": "某餐馆", "网格员": "王网格"}
    assert readers(world, case).keys() == {"clerk", "head"}


@pytest.mark.parametrize(
    "title",
    [
        *("举报人", "信访人姓名", "投诉人", "反映人姓名", "来访人", "来电人", "来信人", "姓名", "联系人"),
        *("联系电话", "举报人电话", "手机号码", "电话", "联系方式", "微信号", "电子邮箱", "家庭住址", "住址"),
        *("联系地址", "通讯地址", "举报人地址", "投诉人身份证号", "身份证号码"),
    ],
)
def test_whatever_the_column_of_the_list_is_called(title: str) -> None:
    assert private(title) in CANARIES


@pytest.mark.parametrize(
    "title", ["被举报人", "被投诉单位联系人", "承办人联系电话", "网格员", "企业地址", "序列"]
)
def test_columns_that_speak_of_others_stay_in_the_record(title: str) -> None:
    assert private(title) is None


def test_forms_of_others_take_no_identity(world: World, case: Case) -> None:
    lead(world, case, "investigate")
    browser = world.browser("liunan_handler1")
    sent = {"form": "RegisterForm", "no": case.no, "complainant_name": "改名"}
    assert browser.post(f"/tasks/{case.task}", sent).status_code == 422
    answers = {"finding": "属实", "complainant_name": "改名"}
    answer = browser.send("POST", f"/api/tasks/{case.task}/complete", {"answers": answers})
    assert answer.status_code == 422
    with world.app.app_context():
        assert db.session.get_one(Complainant, case.id).complainant_name == NAME
