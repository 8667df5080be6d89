"""Preparing a house: units and their names, the round, the calendar, the diagrams and the first account."""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.access import OFFICE
from server.cases.definition import deploy, drawn_files
from server.database import db
from server.models import CalendarDay, Post, Round, Unit, UnitName, User

SEED = Path(__file__).resolve().parent.parent / "seed"
ROUND = "2023年自治区生态环境保护督察"
PETITIONS = 128


def found(now: datetime) -> str:
    """Units, their names, round, calendar and diagrams, each only where missing; returns the definition's hash."""
    _units()
    _unit_names()
    _round()
    _calendar()
    return deploy(drawn_files(), now)


def add_user(
    login: str, name: str, staff_no: str, password_hash: str, posts: Iterable[tuple[str, str]]
) -> User:
    """A new account with its posts (unit, role)."""
    user = User(login=login, name=name, staff_no=staff_no, password_hash=password_hash)
    user.session_key = secrets.token_hex(8)
    user.posts = [Post(unit=unit, role=role) for unit, role in posts]
    db.session.add(user)
    db.session.flush()
    return user


def any_office_user() -> User | None:
    """The account in whose name commands act when none is named: the first of the city office."""
    query = select(User).join(Post).where(Post.role.in_(OFFICE), User.disabled.is_(False)).order_by(User.id)
    return db.session.scalars(query).unique().first()


def _units() -> None:
    rows = [
        {"code": code, "name": name, "kind": kind, "parent": parent, "sort": number}
        for number, (code, name, kind, parent) in enumerate(json.loads((SEED / "units.json").read_text()))
    ]
    db.session.execute(insert(Unit).values(rows).on_conflict_do_nothing())


def _unit_names() -> None:
    rows = [
        {"name": name, "units": units, "chosen": chosen}
        for name, units, chosen in json.loads((SEED / "unit_names.json").read_text())
    ]
    db.session.execute(insert(UnitName).values(rows).on_conflict_do_nothing())


def _round() -> None:
    if db.session.scalar(select(Round).where(Round.current)) is None:
        db.session.add(Round(name=ROUND, current=True, target=PETITIONS))
        db.session.flush()


def _calendar() -> None:
    rows = [
        {**row, "day": date.fromisoformat(row["day"])}
        for row in json.loads((SEED / "calendar.json").read_text())
    ]
    db.session.execute(insert(CalendarDay).values(rows).on_conflict_do_nothing())
