"""How invented petitions come in: by batches, with numbers told from the day they were received."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from server.cases.batches import batch_of, current_round
from server.cases.calendar import calendar, local_day
from server.cases.open import Origin, open_petition
from server.demo.days import DAY
from server.demo.matters import whole
from server.demo.path import Act
from server.demo.plan import AREAS, Plan
from server.demo.stage import Case, Stage
from workflows.normal import UNIT_NAMES, read_batch

PUBLISHED_AFTER = 9
"""Working days from assignment until the batch's table is made public."""


def number(cases: Iterable[Case]) -> None:
    """Give every case its number and batch, and every filing its number, in the order of time."""
    in_order = sorted(cases, key=lambda case: (case.acts[0].at, case.plan.number))
    days = sorted({local_day(case.acts[0].at) for case in in_order})
    filed = sorted({local_day(act.at) for case in in_order for act in case.acts if act.step == "file"})
    serials: Counter[date] = Counter()
    for case in in_order:
        day = local_day(case.acts[0].at)
        received = day - DAY * (1 + case.plan.number % 2)
        serials[received] += 1
        case.no = _no(case.plan, received, serials[received])
        case.batch = read_batch(str(days.index(day) + 1))
        case.filing_no = next((_filing_no(act, filed) for act in case.acts if act.step == "file"), "")


def open_batches(cases: Iterable[Case], today: date) -> None:
    """The batches of all cases; the table of an old batch has been published."""
    for name, day in sorted({(case.batch, local_day(case.acts[0].at)) for case in cases}, key=lambda b: b[1]):
        batch = batch_of(current_round(), name, day)
        published = calendar().add_working_days(day, PUBLISHED_AFTER)
        if batch and published < today:
            batch.published_on = published


def register(stage: Stage, case: Case, act: Act) -> None:
    """Open the case, as from the office's list; every sixth was typed in."""
    typed = case.plan.number % 6 == 0 or case.plan.step == "register"
    origin = Origin(
        source="form" if typed else "assignment",
        reason=None if typed else f"{case.batch}交办清单",
        demo=True,
    )
    given = _given(case, local_day(act.at))
    case.petition = open_petition(given, stage.office(), act.at, current_round(), origin)


def _no(plan: Plan, received: date, serial: int) -> str:
    letter = "X" if _channel(plan) == "来信" else "D"
    star = "*" if "重点" in plan.marks else ""
    return f"{letter}2LZ{received:%Y%m%d}{serial:03}{star}"


def _filing_no(act: Act, filed: list[date]) -> str:
    day = local_day(act.at)
    return f"柳整改备〔{day.year}〕{filed.index(day) + 1}号"


def _given(case: Case, day: date) -> dict[str, Any]:
    plan = case.plan
    areas = [plan.area, AREAS[(AREAS.index(plan.area) + 1) % len(AREAS)]][: 2 if plan.by_hand == "two" else 1]
    types = ["其他"] if plan.by_hand == "unclear" else [t for matter in plan.matters for t in matter.types]
    given = {
        "no": case.no,
        "channel": _channel(plan),
        "received_on": day - DAY * (1 + plan.number % 2),
        "batch": case.batch,
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
