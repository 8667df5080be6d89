"""Pages of the plan: earlier states, things to count, milestones, names of units, tags."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.database import db
from server.models import Item, MeasureRecord, Milestone, Problem, UnitName
from tests.server.cases.plan.plans import load
from tests.server.imports.samples import xlsx
from tests.server.pages.desk import Browser, Desk, page_of, words
from tests.server.pages.sending import post

RECORDS = xlsx(
    [
        ["措施序号", "责任单位", "状态", "日期", "文号", "备注"],
        [1, "柳南区", "已自查", "2024-06-20", "柳南环〔2024〕3号", "一次\t通过"],
        [9, "柳南区", "已自查", "2024-06-20", "", ""],
        [2, "各城区党委和人民政府", "已自查", "2024-06-30", "", ""],
    ]
)
ITEM_HEADER = ["名称", "地点", "责任单位", "完成(是/否)", "完成日期", "佐证"]
ITEMS = xlsx(
    [
        ITEM_HEADER,
        ["甲河一号口", "流山镇", "柳南区", "是", "2024-05-01", "现场照片"],
        ["甲河二号口", "流山镇", "柳南区", "否", "", ""],
    ]
)


@pytest.fixture
def planned(desk: Desk) -> Desk:
    desk.do(lambda house: load(house["clerk"], house.now))
    return desk


def upload(browser: Browser, address: str, content: bytes, name: str = "表.xlsx") -> TestResponse:
    return post(browser, address, file=(BytesIO(content), name))


def rows(desk: Desk, model: type) -> list[dict[str, Any]]:
    return desk.do(
        lambda _: [dict(vars(row)) for row in db.session.scalars(select(model).order_by(model.id))]
    )


def test_records_are_looked_at_entered_and_confirmed_by_another(planned: Desk) -> None:
    clerk, head = planned.browser("clerk"), planned.browser("head")
    preview = page_of(upload(clerk, "/measures/records", RECORDS))
    assert "6新增 0未变 1拒绝" in words(preview)
    assert "台账里没有措施 9。" in words(preview)
    assert rows(planned, MeasureRecord) == []
    assert clerk.send(preview, "/measures/records/entered").status_code == 303
    assert len(rows(planned, MeasureRecord)) == 6
    assert rows(planned, MeasureRecord)[0]["remark"] == "一次 通过"
    own = clerk.see("/measures/records")
    assert own.xpath("//input[@name='record']") == []
    assert "您录入的,由另一个人确认" in words(own)
    page = head.see("/measures/records")
    boxes = page.xpath("//input[@name='record']/@value")
    assert len(boxes) == 6
    answer = head.send(page, "/measures/records/decided?page=1", record=boxes[:4], act="confirm")
    assert answer.status_code == 303
    assert "已确认 4 条补录。" in words(head.see("/measures/records"))
    page = head.see("/measures/records")
    assert "等待确认(2)" in words(page)
    answer = head.send(page, "/measures/records/decided?page=1", scope="page", act="refuse")
    assert answer.status_code == 303
    decided = rows(planned, MeasureRecord)
    assert [row["confirmed_at"] is not None for row in decided].count(True) == 4
    assert [row["refused_at"] is not None for row in decided].count(True) == 2
    again = page_of(upload(clerk, "/measures/records", RECORDS))
    assert "没有要写入的行" in words(again)


def test_confirming_is_refused_in_words_on_the_page(planned: Desk) -> None:
    clerk = planned.browser("clerk")
    clerk.send(page_of(upload(clerk, "/measures/records", RECORDS)), "/measures/records/entered")
    number = rows(planned, MeasureRecord)[0]["id"]
    answer = post(clerk, "/measures/records/decided", record=str(number), act="confirm")
    assert "自己录入的补录要由另一个人确认。" in words(page_of(answer, 403))
    assert "请勾选" in words(page_of(post(clerk, "/measures/records/decided", act="confirm"), 422))
    assert "没有找到表头" in words(page_of(upload(clerk, "/measures/records", b"a,b\n1,2", "a.csv"), 422))
    assert "请选择一个文件" in words(page_of(post(clerk, "/measures/records"), 400))


def test_an_empty_list_has_each_measure_with_each_unit(planned: Desk) -> None:
    answer = planned.browser("clerk").client.get("/measures/records/blank.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [row[:2] for row in sheet.iter_rows(values_only=True)][:5] == [
        ("措施序号", "责任单位"), (1, "市水利局"), (1, "柳南区"), (1, "融安县"), (1, "市生态环境局"),
    ]  # fmt: skip


def test_things_go_in_and_come_out_the_same(planned: Desk) -> None:
    handler = planned.browser("liunan_handler1")
    assert "还没有清单" in words(handler.see("/measures/1/items"))
    assert upload(handler, "/measures/1/items", ITEMS).status_code == 303
    page = handler.see("/measures/1/items")
    assert "共 2 项" in words(page)
    assert "进度 1/2" in words(page)
    out = handler.client.get("/measures/1/items.xlsx").data
    values = list(load_workbook(BytesIO(out)).active.iter_rows(values_only=True))
    assert values[0] == tuple(ITEM_HEADER)
    assert values[1] == ("甲河一号口", "流山镇", "柳南区", "是", "2024-05-01", "现场照片")
    assert upload(handler, "/measures/1/items", out).status_code == 303
    assert "新增 0 项,改动 0 项,未变 2 项" in words(handler.see("/measures/1/items"))
    assert len(rows(planned, Item)) == 2


def test_things_that_stand_there_by_mistake_are_taken_off(planned: Desk) -> None:
    handler, other = planned.browser("liunan_handler1"), planned.browser("rongan_handler1")
    upload(handler, "/measures/1/items", ITEMS)
    number = str(rows(planned, Item)[1]["id"])
    assert other.see("/measures/1/items").xpath("//input[@name='item']") == []
    assert post(other, "/measures/1/items/dropped", item=number).status_code == 403
    page = handler.see("/measures/1/items")
    assert handler.send(page, "/measures/1/items/dropped", item=[number]).status_code == 303
    assert [row["name"] for row in rows(planned, Item)] == ["甲河一号口"]
    said = words(handler.see("/measures/1"))
    assert "清单更新" in said
    assert "甲河二号口" in said
    assert post(handler, "/measures/1/items/dropped", item=number).status_code == 404
    assert post(planned.browser("clerk"), "/measures/1/items/dropped").status_code == 303


def test_rows_that_cannot_be_taken_are_told_and_the_others_count(planned: Desk) -> None:
    content = xlsx([ITEM_HEADER, ["甲", "", "鹿寨县", "否", "", ""], ["乙", "", "柳南区", "否", "", ""]])
    page = page_of(upload(planned.browser("clerk"), "/measures/1/items", content))
    assert "不是这条措施的一个责任单位" in words(page)
    assert [row["name"] for row in rows(planned, Item)] == ["乙"]
    answer = upload(planned.browser("clerk"), "/measures/1/items", b"x", "a.xlsx")
    assert answer.status_code in (415, 422)


def test_who_sees_and_who_writes_things(planned: Desk) -> None:
    leads = planned.browser("ecology1")
    page = leads.see("/measures/1/items")
    assert "上传清单" not in words(page)
    assert upload(leads, "/measures/1/items", ITEMS).status_code == 403
    for address in ("/measures/1/items", "/measures/1/items.xlsx", "/measures/1/milestones"):
        planned.browser("urban1").see(address, 404)


def test_milestones_are_confirmed_and_reached_by_forms(planned: Desk) -> None:
    clerk, handler = planned.browser("clerk"), planned.browser("liunan_handler1")
    first = next(row for row in rows(planned, Milestone) if row["measure_id"])
    address = f"/measures/1/milestones/{first['id']}"
    page = clerk.see("/measures/1/milestones")
    assert "方案第 10 行" in words(page)
    assert post(handler, address, act="confirm").status_code == 403
    assert clerk.send(page, address, act="confirm").status_code == 303
    assert post(handler, address, act="reach", reached_on="2024-06-28").status_code == 422
    refused = page_of(post(handler, address, act="reach", reached_on="2024-06-28", proof=" "), 422)
    assert "请写明佐证材料" in words(refused)
    assert refused.xpath("//input[@name='reached_on']/@value")[0] == "2024-06-28"
    assert post(handler, address, act="reach", reached_on="2024-06-28", proof="照片").status_code == 303
    assert "2024-06-28 到达" in words(clerk.see("/measures/1/milestones"))
    assert "没有找到" in words(page_of(post(clerk, "/measures/3/milestones/1", act="confirm"), 404))


def test_names_are_settled_on_their_page(planned: Desk) -> None:
    clerk = planned.browser("clerk")
    page = clerk.see("/office/unit-names")
    link = page.xpath("//a[text()='各城区党委和人民政府']/@href")[0]
    form = clerk.see(link)
    assert form.xpath("//input[@name='units'][@checked]/@value") == [
        "chengzhong", "yufeng", "liunan", "liubei", "liujiang",
    ]  # fmt: skip
    action = form.forms[-1].get("action")
    answer = clerk.send(form, action, units=["liunan"])
    assert answer.status_code == 303, words(page_of(answer, 422))
    assert "1 条措施的责任单位随之改动" in words(clerk.see("/office/unit-names"))
    changed = planned.do(lambda _: list(db.session.get_one(UnitName, "各城区党委和人民政府").units))
    assert changed == ["liunan"]
    assert "请选择单位" in words(page_of(clerk.send(form, action, units=[]), 422))
    clerk.see("/office/unit-names/没有这个", 404)


def test_tags_are_ticked_and_written(planned: Desk) -> None:
    clerk = planned.browser("clerk")
    page = clerk.see("/problems/1/tags")
    answer = clerk.send(page, "/problems/1/tags", tags="典型案例、水源地")
    assert answer.status_code == 303
    assert rows(planned, Problem)[0]["tags"] == ["河道管护不到位", "典型案例", "水源地"]
    clerk.send(clerk.see("/problems/1/tags"), "/problems/1/tags", tag=["水源地"])
    assert rows(planned, Problem)[0]["tags"] == ["水源地"]
    assert "最多 10 个标签" in words(page_of(post(clerk, "/problems/1/tags", tags="长" * 41), 422))


@pytest.mark.parametrize(
    "address", ["/measures/records", "/measures/records/blank.xlsx", "/office/unit-names", "/problems/1/tags"]
)
def test_pages_of_the_office_are_the_offices(planned: Desk, address: str) -> None:
    for login in ("liunan_chief", "ecology1", "inspector", "leader", "admin"):
        planned.browser(login).see(address, 403)
    assert planned.browser("head").client.get(address).status_code == 200


def test_without_a_plan_there_is_nothing_to_enter(desk: Desk) -> None:
    assert "还没有载入整改方案" in words(desk.browser("clerk").see("/measures/records", 404))
