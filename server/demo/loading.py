"""Loading the demonstration: once, on two processors where there are two; broken off, it starts over."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from server.auth import hashed
from server.cases.attach import path_of
from server.cases.calendar import calendar, local_day
from server.cases.founding import found
from server.database import db, transaction
from server.demo.calling import call_some
from server.demo.measures.living import live, load_plan_long_ago, shares
from server.demo.measures.stands import TOUR, Stand
from server.demo.people import PASSWORD, add_people
from server.demo.performing import cast, perform
from server.demo.registering import open_batches
from server.demo.stage import Case, Stage
from server.models import Attachment, Petition, Plan, Setting

LOADED = "demo"
"""The setting that says the demonstration is loaded whole, with the cases of its tour."""
TOUR_STEPS = ("assign", "member_visit", "end_notice", "file", "register")


class NotADemo(Exception):
    """The database holds petitions that are not invented; it is left alone."""


def loaded() -> dict[str, str] | None:
    """The cases of the tour by name, once the demonstration is loaded."""
    setting = db.session.get(Setting, LOADED)
    return dict(setting.value) if setting else None


def prepare(app: Flask, now: datetime, *, reset: bool = False, processes: int | None = None) -> None:
    """Load the demonstration unless it is there. Raises NotADemo where real petitions would be mixed or lost."""
    with transaction():
        known = loaded()
        if known and not reset:
            return
        _refuse_real(a_demo=known is not None)
        if known or _anything():
            _wipe(app)
    _load(app, now, processes or min(2, os.cpu_count() or 1))


def _refuse_real(*, a_demo: bool) -> None:
    """A plan that somebody loaded over the invented one, to see it in the demonstration, is no reason to refuse."""
    real = db.session.scalar(select(func.count()).where(Petition.demo.is_(False))) or 0
    if not a_demo:
        real += db.session.scalar(select(func.count()).where(Plan.demo.is_(False))) or 0
    if real:
        raise NotADemo(
            f"这个数据库里有 {real} 件不是演示数据,没有改动。"
            "要看演示,请用 XIAOHAO_VAR 另指一个目录,或用 XIAOHAO_DATABASE_URL 另指一个数据库。"
        )


def _anything() -> bool:
    return any(db.session.scalar(select(func.count()).select_from(kind)) for kind in (Petition, Plan))


def _wipe(app: Flask) -> None:
    for digest in db.session.scalars(select(Attachment.sha256).distinct()):
        path = path_of(app.config["FILES"], digest)
        for kept in path.parent.glob(f"{path.name}*"):
            kept.unlink()
    names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    db.session.expunge_all()


@dataclass(frozen=True)
class _Share:
    """What one process lives through: petitions and measures that no other touches."""

    cases: list[Case]
    stands: list[Stand]
    today: date


def _load(app: Flask, now: datetime, processes: int) -> None:
    today = local_day(now)
    with transaction():
        found(now)
        staff = add_people(hashed(PASSWORD))
        cases = cast(today)
        open_batches(cases, today)
        load_plan_long_ago(Stage(staff, app.config["FILES"]), today)
    heaps = enumerate(shares(processes))
    parts = [_Share(cases[first::processes], stands, today) for first, stands in heaps]
    if processes > 1:
        db.engine.dispose()
        _side_by_side(app, parts)
    else:
        _perform(app, parts[0])
    with transaction():
        call_some(Stage(add_people(""), app.config["FILES"]), now)
        db.session.add(Setting(name=LOADED, value=_to_show(cases)))


def _side_by_side(app: Flask, parts: list[_Share]) -> None:
    """Each process takes its share; neither cases nor problems touch one another."""
    calendar()
    fork = multiprocessing.get_context("fork")
    _shared["app"] = app
    with ProcessPoolExecutor(len(parts), fork) as pool:
        list(pool.map(_perform_part, parts))


_shared: dict[str, Any] = {}
"""What the forked processes find in place."""


def _perform_part(part: _Share) -> None:
    app: Flask = _shared["app"]
    with app.app_context():
        _perform(app, part)
        db.engine.dispose()


def _perform(app: Flask, part: _Share) -> None:
    """Registering locks the round, so each case is kept at once; what is known of it need not be read again."""
    with transaction() as session:
        session.expire_on_commit = False
        stage = Stage(add_people(""), app.config["FILES"])
        live(stage, part.stands, part.today)
        session.commit()
        perform(stage, part.cases)


def _to_show(cases: list[Case]) -> dict[str, str]:
    """Numbers of the cases the tour speaks of."""
    shown = {step: case.no for step in TOUR_STEPS for case in cases if case.plan.step == step}
    shown["path"] = next(case.no for case in cases if case.plan.tour)
    shown["measure"] = str(TOUR)
    return {name: no.rstrip("*") for name, no in shown.items()}
