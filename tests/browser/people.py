"""The people at their browsers: the house of the use cases' tests, with names and passwords."""

from collections.abc import Iterable
from functools import cache

from server import auth
from server.cases.founding import add_user
from server.models import User
from tests.server.cases.house import House

PASSWORD = "销号-2026-三月"
NAMES = {
    "clerk": "韦晓兰",
    "head": "覃志远",
    "leader": "黄国栋",
    "inspector": "梁督查",
    "admin": "系统管理员",
    "urban1": "石小军",
    "ecology1": "陆建华",
    "rongan_handler1": "莫桂英",
    "rongan_handler2": "罗文彬",
    "rongan_handler3": "潘秋月",
    "rongan_chief": "周德明",
    "rongan_principal": "贾永昌",
    "liunan_handler1": "李建平",
    "liunan_handler2": "王丽",
    "liunan_handler3": "张勇",
    "liunan_chief": "陈科长",
    "liunan_principal": "吴局长",
}


class OfficeHouse(House):
    """A house whose people can sign in."""

    def hire(self, login: str, staff_no: str | None = None, posts: Iterable[tuple[str, str]] = ()) -> User:
        """A new account with a name and the password all of them have."""
        return add_user(login, NAMES.get(login, login), staff_no or login, _hashed(), posts)


@cache
def _hashed() -> str:
    return auth.hashed(PASSWORD)
