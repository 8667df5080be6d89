"""`xiaohao users`: accounts and their tokens."""

import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from server.auth import hashed, new_token
from server.cases.accounts import note_account
from server.cases.founding import add_user
from server.clock import now
from server.database import db, transaction
from server.models import Unit, User
from workflows.roles import ROLES, post_words


@click.group("users", invoke_without_command=True)
@click.pass_context
@with_appcontext
def users(context: click.Context) -> None:
    """Accounts: list them, add one, give it a token for the API."""
    if context.invoked_subcommand is None:
        units = dict(db.session.execute(select(Unit.code, Unit.name)).all())
        for user in db.session.scalars(select(User).order_by(User.id)).unique():
            posts = "、".join(post_words(units[post.unit], post.role) for post in user.posts)
            click.echo(f"{user.login}\t{user.name}\t{posts}{'(停用)' if user.disabled else ''}")


@users.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--post", "posts", multiple=True, required=True, help="unit:role, such as rongan:handler")
@click.option("--staff-no", help="工号; two accounts of one person must have the same")
@click.option("--section", help="科(股)室: whoever verifies the work of the own unit must be of another one")
@with_appcontext
def add(login: str, name: str, posts: tuple[str, ...], staff_no: str | None, section: str | None) -> None:
    """Add an account; prints its first password once."""
    pairs = [_post(post) for post in posts]
    if _find(login) is not None:
        raise click.ClickException(f"用户名 {login} 已有人用。")
    password = secrets.token_urlsafe(9)
    with transaction():
        user = add_user(login, name, staff_no or login, hashed(password), pairs)
        user.section = section
        note_account("add_user", user, None, now(), old={})
    click.echo(f"{name}:用户名 {login},初始密码 {password}(只显示这一次)")


@users.command("token")
@click.argument("name")
@with_appcontext
def token(name: str) -> None:
    """Print a new API token for an account; it is shown only once."""
    user = _find(name)
    if user is None:
        raise click.ClickException(f"没有用户 {name}。")
    with transaction():
        note_account("add_token", user, None, now())
        click.echo(new_token(user, now()))


@users.command("password")
@click.argument("login")
@with_appcontext
def password(login: str) -> None:
    """Set a new password, printed once; all sessions of the account end."""
    user = _find(login)
    if user is None:
        raise click.ClickException(f"没有用户 {login}。")
    new = secrets.token_urlsafe(9)
    with transaction():
        user.password_hash, user.session_key = hashed(new), secrets.token_hex(8)
        note_account("set_password", user, None, now())
    click.echo(f"{user.name}:新密码 {new}(只显示这一次)")


def _find(login: str) -> User | None:
    return db.session.scalars(select(User).where(User.login == login)).unique().first()


def _post(text: str) -> tuple[str, str]:
    unit, _, role = text.partition(":")
    if role not in ROLES or db.session.get(Unit, unit) is None:
        raise click.ClickException(f"岗位“{text}”写法不对:单位代码:角色,角色有 {'、'.join(ROLES)}。")
    return unit, role
