"""Corrections, names settled anew and hands of the office in any order: nobody is lost, nobody comes back uncalled."""

import random

import pytest
from sqlalchemy import func, select

from server.cases.measures.changing import change_units
from server.cases.measures.finding import load_measure
from server.cases.measures.owed import owed_by
from server.cases.plan.naming import change_name, name_of
from server.database import db
from server.models import Measure, Owing, Signature
from tests.server.cases.house import House
from tests.server.cases.plan.plans import SHORT, load

NAMES = (
    "市水利局",
    "市财政局",
    "柳南区党委和人民政府",
    "融安县党委和人民政府",
    "各城区党委和人民政府",
    "市某某中心",
)
UNITS = ("liunan", "rongan", "luzhai", "finance", "science", "water", "chengzhong")
OLD = "责任单位:市水利局,柳南区、融安县党委和人民政府。"


class Office:
    """What the office did, and whom it therefore expects to owe measure 1."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.draw = house, random.Random(seed)
        self.names = ["市水利局", "柳南区党委和人民政府", "融安县党委和人民政府"]
        self.added: set[str] = set()
        self.removed: set[str] = set()
        load(house["clerk"], house.now)

    @property
    def measure(self) -> Measure:
        return load_measure(1, self.house["clerk"])

    @property
    def owing(self) -> set[str]:
        return {one.unit for one in owed_by(self.measure)}

    def meant(self) -> set[str]:
        return {unit for name in self.names for unit in name_of(name, self.house["head"]).units}

    def correct(self) -> None:
        before = self.meant()
        self.names = self.draw.sample(NAMES[:5], self.draw.randint(1, 4))
        text = SHORT.replace(OLD, f"责任单位:{','.join(self.names)}。")
        load(self.house["clerk"], self.house.now, text, confirmed=True)
        self._follow(before)

    def settle(self) -> None:
        before = self.meant()
        row = name_of(self.draw.choice(self.names), self.house["head"])
        change_name(row, self.draw.sample(UNITS, 2), False, self.house["head"], self.house.now)
        self._follow(before)

    def _follow(self, before: set[str]) -> None:
        """A unit the plan calls anew is called, though it was taken off; one it no longer names is not."""
        self.removed -= self.meant() - before
        self.removed &= self.meant()

    def add(self) -> None:
        units = [unit for unit in UNITS if unit not in self.owing]
        if units:
            unit = self.draw.choice(units)
            change_units(self.measure, [unit], [], "补充", self.house["head"], self.house.now)
            self.added.add(unit)
            self.removed.discard(unit)

    def remove(self) -> None:
        owing = sorted(self.owing)
        if len(owing) > 1:
            unit = self.draw.choice(owing)
            change_units(self.measure, [], [unit], "不涉及", self.house["head"], self.house.now)
            self.added.discard(unit)
            self.removed.add(unit)


@pytest.mark.parametrize("seed", range(12))
def test_units_owe_as_the_plan_the_table_and_the_office_say(house: House, seed: int) -> None:
    office = Office(house, seed)
    signature = {"measure_id": office.measure.id, "step": "make_plan", "user_id": house["clerk"].id}
    db.session.add_all(Signature(**signature, unit=unit, at=house.now) for unit in ("liunan", "water"))
    db.session.flush()
    for _ in range(12):
        getattr(office, office.draw.choice(("correct", "settle", "add", "remove")))()
        db.session.flush()
        assert office.owing == (office.meant() - office.removed) | office.added
        twice = select(Owing.unit).where(Owing.measure_id == office.measure.id, Owing.removed_at.is_(None))
        assert len(list(db.session.scalars(twice))) == len(office.owing)
        standing = select(func.count()).where(Signature.voided_at.is_(None))
        assert db.session.scalar(standing.select_from(Signature)) == 2
