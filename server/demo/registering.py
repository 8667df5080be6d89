"""How invented petitions come in: by batches, with numbers told from the day they were received."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.cases.batches import batch_of, current_round
from server.cases.calendar import calendar, local_day
from server.cases.open import Origin, open_petition
from server.demo.days import DAY, working_day_before
from server.demo.matters import whole
from server.demo.path import Act
from server.demo.plan import AREAS, Plan
from server.demo.stage import Case, Stage
from workflows.normal import UNIT_NAMES, read_batch

PUBLISHED_AFTER = 9
"""Working days from assignment until the batch's table is made public."""


@dataclass
class Registry:
    """The office's register: batches in order, daily serial numbers."""

    stage: Stage
    today: date
    serials: Counter[date] = field(default_factory=Counter)
    batches: list[date] = field(default_factory=list)

    def register(self, case: Case, act: Act) -> None:
        """Open the case, as from the office's list; every sixth was typed in."""
        day = local_day(act.at)
        name = self._batch(day)
        case.no = self._number(case.plan, day)
        typed = case.plan.number % 6 == 0 or case.plan.step == "register"
        origin = Origin(
            source="form" if typed else "assignment",
            reason=None if typed else f"{name}交办清单",
            demo=True,
        )
        given = _given(case, day, name)
        case.petition = open_petition(given, self.stage.office(), act.at, current_round(), origin)

    def _batch(self, day: date) -> str:
        """The batch of this day; old ones have been published."""
        if day not in self.batches:
            self.batches.append(day)
        name = read_batch(str(self.batches.index(day) + 1))
        batch = batch_of(current_round(), name, day)
        published = calendar().add_working_days(day, PUBLISHED_AFTER)
        if batch and published <= working_day_before(self.today, 1):
            batch.published_on = published
        return name

    def _number(self, plan: Plan, assigned: date) -> str:
        received = assigned - DAY * (1 + plan.number % 2)
        self.serials[received] += 1
        letter = "X" if _channel(plan) == "来信" else "D"
        star = "*" if "重点" in plan.marks else ""
        return f"{letter}2LZ{received:%Y%m%d}{self.serials[received]:03}{star}"


def _given(case: Case, day: date, batch: str) -> dict[str, Any]:
    plan = case.plan
    areas = [plan.area, AREAS[(AREAS.index(plan.area) + 1) % len(AREAS)]][: 2 if plan.by_hand == "two" else 1]
    types = ["其他"] if plan.by_hand == "unclear" else [t for matter in plan.matters for t in matter.types]
    given = {
        "no": case.no,
        "channel": _channel(plan),
        "received_on": day - DAY * (1 + plan.number % 2),
        "batch": batch,
        "assigned_on": day,
        "text": whole(plan.points, areas, plan.town if len(areas) == 1 else "", plan.number),
        "region_raw": None if plan.by_hand == "nowhere" else "、".join(UNIT_NAMES[area] for area in areas),
        "types": list(dict.fromkeys(types)),
        "marks": [kind for kind in plan.marks if kind != "积案"],
        "accused": plan.matters[0].accused or None,
        "accused_unit": plan.area if plan.by_hand == "accused" else None,
    }
    return {**given, **(_complainant(plan) if plan.number % 5 == 2 else {})}


def _channel(plan: Plan) -> str:
    return ("来电", "来电", "来信", "来电", "来信", "网络", "来电")[plan.number % 7]


def _complainant(plan: Plan) -> dict[str, Any]:
    return {
        "complainant_name": f"{'韦黄覃莫梁'[plan.number % 5]}{'女士' if plan.number % 2 else '先生'}",
        "complainant_phone": f"0772-000{plan.number:04}",
        "complainant_address": f"{UNIT_NAMES[plan.area]}{plan.town}",
    }


