"""How long pages take with many cases, and how much they ask of the database."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from bench.browser import Browser
from bench.serving import Served
from bench.statements import listening
from bench.timing import Times, side_by_side
from server.database import db
from server.models import Petition, Task, User

T = TypeVar("T")
OK = 200
COUNTIES = ("rongan", "liunan", "yufeng", "sanjiang")


@dataclass(frozen=True)
class Page:
    """A page, who looks at it, and within which time 95 of 100 shall be answered (milliseconds)."""

    name: str
    target: int
    views: list[tuple[str, str]]
    """Sign-in and address."""


def pages(app: Flask) -> list[Page]:
    """The pages that have a target, each by several people and with several cases."""
    with app.app_context():
        handlers = [f"{county}{n}" for county in COUNTIES for n in (1, 2)]
        chiefs = [f"{county}-chief" for county in COUNTIES]
        mine = [(login, f"/tasks/{task}") for login in handlers for task in _tasks(login)]
        seen = [("office", f"/c/{no}") for no in _some_numbers()]
    everybody = [*handlers, *chiefs, "office", "office-head", "leader", "ecology1"]
    return [
        Page("待办 inbox", 150, [(login, "/") for login in everybody]),
        Page("案件 case with form", 200, mine),
        Page("案件 case as the office sees it", 200, seen),
        Page("总览 overview", 300, [("office", "/office"), ("office-head", "/office")]),
        Page(
            "清单 list",
            300,
            [("office", f"/office/list?{query}") for query in ("", "light=red", "type=水", "q=油烟")],
        ),
        Page("批次 board", 300, [("office", "/office/board")]),
        Page(
            "措施 measures",
            150,
            [
                *(("office", f"/measures?{query}") for query in ("", "due=overdue", "unit=rongan", "q=河")),
                *((login, "/measures") for login in ("leader", "rongan1", "ecology1")),
            ],
        ),
        Page("到期 dates", 150, [("office", "/measures/dates"), ("office", "/measures/dates?by=lead")]),
        Page(
            "问题 problems",
            150,
            [("office", "/problems"), ("rongan1", "/problems"), ("office", "/problems/10")],
        ),
        Page(
            "查找 search",
            150,
            [("office", "/s?q=油烟"), ("rongan1", "/s?q=养殖"), ("office", "/s?q=没有这样的字")],
        ),
    ]


def _tasks(login: str) -> list[int]:
    holder = select(User.id).where(User.login == login).scalar_subquery()
    query = select(Task.id).where(Task.user_id == holder, Task.closed_at.is_(None)).order_by(Task.id)
    return spread(list(db.session.scalars(query.limit(200))), 5)


def _some_numbers() -> list[str]:
    return spread(list(db.session.scalars(select(Petition.no).order_by(Petition.id))), 20)


def spread(found: list[T], most: int) -> list[T]:
    """So many of these, evenly spread."""
    return found[:: max(1, len(found) // most)][:most]


def timed(server: Served, page: Page, clients: int, requests: int) -> Times:
    """The page asked for by so many at once, each with connections of its own, everything looked at before."""
    turns = list(islice(cycle(page.views), max(requests, clients)))
    with ExitStack() as stack:
        shares = [_share(stack, server, turns[n::clients]) for n in range(clients)]
        for share in shares:
            for look in share[: len(page.views)]:
                look()
        return side_by_side(shares)


def _share(stack: ExitStack, server: Served, turns: list[tuple[str, str]]) -> list[Callable[[], object]]:
    logins = {login for login, _ in turns}
    people = {login: stack.enter_context(closing(Browser(server.port, login))) for login in logins}
    return [partial(_look, people[login], address) for login, address in turns]


def _look(who: Browser, address: str) -> None:
    status, _ = who.get(address)
    if status != OK:
        raise RuntimeError(f"{address}: {status}")


def asked(app: Flask, views: Iterable[tuple[str, str]]) -> int:
    """The most statements one view of these needs, loading the user included."""
    return max(_asked(app, login, address) for login, address in views)


def _asked(app: Flask, login: str, address: str) -> int:
    client = app.test_client()
    with app.app_context():
        user = db.session.scalars(select(User).where(User.login == login)).unique().one()
        user.session_key = user.session_key or "bench"
        session_id = user.get_id()
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["_fresh"] = True
    client.get(address)
    with listening(app) as said:
        client.get(address)
    return len(said)
