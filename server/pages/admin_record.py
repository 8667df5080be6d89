"""管理·操作记录: what was done to accounts, units, batches and failures, by whom and when."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for

from server.auth import me
from server.cases.administration import PAGE, Recorded, how_many, recorded, require_admin
from server.clock import today
from server.pages.admin import tabs
from server.pages.names import unit_name
from server.pages.paging import page_links, page_number
from server.pages.words import say_day
from workflows.roles import post_words

pages = Blueprint("admin_record", __name__, url_prefix="/admin/record")
VERBS = {
    "add_user": "建立账号",
    "change_user": "修改账号",
    "close_user": "停用账号",
    "open_user": "启用账号",
    "set_password": "重设密码",
    "add_token": "发放接口令牌",
    "add_unit": "增加单位",
    "change_unit": "修改单位",
    "set_days": "登记批次日期",
    "load_plan": "载入整改方案",
    "unit_name": "改单位名称对照",
    "tags": "改问题标签",
    "notice_scope": "改公示方式",
    "refuse_record": "不予确认补录",
    "retry": "故障再试",
    "dismiss": "关闭故障",
    "draw_sample": "抽取回访样本",
    "void_sample": "作废回访样本",
}
FIELDS = {
    "login": "用户名",
    "name": "名称",
    "staff_no": "工号",
    "phone": "电话",
    "posts": "岗位",
    "code": "代码",
    "parent": "上级单位",
    "sort": "排序",
    "assigned_on": "交办日期",
    "published_on": "公开日期",
    "file_name": "文件",
    "seed": "种子",
    "number": "件数",
    "of": "名单件数",
    "units": "代表的单位",
    "chosen": "逐条选定",
    "tags": "标签",
    "notice_scope": "公示方式",
}
OF_PEOPLE = {**FIELDS, "name": "姓名"}
Change = tuple[str, str, str]
"""Label, what it was, what it is; empty where there was or is nothing."""


@pages.before_request
def ask() -> None:
    """Everything here is the administrator's alone."""
    require_admin(me())


@pages.get("")
def show() -> str:
    """One page of the acts, the latest first."""
    total = how_many(me())
    number = page_number(total, PAGE)
    return render_template(
        "admin/record.html",
        acts=[(one, VERBS.get(one.event.verb, one.event.verb), told(one)) for one in recorded(me(), number)],
        total=total,
        number=number,
        links=page_links(number, total, PAGE, lambda page: url_for("admin_record.show", page=page)),
        tabs=tabs("admin_record.show"),
    )


def told(one: Recorded) -> list[Change]:
    """What changed, in words, in the order in which the forms ask it."""
    fields = OF_PEOPLE if one.event.verb.endswith("_user") else FIELDS
    changes = [(name, label, one.event.changes.get(name)) for name, label in fields.items()]
    return [(label, say(name, pair[0]), say(name, pair[1])) for name, label, pair in changes if pair]


def say(name: str, value: Any) -> str:
    """A value in words."""
    if value in (None, "", []):
        return ""
    if name in SAID:
        return SAID[name](value)
    return say_day(date.fromisoformat(value), today()) if name.endswith("_on") else str(value)


SAID: dict[str, Callable[[Any], str]] = {
    "posts": lambda posts: "、".join(post_words(unit_name(unit), role) for unit, role in posts),
    "parent": unit_name,
    "units": lambda units: "、".join(map(unit_name, units)),
    "tags": "、".join,
    "chosen": lambda chosen: "是" if chosen else "否",
}
