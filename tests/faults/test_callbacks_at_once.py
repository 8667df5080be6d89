"""Two people at the same callback, or at the same case that has ended, in the same moment: one is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from server.cases.measures.inspecting import inspect
from server.database import db, transaction
from server.models import Callback, Event, Measure, Process
from tests.conftest import FrozenClock
from tests.server.cases.house import House
from tests.server.cases.test_measures import Chain
from tests.server.pages.desk import Browser, Desk
from tests.server.pages.test_callbacks import Year

BEGINS = 0.4
"""Seconds in which an act has read what it wants to change."""


@pytest.fixture
def desk(own_app: Flask, clock: FrozenClock, tmp_path: Path) -> Desk:
    own_app.config["FILES"] = tmp_path
    return Desk(own_app, lambda: House(clock, tmp_path))


def while_held(desk: Desk, row: str, acts: list[Callable[[], int]]) -> list[int]:
    """Both begin while somebody else holds the row, the first one first; their answers, in order."""
    with ThreadPoolExecutor(len(acts)) as pool, desk.app.app_context(), db.engine.connect() as other:
        held = other.begin()
        other.execute(text(f"SELECT id FROM {row} FOR UPDATE"))  # noqa: S608  # written in this file)
        answers = []
        for act in acts:
            answers.append(pool.submit(act))
            sleep(BEGINS)
        held.commit()
        return sorted(answer.result() for answer in answers)


def sending(browser: Browser, address: str, **given: str) -> Callable[[], int]:
    page = browser.see(address)
    return lambda: browser.send(page, address, **given).status_code


CALL = {"answered": "true", "result": "满意", "words": "好"}
SKIP = {"reason": "正在诉讼"}


@pytest.mark.parametrize("first", ["", "/skip"])
@pytest.mark.parametrize("second", ["", "/skip"])
def test_a_callback_is_done_once(desk: Desk, first: str, second: str) -> None:
    year = Year(desk)
    number = year.first()
    acts = [
        sending(desk.browser(login), f"/callbacks/{number}{path}", **(SKIP if path else CALL))
        for login, path in (("clerk", first), ("head", second))
    ]
    assert while_held(desk, f"callback WHERE id = {number}", acts) == [303, 409]
    calls, rows = desk.do(
        lambda _: (
            db.session.scalar(select(func.count()).where(Event.verb == "call")),
            db.session.scalar(select(func.count()).select_from(Callback)),
        )
    )
    assert (calls, rows) == ((0, 3) if first else (1, 2))


def test_discontent_is_decided_once(desk: Desk) -> None:
    year = Year(desk)
    desk.do(lambda house: house.ids.update(other=house.hire("other", posts=[("office", "clerk")]).id))
    number = year.first()
    year.call(desk.browser("clerk"), number, answered="true", result="不满意", words="没有整改")
    acts = [
        sending(desk.browser("head"), f"/callbacks/{number}/follow-up", again="false", reason="已核实"),
        sending(
            desk.browser("other"),
            f"/callbacks/{number}/follow-up",
            again="true",
            to="sign_for",
            reason="属实",
        ),
    ]
    assert while_held(desk, f"callback WHERE id = {number}", acts) == [303, 409]


def test_a_measure_is_reopened_once(desk: Desk) -> None:
    def file(house: House) -> None:
        chain = Chain(house)
        chain.plan()
        chain.check()
        chain.accept()
        chain.file()
        house.hire("inspector2", posts=[("inspection", "inspector")])

    def reopen(login: str) -> Callable[[], int]:
        def act() -> int:
            with desk.app.app_context(), transaction():
                house = desk.house
                measure = db.session.scalars(select(Measure).where(Measure.no == 1)).one()
                inspect(measure, "垃圾又堆起来了", "advance_work", house[login], house.now)
            return 303

        return act

    desk.do(file)
    while_held(desk, "process WHERE measure_id IS NOT NULL", [reopen("inspector"), reopen("inspector2")])
    running = select(func.count()).where(Process.measure_id.is_not(None), Process.ended_at.is_(None))
    of_one = running.where(Process.measure_id == select(Measure.id).where(Measure.no == 1).scalar_subquery())
    assert desk.do(lambda _: db.session.scalar(of_one)) == 1
