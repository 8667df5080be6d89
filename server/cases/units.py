"""单位: named, ordered and hung into the tree by the administrator; counties are fixed, bureaus may be added."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.cases.administration import note, require_admin
from server.cases.refusal import Invalid, NotFound
from server.database import db
from server.models import Post, Unit, User

CODE = re.compile(r"[a-z][a-z_]{1,29}")
COLUMNS = ("name", "parent", "sort")
KINDS = {
    "city": "市",
    "office": "市整改办",
    "leading_group": "领导小组",
    "inspection": "督查单位",
    "county": "县(区)",
    "area": "新区",
    "bureau": "市级部门",
    "organ": "党委部门、企业",
}


def all_units(by: User) -> list[tuple[Unit, int]]:
    """All units in their order, each with how many accounts have a post there."""
    require_admin(by)
    people = (
        select(Post.unit, func.count(Post.user_id.distinct()).label("number")).group_by(Post.unit).subquery()
    )
    query = (
        select(Unit, func.coalesce(people.c.number, 0))
        .outerjoin(people, Unit.code == people.c.unit)
        .order_by(Unit.sort, Unit.code)
    )
    return [(unit, number) for unit, number in db.session.execute(query)]


def owing_units() -> list[Unit]:
    """Units that can owe a measure: those that can hold a case, and organs and firms of the city."""
    kinds = ("county", "area", "bureau", "organ")
    return list(db.session.scalars(select(Unit).where(Unit.kind.in_(kinds)).order_by(Unit.sort)))


def unit_of(code: str, by: User) -> Unit:
    """One unit. Raises Forbidden or NotFound."""
    require_admin(by)
    found = db.session.get(Unit, code)
    if found is None:
        raise NotFound("没有这个单位。")
    return found


def add_bureau(given: Mapping[str, Any], by: User, now: datetime) -> Unit:
    """A new bureau of the city. Raises Forbidden or Invalid."""
    require_admin(by)
    code = given["code"]
    errors = _wrong(given, None)
    if not CODE.fullmatch(code):
        errors["code"] = ["代码用小写字母和下划线,2 到 30 个。"]
    elif db.session.get(Unit, code):
        errors["code"] = [f"代码 {code} 已有单位用。"]
    if errors:
        raise Invalid(errors)
    unit = Unit(code=code, kind="bureau", **_columns(given))
    db.session.add(unit)
    db.session.flush()
    note("add_unit", unit.name, by, now, new={"code": code, **_columns(given)})
    return unit


def change_unit(unit: Unit, given: Mapping[str, Any], by: User, now: datetime) -> None:
    """Name, place in the tree and order of a unit. Raises Forbidden or Invalid."""
    require_admin(by)
    if errors := _wrong(given, unit):
        raise Invalid(errors)
    old, new = {name: getattr(unit, name) for name in COLUMNS}, _columns(given)
    for name, value in new.items():
        setattr(unit, name, value)
    if old != new:
        note("change_unit", unit.name, by, now, old=old, new=new)


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": given["name"], "parent": given.get("parent"), "sort": given.get("sort") or 0}


def _wrong(given: Mapping[str, Any], unit: Unit | None) -> dict[str, list[str]]:
    code = unit.code if unit else None
    errors: dict[str, list[str]] = {}
    if db.session.scalar(select(Unit.code).where(Unit.name == given["name"], Unit.code != (code or ""))):
        errors["name"] = ["已有同名的单位。"]
    parent = given.get("parent")
    if parent and db.session.get(Unit, parent) is None:
        errors["parent"] = ["没有这个上级单位。"]
    elif code and code in _line_up(parent):
        errors["parent"] = ["上级单位不能是自己或自己的下级。"]
    return errors


def _line_up(code: str | None) -> list[str]:
    """A unit and all above it."""
    parents = dict(db.session.execute(select(Unit.code, Unit.parent)).all())
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = parents.get(code)
    return line
