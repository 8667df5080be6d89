"""What commands that take something in share: in whose name they act, and how they end."""

import json
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click
from sqlalchemy import select

from server.cases.founding import any_office_user
from server.database import db
from server.models import User


def acting(login: str | None) -> User:
    """The account a command acts as: the one named, else the first of the city office."""
    named = select(User).where(User.login == login, User.disabled.is_(False))
    user: Any = db.session.scalars(named).unique().first() if login else any_office_user()
    if user is None:
        raise click.ClickException("没有可用的市整改办账号,请先运行 xiaohao init,或用 --as 指定用户。")
    return user  # type: ignore[no-any-return]  # either branch gives a user


def end(*, dry_run: bool) -> None:
    """Keep what was written, or nothing of it where it was only a trial."""
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()


def refuse(message: str, told: Mapping[str, Any], *, as_json: bool) -> NoReturn:
    """Say why on stderr, with --json also in the form of the answer; nothing stays written, exit status 1."""
    db.session.rollback()
    if as_json:
        click.echo(json.dumps({**told, "error": message}, ensure_ascii=False))
    click.echo(message, err=True)
    sys.exit(1)
