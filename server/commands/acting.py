"""In whose name a command acts."""

from typing import Any

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
