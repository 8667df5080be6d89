"""Completions through HTTP beside the bare database transactions they consist of."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import make_url

from bench.browser import Browser
from bench.serving import Served
from bench.statements import Said, record
from bench.tasks import Chore
from bench.timing import Times, side_by_side
from server.database import CONNECT_ARGUMENTS, conninfo

SEE_OTHER = 303


def through_http(server: Served, chores: Sequence[Chore], clients: int) -> Times:
    """Every task sent as its form, by as many clients at once; people are signed in beforehand."""
    shares: dict[int, list[Callable[[], object]]] = defaultdict(list)
    with ExitStack() as stack:
        for number, login in enumerate(sorted({chore.login for chore in chores})):
            who = stack.enter_context(closing(Browser(server.port, login)))
            mine = (chore for chore in chores if chore.login == login)
            shares[number % clients] += [partial(_send, who, chore) for chore in mine]
        return side_by_side(list(shares.values()))


def _send(who: Browser, chore: Chore) -> None:
    form = {"form": chore.form, "submission": f"bench-{chore.task_id}", **chore.answers}
    status, page = who.post(f"/tasks/{chore.task_id}", form)
    if status != SEE_OTHER:
        raise RuntimeError(f"{chore.step} {chore.task_id}: {status} {page[:200]!r}")


def bare(app: Flask, chores: Sequence[Chore], now: datetime, clients: int) -> tuple[Times, float]:
    """The same statements with the same values, said by psycopg alone; and how many there are on average."""
    scripts = record(app, list(chores), now)
    url = conninfo(make_url(app.config["SQLALCHEMY_DATABASE_URI"]))
    with ExitStack() as stack:
        connections = [stack.enter_context(psycopg.connect(url, **CONNECT_ARGUMENTS)) for _ in range(clients)]
        works = [
            [partial(_say, connections[n], script) for script in scripts[n::clients]] for n in range(clients)
        ]
        return side_by_side(works), sum(map(len, scripts)) / max(len(scripts), 1)


def _say(connection: psycopg.Connection[Any], script: Said) -> None:
    for statement, parameters in script:
        found = connection.execute(statement, parameters)
        if found.description:
            found.fetchall()
    connection.commit()
