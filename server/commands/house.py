"""`xiaohao init` and `xiaohao doctor`: prepare an empty database, and say whether all is well."""

import secrets
import sys
from collections.abc import Callable

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select, text

from server.auth import hashed
from server.cases.definition import current, engine
from server.cases.founding import add_user, any_office_user, found
from server.clock import now
from server.database import db, transaction
from server.models import Process, Unit

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
    """Check database, tables, diagrams and files; exit status 1 when something is wrong."""
    results = [_checked(name, check) for name, check in CHECKS.items()]
    sys.exit(0 if all(results) else 1)


def _checked(name: str, check: Callable[[], str]) -> bool:
    try:
        click.echo(f"✓ {name}:{check()}")
    except Exception as error:  # noqa: BLE001 - a doctor reports whatever is wrong
        click.echo(f"✗ {name}:{str(error).splitlines()[0]}")
        return False
    return True


def _database() -> str:
    version = db.session.scalar(text("SHOW server_version"))
    return f"PostgreSQL {version}"


def _tables() -> str:
    units = db.session.scalar(select(func.count()).select_from(Unit)) or 0
    if not units:
        raise LookupError("没有单位,请先运行 xiaohao init")
    return f"{units} 个单位"


def _diagrams() -> str:
    used = set(db.session.scalars(select(Process.definition).where(Process.ended_at.is_(None)).distinct()))
    for definition in used | {current()}:
        engine(definition)
    return f"{len(used | {current()})} 个版本可用"


def _files() -> str:
    folder = current_app.config["FILES"]
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    return "可写"


CHECKS = {"数据库": _database, "数据表": _tables, "流程图": _diagrams, "附件目录": _files}
