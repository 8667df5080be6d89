"""管理·用户: who may sign in, with which posts; new passwords are shown once and kept only as digests."""

import re
import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from server.auth import hashed, me
from server.cases import accounts
from server.cases.administration import require_admin
from server.cases.refusal import Invalid
from server.clock import now
from server.models import User
from server.pages.admin import tabs
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from server.pages.names import unit_names
from workflows.forms import Form
from workflows.forms.field import text
from workflows.roles import ROLES, post_words

pages = Blueprint("admin_users", __name__, url_prefix="/admin/users")
SPARE = 2
"""Empty rows for further posts, so that no script is needed to add one."""
MOST_POSTS = 12
_UNKNOWN = re.compile(r"[\x00-\x1f\x7f]")


class PersonForm(Form):
    """Who the account belongs to."""

    name = text("姓名", needed=True, limit=40)
    staff_no = text(
        "工号", needed=True, limit=40, hint="同一个人有两个账号时,工号必须相同:办理人不能审核自己办的件"
    )
    section = text("科(股)室", limit=40, hint="单位验收自己办的措施时,要由别的科(股)室的人签字")
    phone = text("电话", limit=40)


class AccountForm(PersonForm):
    """A new account."""

    login = text("用户名", needed=True, limit=40, hint="登录时用,字母、数字、点、横线;建好以后不改")


@pages.before_request
def ask() -> None:
    """Everything here is the administrator's alone."""
    require_admin(me())


@pages.get("")
def show() -> str:
    """The accounts, found by name, staff number or unit."""
    words, unit = (_UNKNOWN.sub("", request.args.get(name, ""))[:60].strip() for name in ("q", "unit"))
    return render_template(
        "admin/users.html",
        users=accounts.accounts(me(), words, unit),
        words=words,
        unit=unit,
        units=list(unit_names().items()),
        post_words=post_words,
        tabs=tabs("admin_users.show"),
    )


@pages.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new account; its first password is shown once."""
    form = AccountForm()
    if request.method == "GET":
        return _page(None, form, {}, [], {})
    answers, posts = read_answers(form, request.form), _posts()
    password = secrets.token_urlsafe(9)
    try:
        user = accounts.add_account(form.load(answers), posts, hashed(password), me(), now())
    except (Invalid, ValidationError) as refusal:
        return _page(None, form, answers, posts, _errors(refusal)), 422
    return _secret(user, password, "用户已建立")


@pages.route("/<int:user_id>", methods=["GET", "POST"])
def change(user_id: int) -> ResponseReturnValue:
    """Name, staff number and posts of an account."""
    user, form = accounts.account(user_id, me()), PersonForm()
    if request.method == "GET":
        answers = {"name": user.name, "staff_no": user.staff_no, "phone": user.phone, "section": user.section}
        return _page(user, form, answers, [(post.unit, post.role) for post in user.posts], {})
    answers, posts = read_answers(form, request.form), _posts()
    try:
        accounts.change_account(user, form.load(answers), posts, me(), now())
    except (Invalid, ValidationError) as refusal:
        return _page(user, form, answers, posts, _errors(refusal)), 422
    flash(f"{user.name}的资料已保存。")
    return redirect(url_for("admin_users.show"), 303)


@pages.post("/<int:user_id>/password")
def reset_password(user_id: int) -> ResponseReturnValue:
    """A new password, shown once; the account's sessions end."""
    user, password = accounts.account(user_id, me()), secrets.token_urlsafe(9)
    accounts.set_password(user, hashed(password), me(), now())
    return _secret(user, password, "密码已重设")


@pages.post("/<int:user_id>/closed")
def close(user_id: int) -> ResponseReturnValue:
    """停用 or 启用."""
    user = accounts.account(user_id, me())
    if request.form.get("closed") == "no":
        accounts.open_account(user, me(), now())
        flash(f"{user.name}的账号已启用。")
    else:
        number = accounts.close_account(user, me(), now())
        flash(f"{user.name}的账号已停用" + (f",手里 {number} 件已退回本单位待领。" if number else "。"))
    return redirect(url_for("admin_users.show"), 303)


def _posts() -> list[tuple[str, str]]:
    """The posts chosen on the page; rows left empty do not count."""
    pairs = [
        (request.form.get(f"post-{n}-unit", ""), request.form.get(f"post-{n}-role", ""))
        for n in range(MOST_POSTS)
    ]
    return [(unit, role) for unit, role in dict.fromkeys(pairs) if unit or role]


def _errors(refusal: Invalid | ValidationError) -> dict[str, Any]:
    errors: dict[str, Any] = refusal.errors if isinstance(refusal, Invalid) else refusal.normalized_messages()
    return errors


def _page(
    user: User | None,
    form: Form,
    answers: dict[str, Any],
    posts: list[tuple[str, str]],
    errors: dict[str, Any],
) -> str:
    return render_template(
        "admin/user.html",
        user=user,
        view=view_form(form, Filling(answers, errors)),
        posts=[*posts, *[("", "")] * SPARE][:MOST_POSTS],
        post_errors=errors.get("posts", []),
        units=list(unit_names().items()),
        roles=list(ROLES.items()),
        me=me(),
    )


def _secret(user: User, password: str, title: str) -> str:
    return render_template("admin/password.html", user=user, password=password, title=title)
