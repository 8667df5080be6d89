"""用户 and their posts: added, changed, closed and given new passwords by the administrator only."""

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from server.cases.administration import note, require_admin
from server.cases.founding import add_user
from server.cases.record import write_event
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.database import db
from server.models import Post, SignInFailure, Task, Unit, User
from workflows.roles import LANES, ROLES

LOGIN = re.compile(r"[A-Za-z0-9._-]{2,40}")
PLACES = {
    "clerk": {"office"},
    "head": {"office"},
    "handler": {"county", "area", "bureau"},
    "chief": {"county", "area", "bureau"},
    "principal": {"county", "area", "bureau"},
    "leader": {"leading_group"},
    "inspector": {"inspection", "office"},
    "admin": {"city"},
}
"""Kinds of units in which a role has something to do; elsewhere its tasks would reach nobody."""
CLOSED = "原办理人的账号已停用,退回本单位待领"
Posts = list[tuple[str, str]]


def accounts(by: User, words: str = "", unit: str = "") -> list[User]:
    """Accounts by unit and name; those closed last."""
    require_admin(by)
    query = select(User).order_by(User.disabled, User.id)
    if words:
        columns = (User.name, User.login, User.staff_no)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    if unit:
        query = query.where(User.id.in_(select(Post.user_id).where(Post.unit == unit)))
    return list(db.session.scalars(query).unique())


def account(user_id: int, by: User) -> User:
    """One account. Raises Forbidden or NotFound."""
    require_admin(by)
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound("没有这个用户。")
    return found


def add_account(given: Mapping[str, Any], posts: Posts, password_hash: str, by: User, now: datetime) -> User:
    """A new account with its posts. Raises Forbidden or Invalid."""
    require_admin(by)
    login = given["login"]
    errors = _wrong_posts(posts)
    if not LOGIN.fullmatch(login):
        errors["login"] = ["用户名用 2 到 40 个字母、数字、点、横线。"]
    elif db.session.scalar(select(User.id).where(User.login == login)):
        errors["login"] = [f"用户名 {login} 已有人用。"]
    if errors:
        raise Invalid(errors)
    user = add_user(login, given["name"], given["staff_no"], password_hash, posts)
    user.phone, user.section = given.get("phone"), given.get("section")
    note_account("add_user", user, by, now, old={})
    return user


def change_account(user: User, given: Mapping[str, Any], posts: Posts, by: User, now: datetime) -> None:
    """Name, staff number, phone and posts of an account. Raises Forbidden or Invalid."""
    require_admin(by)
    errors = _wrong_posts(posts)
    if user.id == by.id and "admin" not in {role for _, role in posts}:
        errors["posts"] = ["不能去掉自己的系统管理员岗位,请由另一位管理员来改。"]
    if errors:
        raise Invalid(errors)
    old = _shown(user)
    user.name, user.staff_no = given["name"], given["staff_no"]
    user.phone, user.section = given.get("phone"), given.get("section")
    kept = {(post.unit, post.role): post for post in user.posts}
    user.posts = [kept.get(pair) or Post(unit=pair[0], role=pair[1]) for pair in dict.fromkeys(posts)]
    if old != _shown(user):
        note_account("change_user", user, by, now, old=old)


def close_account(user: User, by: User, now: datetime) -> int:
    """End an account: its sessions end, the tasks in its hands go back to the unit; returns how many."""
    require_admin(by)
    if user.id == by.id:
        raise Forbidden("不能停用自己的账号,请由另一位管理员来停用。")
    user.disabled, user.session_key = True, secrets.token_hex(8)
    named = [name for name, lane in LANES.items() if lane.place == "person"]
    held = select(Task).where(Task.user_id == user.id, Task.closed_at.is_(None), Task.lane.not_in(named))
    tasks = list(db.session.scalars(held.order_by(Task.id).with_for_update(key_share=True)))
    for task in tasks:
        _give_back(task, by, now)
    note_account("close_user", user, by, now)
    return len(tasks)


def _give_back(task: Task, by: User, now: datetime) -> None:
    """The unit finds the task unclaimed, and its history says why."""
    task.user_id, task.claimed_at, task.note = None, None, CLOSED
    act = {"verb": "release", "step": task.step, "user_id": by.id, "unit": task.unit, "at": now}
    write_event(**task.key, **act, process_id=task.process_id, reason=CLOSED)


def open_account(user: User, by: User, now: datetime) -> None:
    """Let a closed account sign in again, with the password it had."""
    require_admin(by)
    user.disabled = False
    note_account("open_user", user, by, now)


def set_password(user: User, password_hash: str, by: User, now: datetime) -> None:
    """A new password: older sessions end, and wrong tries before it are forgotten."""
    require_admin(by)
    user.password_hash, user.session_key = password_hash, secrets.token_hex(8)
    db.session.execute(delete(SignInFailure).where(SignInFailure.login == user.login))
    note_account("set_password", user, by, now)


def note_account(
    verb: str, user: User, by: User | None, now: datetime, *, old: Mapping[str, Any] | None = None
) -> None:
    """Record an act on an account, with what changed of what it shows where `old` is given."""
    new = None if old is None else _shown(user)
    note(verb, f"{user.name}({user.login})", by, now, old=old, new=new)


def _shown(user: User) -> dict[str, Any]:
    """What everybody may know of an account; nothing of its password."""
    posts = sorted([post.unit, post.role] for post in user.posts)
    return {
        "login": user.login,
        "name": user.name,
        "staff_no": user.staff_no,
        "phone": user.phone,
        "section": user.section,
        "posts": posts,
    }


def _wrong_posts(posts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What is wrong with posts: none at all, half of one, or a role in a unit where it has nothing to do."""
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    wrong = [sentence for code, role in posts if (sentence := _wrong_post(units.get(code), role))]
    if not list(posts):
        wrong = ["请至少选一个单位和岗位。"]
    return {"posts": wrong} if wrong else {}


def _wrong_post(unit: Unit | None, role: str) -> str:
    if unit is None or role not in ROLES:
        return "单位和岗位要成对选择。"
    if unit.kind not in PLACES[role]:
        return f"“{unit.name}”不设{ROLES[role]}岗位。"
    return ""
