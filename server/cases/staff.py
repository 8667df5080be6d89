"""Who works where: the people a unit has for a lane of the diagrams."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from server.database import db
from server.models import Post, User


@dataclass(frozen=True)
class Staff:
    """A person's post in a unit, as far as it matters for who gets a task."""

    user_id: int
    staff_no: str
    role: str


def staff_at(units: set[str]) -> dict[str, list[Staff]]:
    """Everybody who acts for these units, in one statement."""
    if not units:
        return {}
    query = (
        select(Post.unit, User.id, User.staff_no, Post.role)
        .join(User, Post.user_id == User.id)
        .where(Post.unit.in_(units), User.disabled.is_(False))
    )
    found: dict[str, list[Staff]] = {}
    for unit, user_id, staff_no, role in db.session.execute(query):
        found.setdefault(unit, []).append(Staff(user_id, staff_no, role))
    return found


def staff_of(unit: str, roles: Iterable[str], barred: set[str]) -> dict[int, str]:
    """Who may act for a unit in one of these roles, without those four eyes bar: account -> staff number."""
    wanted = roles_at(unit, roles)
    staff = staff_at({unit}).get(unit, [])
    return {one.user_id: one.staff_no for one in staff if one.role in wanted and one.staff_no not in barred}


def roles_at(unit: str, roles: Iterable[str]) -> set[str]:
    """Who does a lane's work at a unit: its roles, and in the city office everybody."""
    return {"clerk", "head"} if unit == "office" else set(roles)
