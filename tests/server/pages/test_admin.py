"""管理: accounts, units and failures, for the administrator alone."""

from datetime import date

import pytest
from lxml import html
from sqlalchemy import select

from server.cases.claim import sign_for
from server.cases.incidents import keep_incident
from server.cases.refusal import Failed
from server.cases.sent import Sent
from server.database import db
from server.models import Incident, Task, Unit, User
from tests.server.cases.house import House
from tests.server.pages.desk import Browser, Desk, page_of, words
from tests.server.pages.sending import post

PAGES = (
    "/admin",
    "/admin/incidents",
    "/admin/users",
    "/admin/users/new",
    "/admin/units",
    "/admin/units/new",
    "/admin/record",
)


@pytest.mark.parametrize("address", PAGES)
def test_only_the_administrator_may_see_it(desk: Desk, address: str) -> None:
    desk.browser("admin").see(address)
    for login in ("clerk", "liunan_chief", "leader"):
        assert desk.browser(login).client.get(address).status_code == 403
        assert post(desk.browser(login), address).status_code in (403, 405)


def test_the_check_up_says_that_all_is_well(desk: Desk) -> None:
    said = words(desk.browser("admin").see("/admin"))
    assert "PostgreSQL" in said
    assert "有问题" not in said


def sign_in(desk: Desk, login: str, password: str) -> int:
    client = desk.app.test_client()
    token = html.fromstring(client.get("/login").text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post("/login", data={"csrf_token": token, "login": login, "password": password}).status_code


def user_id(desk: Desk, login: str) -> int:
    return desk.do(lambda house: house.ids[login])


def add(browser: Browser, **given: str) -> str:
    action = "/admin/users/new"
    values = {
        "login": "new.person",
        "name": "韦新",
        "staff_no": "N1",
        "post-0-unit": "rongan",
        "post-0-role": "handler",
        **given,
    }
    answer = browser.send(browser.see(action), action, **values)
    return words(page_of(answer, 422 if "改一下" in answer.text else 200))


def test_a_new_account_has_a_password_that_is_shown_once_and_works(desk: Desk) -> None:
    browser, action = desk.browser("admin"), "/admin/users/new"
    page = browser.see(action)
    posts = {
        "post-0-unit": "rongan",
        "post-0-role": "handler",
        "post-1-unit": "rongan",
        "post-1-role": "chief",
    }
    answer = browser.send(page, action, login="new.person", name="韦新", staff_no="N1", **posts)
    password = page_of(answer).xpath("//*[@class='secret']/text()")[0]
    assert answer.headers["Cache-Control"] == "no-store"
    assert password not in browser.see("/admin/users").text_content()
    assert sign_in(desk, "new.person", password) == 303
    assert "融安县 科(股)室负责人" in words(browser.see("/admin/users?q=韦新"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"login": "clerk"}, "已有人用"),
        ({"login": "有中文"}, "用户名用 2 到 40 个字母"),
        ({"name": ""}, "请填写"),
        ({"post-0-role": ""}, "单位和岗位要成对选择"),
        ({"post-0-unit": "", "post-0-role": ""}, "请至少选一个单位和岗位"),
        ({"post-0-unit": "office"}, "“市整改办”不设经办人岗位"),
        ({"post-0-unit": "nowhere"}, "单位和岗位要成对选择"),
    ],
)
def test_an_account_that_cannot_be_is_refused(desk: Desk, given: dict[str, str], sentence: str) -> None:
    assert sentence in add(desk.browser("admin"), **given)
    assert desk.do(lambda _: db.session.scalar(select(User).where(User.login == "new.person"))) is None


def test_a_new_password_ends_sessions_and_opens_a_blocked_account(desk: Desk) -> None:
    number = user_id(desk, "rongan_chief")
    theirs = desk.browser("rongan_chief")
    theirs.see("/")
    for _ in range(5):
        sign_in(desk, "rongan_chief", "x")
    browser = desk.browser("admin")
    page = browser.see(f"/admin/users/{number}")
    answer = browser.send(page, f"/admin/users/{number}/password")
    password = page_of(answer).xpath("//*[@class='secret']/text()")[0]
    assert theirs.client.get("/").status_code == 302
    assert sign_in(desk, "rongan_chief", password) == 303


def test_a_closed_account_hands_its_tasks_back(desk: Desk) -> None:
    _, task_id = desk.case("sign_for")

    def sign(house: House) -> None:
        sign_for(task_id, house["liunan_handler1"], house.now)

    desk.do(sign)
    number = user_id(desk, "liunan_handler1")
    theirs, browser = desk.browser("liunan_handler1"), desk.browser("admin")
    action = f"/admin/users/{number}/closed"
    done = browser.send(browser.see(f"/admin/users/{number}"), action)
    assert "手里 1 件已退回本单位待领" in words(browser.see(done.location))
    assert theirs.client.get("/").status_code == 302
    held = select(Task).where(Task.user_id == number, Task.closed_at.is_(None))
    assert desk.do(lambda _: list(db.session.scalars(held))) == []
    done = browser.send(browser.see(f"/admin/users/{number}"), action)
    assert "账号已启用" in words(browser.see(done.location))


def test_posts_can_be_changed_but_not_ones_own_right_to_change_them(desk: Desk) -> None:
    browser, number = desk.browser("admin"), user_id(desk, "rongan_handler1")
    action = f"/admin/users/{number}"
    page = browser.see(action)
    answer = browser.send(page, action, **{"post-0-unit": "liunan", "post-0-role": "chief", "name": "覃改"})
    assert "覃改的资料已保存" in words(browser.see(answer.location))
    assert "柳南区 科(股)室负责人" in words(browser.see("/admin/users?q=覃改"))
    own = f"/admin/users/{user_id(desk, 'admin')}"
    answer = browser.send(browser.see(own), own, **{"post-0-unit": "inspection", "post-0-role": "inspector"})
    assert "不能去掉自己的系统管理员岗位" in words(page_of(answer, 422))
    assert post(browser, f"{own}/closed").status_code == 403
    browser.see("/admin/users/999999", 404)


def test_the_record_says_who_did_what_with_old_and_new(desk: Desk) -> None:
    browser, number = desk.browser("admin"), user_id(desk, "rongan_handler1")
    assert "还没有记录" in words(browser.see("/admin/record"))
    add(browser)
    action = f"/admin/users/{number}"
    browser.send(browser.see(action), action, **{"post-0-unit": "liunan", "post-0-role": "chief"})
    post(browser, f"{action}/password")
    page = browser.see("/admin/record?page=7")
    rows = [" ".join(words(cell) for cell in row) for row in page.xpath("//tbody/tr")]
    assert len(rows) == 3
    assert "admin同志 重设密码 rongan_handler1同志(rongan_handler1)" in rows[0]
    assert "岗位:原为融安县 经办人 改为柳南区 科(股)室负责人" in rows[1]
    assert "建立账号 韦新(new.person)" in rows[2]
    assert "姓名:韦新" in rows[2]
    assert "岗位:融安县 经办人" in rows[2]
    assert "共 3 条" in words(page)


def test_accounts_are_found_by_unit(desk: Desk) -> None:
    page = desk.browser("admin").see("/admin/users?unit=rongan&q=%00handler")
    assert len(page.xpath("//tbody/tr")) == 3
    assert "没有符合条件的用户" in words(desk.browser("admin").see("/admin/users?q=查无此人"))


def test_a_role_that_names_its_unit_names_it_once(desk: Desk) -> None:
    said = words(desk.browser("admin").see("/admin/users?q=clerk"))
    assert "市整改办经办" in said
    assert "市整改办 市整改办" not in said
    assert "市整改办 · 市整改办" not in words(desk.browser("clerk").see("/me"))


def test_units_are_named_ordered_and_hung_into_the_tree(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = browser.see("/admin/units/new")
    new = {"name": "市教育局", "code": "education", "parent": "city", "sort": "40"}
    assert browser.send(page, "/admin/units/new", **new).status_code == 303
    assert "市教育局" in words(browser.see("/admin/units"))
    for wrong, sentence in (
        ({"code": "Finance"}, "代码用小写字母"),
        ({"code": "education", "name": "另一个"}, "已有单位用"),
        ({"name": "融安县", "code": "other"}, "已有同名的单位"),
        ({"code": "other", "name": "别的", "parent": "nowhere"}, "没有这个上级单位"),
    ):
        assert sentence in browser.send(page, "/admin/units/new", **{**new, **wrong}).text
    action = "/admin/units/education"
    answer = browser.send(browser.see(action), action, name="市教育局(国资委)", parent="office", sort="3")
    assert answer.status_code == 303
    assert desk.do(lambda _: db.session.get_one(Unit, "education").parent) == "office"
    answer = browser.send(
        browser.see("/admin/units/city"), "/admin/units/city", name="柳州市", parent="office"
    )
    assert "不能是自己或自己的下级" in answer.text
    browser.see("/admin/units/nowhere", 404)


def incident(house: House, answers: dict[str, object]) -> str:
    petition = house.petition()
    task = house.task(petition)
    user = house["liunan_handler1"].id
    row = Incident(
        petition_id=petition.id,
        task_id=task.id,
        user_id=user,
        answers=answers,
        message="分办规则出错",
        at=house.now,
    )
    db.session.add(row)
    db.session.flush()
    return f"/admin/incidents/{row.id}"


def test_a_failure_shows_what_was_typed_and_can_be_tried_again(desk: Desk) -> None:
    typed = {"accepted": True, "complainant_phone": "13900000000"}
    action = desk.do(lambda house: incident(house, {"accepted": True}))
    hidden = desk.do(lambda house: incident(house, typed))
    browser = desk.browser("admin")
    page = browser.see("/admin/incidents")
    said = words(page)
    assert "分办规则出错" in said
    assert "是否签收 签收" in said or "是否签收签收" in said
    assert "13900000000" not in said
    assert "油烟直排" not in said, "the administrator sees the number, not the case"
    assert "1 条" in words(browser.see("/admin")) or "2 条没有处理" in words(browser.see("/admin"))
    done = post(browser, action)
    assert "的“签收”已办成" in words(browser.see(done.location))
    assert post(browser, action).status_code == 404
    done = post(browser, hidden)
    assert "再试没有成功" in words(browser.see(done.location))
    done = post(browser, hidden, act="dismiss")
    assert "没有未处理的故障" in words(browser.see(done.location))
    assert post(browser, hidden, act="dismiss").status_code == 404


def test_a_registration_that_failed_is_told_by_its_number_and_tried_again(desk: Desk) -> None:
    def failing(house: House) -> None:
        sent = {"no": "D2LZ9", "assigned_on": house.today, "text": "河水发黑", "region_raw": "柳南区"}
        sent |= {"complainant_phone": "13900000000"}
        keep_incident(Failed("分办规则出错", None, {}, Sent(sent)), house["clerk"].id, house.now)

    desk.do(failing)
    browser = desk.browser("admin")
    said = words(browser.see("/admin/incidents"))
    assert "D2LZ9" in said
    assert "clerk同志 · 登记建档" in said
    assert "行政区域 柳南区" in said or "行政区域柳南区" in said
    assert "河水发黑" not in said
    assert "13900000000" not in said
    number = desk.do(lambda _: db.session.scalars(select(Incident.id)).one())
    done = post(browser, f"/admin/incidents/{number}")
    assert "D2LZ9 的“登记建档”已办成" in words(browser.see(done.location))


def test_a_repeated_failure_is_told_and_kept_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    action = desk.do(lambda house: incident(house, {"accepted": True}))

    def fail(*_: object, **__: object) -> date:
        raise RuntimeError("still broken")

    monkeypatch.setattr("server.cases.advance.save", fail)
    browser = desk.browser("admin")
    done = post(browser, action)
    assert "再试没有成功" in words(browser.see(done.location))
    open_ = select(Incident).where(Incident.solved_at.is_(None))
    assert len(desk.do(lambda _: list(db.session.scalars(open_)))) == 1


@pytest.mark.parametrize("address", ["/admin/users/99999999999999", "/office/board/99999999999999"])
def test_numbers_beyond_all_bounds_are_not_found(desk: Desk, address: str) -> None:
    assert desk.browser("admin").client.get(address).status_code in (403, 404)
    assert desk.browser("clerk").client.get(address).status_code in (403, 404)
