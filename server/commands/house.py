"""`xiaohao init` and `xiaohao doctor`: prepare an empty database, and say whether all is well."""

import secrets
import sys

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from server.auth import hashed
from server.cases.checkup import checkup
from server.cases.founding import add_user, any_office_user, found
from server.clock import now
from server.database import transaction

FIRST_ACCOUNTS = (
    ("admin", "系统管理员", [("city", "admin")]),
    ("office", "市整改办经办", [("office", "clerk")]),
)


@click.command("init")
@with_appcontext
def init() -> None:
    """Prepare an empty database: tables, units, routes, calendar and the first two accounts."""
    flask_migrate.upgrade()
    with transaction():
        found(now())
        if any_office_user() is not None:
            click.echo("已经初始化过;单位、日历和流程图已补齐。")
            return
        for number, (login, name, posts) in enumerate(FIRST_ACCOUNTS, 1):
            password = secrets.token_urlsafe(9)
            add_user(login, name, f"INIT{number:03}", hashed(password), posts)
            click.echo(f"{name}:用户名 {login},初始密码 {password}(只显示这一次)")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check database, units, diagrams, files, timers and incidents; exit status 1 when something is wrong."""
    checks = checkup(current_app.config["FILES"], now())
    for check in checks:
        click.echo(f"{'✓' if check.ok else '✗'} {check.name}:{check.words}")
    sys.exit(0 if all(check.ok for check in checks) else 1)
