"""导入: looked at first, written once, refused in one sentence."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.database import db
from server.models import Event, Petition, Process, Round, Task, Upload
from tests.server.imports.samples import LIST_HEADER, TABLE_HEADER, assigned, published, xlsx
from tests.server.pages.desk import Browser, Desk, page_of, words
from tests.server.pages.sending import post

LIST = xlsx([LIST_HEADER, assigned(1), assigned(2), assigned(3, 交办日期="不详")])
LEDGER = xlsx(
    [
        ["第十批公开情况一览表(2026年3月2日)"],
        TABLE_HEADER,
        published(1),
        published(2, 是否属实="不属实", 是否办结=""),
        published(3, 是否办结="阶段性办结"),
    ]
)
PASTED = "\n".join("\t".join(str(cell) for cell in row) for row in (LIST_HEADER, assigned(7)))


def upload(browser: Browser, content: bytes, name: str = "表.xlsx", **given: Any) -> TestResponse:
    current = browser.see("/imports").xpath("//select[@name='round']/option[@selected]/@value")[0]
    return post(browser, "/imports", **{"round": current, **given, "file": (BytesIO(content), name)})


def counted(desk: Desk, model: type = Petition) -> int:
    return desk.do(lambda _: db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_nothing_is_written_before_it_is_confirmed_and_then_only_once(desk: Desk) -> None:
    browser = desk.browser("clerk")
    address = upload(browser, LIST).location
    page = browser.see(address)
    said = words(page)
    assert "交办清单" in said
    assert "2新建0更新0未变1拒绝" in said
    assert "签收" in said
    assert "柳北区" in said
    assert counted(desk) == 0
    assert browser.send(page, address).location == address
    assert counted(desk) == 2
    assert "已导入" in words(browser.see(address))
    assert post(browser, address).location == address
    assert counted(desk) == 2
    assert counted(desk, Event) == 2


def test_the_same_sheet_again_changes_nothing(desk: Desk) -> None:
    browser = desk.browser("clerk")
    first = upload(browser, LIST).location
    post(browser, first)
    said = words(browser.see(upload(browser, LIST).location))
    assert "0新建0更新2未变1拒绝" in said
    assert "没有要写入的行" in said


def test_a_table_may_be_pasted(desk: Desk) -> None:
    browser = desk.browser("head")
    page = browser.see("/imports")
    address = browser.send(page, "/imports", pasted=PASTED).location
    assert "1新建" in words(browser.see(address))
    assert "D2LZ202311050007" in words(browser.see(address))


def test_rows_of_a_ledger_say_where_they_start_and_why(desk: Desk) -> None:
    browser = desk.browser("clerk")
    said = words(browser.see(upload(browser, LEDGER).location))
    assert "一览表、台账 · 第十批" in said
    assert "起点:落实整改 1 件,审核 1 件,实地回访与县级验收 1 件" in said
    assert "调查和整改按补录计,还要实地回访与县级验收" in said
    assert "表题日期 3月2日 周一" in said


def test_the_office_lets_rows_start_elsewhere_with_a_reason(desk: Desk) -> None:
    browser = desk.browser("clerk")
    address = upload(browser, LEDGER).location
    action = f"{address}/landing"
    page = browser.see(address)
    refused = browser.send(page, action, landing="investigate", reason="重新核实")
    assert "请勾选要改的行" in words(page_of(refused, 422))
    refused = browser.send(page, action, no="X2LZ202311050001", landing="announce", reason="")
    assert "请选择从哪一步开始" in words(page_of(refused, 422))
    assert "请写明理由" in refused.text
    done = browser.send(page, action, no="X2LZ202311050001", landing="investigate", reason="当时没有照片")
    assert "已改 1 行的起点" in words(browser.see(done.location))
    assert "市整改办指定:当时没有照片" in words(browser.see(address))
    post(browser, address)

    def landed(_: object) -> tuple[str | None, str | None]:
        petition = db.session.scalars(select(Petition).where(Petition.no == "X2LZ202311050001")).one()
        event = db.session.scalars(select(Event).where(Event.petition_id == petition.id)).first()
        return petition.step, event.reason if event else None

    step, reason = desk.do(landed)
    assert step == "investigate"
    assert reason == "补录:市整改办指定:当时没有照片"
    assert post(browser, action, scope="all", landing="visit", reason="x").status_code == 409


def test_all_rows_can_be_moved_at_once(desk: Desk) -> None:
    browser = desk.browser("clerk")
    address = upload(browser, LEDGER).location
    browser.send(browser.see(address), f"{address}/landing", scope="all", landing="review", reason="统一审核")
    assert "起点:审核 3 件" in words(browser.see(address))
    post(browser, address)
    assert desk.do(lambda _: set(db.session.scalars(select(Petition.step)))) == {"review"}


def test_refused_rows_come_back_as_a_sheet(desk: Desk) -> None:
    browser = desk.browser("clerk")
    address = upload(browser, LIST).location
    answer = browser.client.get(f"{address}/rejected.xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][-1] == "错误说明"
    assert "第 4 行,交办日期:“不详”不是日期" in str(rows[1][-1])


def test_a_case_under_way_is_not_overwritten_and_says_so(desk: Desk) -> None:
    browser = desk.browser("clerk")
    post(browser, upload(browser, LEDGER).location)
    mixed = xlsx([LIST_HEADER, [1, "X2LZ202311050001", *assigned(1)[2:]]])
    address = upload(browser, mixed).location
    said = words(browser.see(address))
    assert "1拒绝" in said
    assert "不能用另一种表覆盖" in said
    assert "没有要写入的行" in said
    answer = browser.client.get(f"{address}/rejected.xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "X2LZ202311050001"


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"", "a.xlsx", 400, "文件是空的"),
        (b"%PDF-1.7 x", "a.pdf", 415, "PDF"),
        (b"MZ\x90", "a.xlsx", 415, "另存为 .xlsx"),
        ("甲,乙\n1,2\n".encode(), "a.csv", 422, "表头"),
        (b"<?xml version='1.0'?><!DOCTYPE a><a/>", "a.csv", 415, "XML"),
        (("受理编号,交办问题基本情况,行政区域\n" + "a,b,c\n" * 30_000).encode(), "a.csv", 413, "20000 行"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence_and_leaves_nothing(
    desk: Desk, content: bytes, name: str, status: int, sentence: str
) -> None:
    answer = upload(desk.browser("clerk"), content, name)
    page = page_of(answer, status)
    alert = words(page.xpath("//*[@role='alert']")[0])
    assert sentence in alert
    assert page.xpath("//input[@name='file']")
    assert counted(desk, Upload) == 0


def test_neither_file_nor_paste_is_told(desk: Desk) -> None:
    browser = desk.browser("clerk")
    answer = browser.send(browser.see("/imports"), "/imports", pasted="  ")
    assert "请选择一个文件" in words(page_of(answer, 400))


@pytest.mark.parametrize("login", ["liunan_handler1", "leader", "inspector", "admin"])
def test_only_the_office_imports(desk: Desk, login: str) -> None:
    address = upload(desk.browser("clerk"), LIST).location
    browser = desk.browser(login)
    for page in ("/imports", address, f"{address}/rejected.xlsx", "/imports/rounds/new"):
        assert browser.client.get(page).status_code == 403
    for action in ("/imports", address, f"{address}/landing", "/imports/rounds/new"):
        assert post(browser, action).status_code == 403
    assert counted(desk) == 0


def test_an_unknown_sheet_or_round_is_not_found(desk: Desk) -> None:
    browser = desk.browser("clerk")
    browser.see("/imports/00000000-0000-4000-8000-000000000000", 404)
    for number in ("9999", "x", "99999999999999"):
        assert upload(browser, LIST, round=number).status_code in (404, 422)


def test_long_sheets_are_looked_at_in_pages(desk: Desk) -> None:
    browser = desk.browser("clerk")
    address = upload(browser, xlsx([LIST_HEADER, *(assigned(n) for n in range(1, 206))])).location
    first, second = browser.see(address), browser.see(f"{address}?page=2")
    assert "205新建" in words(first)
    assert len(first.xpath("//div[contains(@class,'preview-box')]//tbody/tr")) == 200
    assert len(second.xpath("//div[contains(@class,'preview-box')]//tbody/tr")) == 5
    assert first.xpath("//nav[@class='pager']//a[contains(@href,'page=2')]")


def old_round(browser: Browser, name: str = "2018年“回头看”") -> str:
    action = "/imports/rounds/new"
    answer = browser.send(browser.see(action), action, name=name, target="3")
    assert answer.status_code == 303, answer.text
    return str(answer.location.rpartition("=")[2])


def test_a_ledger_of_an_earlier_round_is_kept_to_be_looked_up(desk: Desk) -> None:
    browser = desk.browser("clerk")
    number = old_round(browser)
    address = upload(browser, LEDGER, round=number).location
    page = browser.see(address)
    assert "存档查阅,不进入办理流程" in words(page)
    assert not page.xpath("//select[@name='landing']")
    browser.send(page, address)
    assert counted(desk) == 3
    assert counted(desk, Process) == counted(desk, Task) == 0
    assert "0新建0更新3未变" in words(browser.see(upload(browser, LEDGER, round=number).location))
    overview = browser.see(f"/office?round={number}")
    assert "与交办总数 3 件一致" in words(overview)
    for link in overview.xpath("//a[@data-figure]"):
        rows = browser.see(link.get("href")).xpath("//@data-total")[0]
        assert rows == link.get("data-figure"), link.get("href")
    assert "往轮督察的台账,只供查阅" in words(browser.see(f"/office/board?round={number}"))
    assert "登记日期" not in words(browser.see(f"/office/board?round={number}"))
    assert "阶段性办结" in words(browser.see(f"/office/list?round={number}"))
    assert "X2LZ202311050001" in words(browser.see("/c/X2LZ202311050001"))
    case = browser.see(f"/office/list?round={number}").xpath("//a[@class='no']/@href")[0]
    assert case.endswith(f"?round={number}")
    browser.see(case)
    refused = post(browser, "/c/X2LZ202311050001/mark", kind="重点", reason="重要")
    assert "只供查阅" in words(page_of(refused, 403))
    assert browser.see("/office/list").xpath("//@data-total") == ["0"]
    assert browser.see("/").xpath("//*[@data-row]") == []


def test_a_corrected_ledger_of_an_earlier_round_keeps_old_and_new_values(desk: Desk) -> None:
    browser = desk.browser("clerk")
    number = old_round(browser)
    post(browser, upload(browser, LEDGER, round=number).location)
    changed = xlsx([TABLE_HEADER, published(1, 是否属实="部分属实")])
    address = upload(browser, changed, round=number).location
    assert "1更新" in words(browser.see(address))
    post(browser, address)

    def changes(_: object) -> dict[str, Any]:
        event = db.session.scalars(select(Event).where(Event.verb == "update")).one()
        return event.changes

    assert desk.do(changes)["verdict"][1] == "部分属实"


def test_a_round_has_a_name_of_its_own(desk: Desk) -> None:
    browser = desk.browser("clerk")
    old_round(browser)
    action = "/imports/rounds/new"
    page = browser.see(action)
    assert "已有这个轮次" in browser.send(page, action, name="2018年“回头看”").text
    assert browser.send(page, action, name=" ").status_code == 422
    assert desk.do(lambda _: db.session.scalars(select(Round).where(Round.read_only)).one().target) == 3


def test_a_number_of_two_rounds_opens_the_case_of_the_round_one_came_from(desk: Desk) -> None:
    browser = desk.browser("clerk")
    number = old_round(browser)
    for given in ({}, {"round": number}):
        post(browser, upload(browser, LEDGER, **given).location)
    now, then = "/c/X2LZ202311050001", f"/c/X2LZ202311050001?round={number}"
    assert "实地回访与县级验收" in words(browser.see(now).xpath("//title")[0])
    assert "往轮台账" in words(browser.see(then).xpath("//title")[0])
    browser.see("/c/X2LZ202311050001?round=99999999999999", 404)
