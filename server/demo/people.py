"""Invented people: for every unit those its steps need, all with one password."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from server.cases.founding import add_user
from server.database import db
from server.models import Unit, User

PASSWORD = "xiaohao-demo"  # noqa: S105  printed on purpose: everybody may sign in to the demo
SURNAMES = "韦覃黄莫蒙陆罗廖梁谭卢潘吴杨石龙欧何周唐"
GIVEN = (
    *("明远", "秀兰", "志刚", "晓燕", "建平", "玉梅", "国栋", "春晖", "文斌", "丽萍", "永康", "雪琴"),
    *("海涛", "桂芳", "立新", "艳红", "少华", "静怡", "伟业", "凤英", "景行", "若溪", "长青"),
)
CITY = (
    ("admin", "city", "admin"),
    ("office", "office", "clerk"),
    ("office-head", "office", "head"),
    ("inspector", "inspection", "inspector"),
    ("leader", "leading_group", "leader"),
)
IN_A_UNIT = (("1", "handler"), ("2", "handler"), ("-chief", "chief"), ("-head", "principal"))
"""Sign-in after the unit's code: two handlers, the section's chief, the unit's principal."""
IN_AN_ORGAN = (("1", "handler"), ("-chief", "chief"))
"""Organs and firms of the city only owe measures."""
SECTIONS = {"1": "业务科", "2": "督察整改科", "-chief": "督察整改科"}
"""Sections (科室) of city units by the same endings: the first does the work, the second verifies it."""


@dataclass(frozen=True)
class Staff:
    """Who works where, found by unit and role."""

    by_id: dict[int, User]
    by_post: dict[tuple[str, str], list[User]]

    def of(self, unit: str, role: str) -> list[User]:
        """The people who hold a role in a unit, in order of their sign-ins."""
        return self.by_post.get((unit, role), [])


def add_people(password_hash: str) -> Staff:
    """Add whoever is missing; accounts that are there already are left as they are."""
    known = {user.login: user for user in db.session.scalars(select(User).order_by(User.id)).unique()}
    for number, (login, unit, role, section) in enumerate(_posts()):
        if login not in known:
            known[login] = add_user(login, _name(number), f"DEMO{number:03}", password_hash, [(unit, role)])
            known[login].section = section
    return _staff(known.values())


def _staff(users: Iterable[User]) -> Staff:
    by_post: dict[tuple[str, str], list[User]] = {}
    for user in users:
        for post in user.posts:
            by_post.setdefault((post.unit, post.role), []).append(user)
    return Staff({user.id: user for user in users}, by_post)


def _posts() -> Iterator[tuple[str, str, str, str | None]]:
    yield from ((login, unit, role, None) for login, unit, role in CITY)
    for unit, kind in _units("county", "area", "bureau"):
        sections = SECTIONS if kind == "bureau" else {}
        yield from ((f"{unit}{end}", unit, role, sections.get(end)) for end, role in IN_A_UNIT)
    for unit, _ in _units("organ"):
        yield from ((f"{unit}{end}", unit, role, SECTIONS[end]) for end, role in IN_AN_ORGAN)


def _units(*kinds: str) -> list[tuple[str, str]]:
    query = select(Unit.code, Unit.kind).where(Unit.kind.in_(kinds)).order_by(Unit.sort)
    return [(code, kind) for code, kind in db.session.execute(query)]


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]
