"""Many at the same sheet of 调度, or opening the same month, in the same moment: everything is there once."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.cases.dispatch.filling import submit
from server.cases.dispatch.opening import open_month
from server.cases.dispatch.sheet import lines_of, sheet_of
from server.cases.refusal import Stale
from server.database import db
from server.models import DispatchEvent, DispatchRow, DispatchSheet
from tests.faults.at_once import at_once, refused
from tests.server.cases.dispatch.sheets import SAID
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load

MARCH = date(2026, 3, 1)
MANY = 8


def number(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def submitting(house: House, key: str) -> Callable[[], Any]:
    def act() -> bool:
        by = house["liunan_handler1"]
        sheet = sheet_of(MARCH, "liunan", by, lock=True)
        entries = {line.measure.no: SAID for line in lines_of(sheet)}
        return submit(sheet, entries, "", by, house.now, key)

    return act


def begin(house: House) -> None:
    load(house["clerk"], house.now)
    db.session.commit()


def test_a_month_opened_by_many_is_opened_once(own_app: Flask, house: House) -> None:
    begin(house)
    opened = at_once(own_app, [lambda: open_month(MARCH, house.now)] * MANY)
    assert sum(opened) == number(DispatchSheet) == 9


def test_a_sheet_submitted_by_many_is_submitted_once(own_app: Flask, house: House) -> None:
    begin(house)
    open_month(MARCH, house.now)
    db.session.commit()
    answers = at_once(own_app, [submitting(house, f"key{n // 2}") for n in range(MANY)])
    assert [one for one in answers if one is True] == [True]
    assert {type(one) for one in refused(answers)} == {Stale}
    assert answers.count(False) == 1, "the same form again is no refusal"
    assert (number(DispatchEvent), number(DispatchRow)) == (1, 2)
