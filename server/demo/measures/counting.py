"""What the demonstration counts: milestones decided about and reached, a list of items, conditions over petitions."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from server.cases.calendar import local_day
from server.cases.measures.changing import set_conditions
from server.cases.measures.conditions import KINDS
from server.cases.measures.finding import load_measure
from server.cases.measures.owed import owed_by
from server.cases.plan.items import take_items
from server.cases.plan.milestones import all_milestones, decide_milestone, reach
from server.demo.days import DAY
from server.demo.matters import towns
from server.demo.measures.chain import Chain
from server.demo.measures.stands import DECIDED
from server.imports.items import TITLES, read_items
from workflows.normal import UNIT_NAMES

REACHED = {15: 1, 16: 1, 28: 2, 37: 0, 59: 1, 64: 3, 67: 1, 68: 2}
"""Measures whose milestones the office confirmed -> how many of them, by day, have been reached."""
CONDITIONS = {22: ("verified", "struck_off", "sampled"), 23: ("verified", "resolved"), 24: ("struck_off",)}
WHY = "按方案关于信访件办理的要求设定。"
COUNTED = 37
"""The measure that counts things one by one."""
KINDS_OF_ITEM = ("乱占", "乱采", "乱堆", "乱建")
LISTED, UPDATED = 40, 7
"""Working days before today on which its list was taken in, and brought up to date by some counties."""
QUICK = ("liunan", "rongan", "luzhai")


def decide_what_counts(chain: Chain) -> None:
    """Conditions and milestones of a measure, as the office decides about them; then what has been reached."""
    no, at = chain.measure.no, chain.at(DECIDED)
    if no in CONDITIONS:
        kinds = [kind for kind in KINDS if kind in CONDITIONS[no]]
        set_conditions(chain.measure, kinds, WHY, chain.stage.office(), at)
    if no in REACHED:
        _reach(chain, REACHED[no])
    if no == COUNTED:
        _list_items(chain)


def _reach(chain: Chain, number: int) -> None:
    head = chain.stage.office("head")
    measure = load_measure(chain.measure.no, head)
    unit = owed_by(measure)[0].unit
    by = chain.stage.staff.of(unit, "handler")[0]
    found = [one for one in all_milestones(measure) if one.reached_on is None]
    for one in found:
        if one.state == "proposed":
            decide_milestone(one, "confirm", head, chain.at(DECIDED, 1))
    for turn, one in enumerate(found[:number]):
        at = chain.at(DECIDED - 1, turn)
        day = min(one.day or local_day(at), local_day(at) - DAY)
        reach(measure, one, day, f"验收记录和照片,编号 {measure.no}-{turn + 1}", by, at)


def _list_items(chain: Chain) -> None:
    at, office = chain.at(LISTED), chain.stage.office()
    take_items(chain.measure, read_items(_sheet(tuple(UNIT_NAMES), 1, local_day(at)), "清单.csv"), office, at)
    for turn, unit in enumerate(QUICK):
        at, by = chain.at(UPDATED, turn), chain.stage.staff.of(unit, "handler")[0]
        take_items(chain.measure, read_items(_sheet((unit,), 3, local_day(at)), "清单.csv"), by, at)


def _sheet(units: tuple[str, ...], done: int, day: date) -> bytes:
    """The list of these units, three things each, of which so many are done."""
    made = io.StringIO()
    table = csv.writer(made)
    table.writerow(names[0] for names in TITLES.values())
    table.writerows(row for unit in units for row in _rows(unit, done, day))
    return made.getvalue().encode()


def _rows(unit: str, done: int, day: date) -> Iterator[tuple[str, ...]]:
    for number, town in enumerate(towns()[unit][:3]):
        kind = KINDS_OF_ITEM[(number + len(town)) % len(KINDS_OF_ITEM)]
        said = ("是", str(day - DAY * (3 + number)), "整改前后照片") if number < done else ("否", "", "")
        yield (f"{town}河段{kind}点", f"{UNIT_NAMES[unit]}{town}", UNIT_NAMES[unit], *said)
