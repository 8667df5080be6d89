"""Where each of the 128 invented cases stands today, and what is special about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.demo.matters import Matter, matters, point, towns
from workflows.normal import UNIT_NAMES

ARCHIVED = "archived"
STANDS = (
    *((ARCHIVED, 9), ("announce", 4), ("file", 5), ("verify", 5), ("apply", 4), ("end_notice", 8)),
    *(("publish_notice", 6), ("explain", 2), ("visit", 8), ("check", 7), ("review", 8), ("rectify", 13)),
    *(("resolve", 3), ("member_visit", 4), ("appoint", 3), ("plan", 6), ("report", 8), ("investigate", 11)),
    *(("sign_for", 9), ("assign", 4), ("register", 1)),
)
"""Open step -> number of cases; 128 in all, so that every step of the diagrams is to be seen."""
NOT_INVESTIGATED = frozenset({"investigate", "sign_for", "assign", "register"})
TO_BE_RECTIFIED = frozenset({"rectify", "resolve", "member_visit", "appoint", "plan"})
IN_GROUP = frozenset({"resolve", "member_visit", "appoint"})
SHARES = {"属实": 0.31, "部分属实": 0.55, "基本属实": 0.08, "不属实": 0.07}
"""As a neighbouring province's round came out."""
REPEATED, STARRED = 32, 13
AREAS = tuple(UNIT_NAMES)
TWISTS = {
    ("archived", 1): "explained",
    ("archived", 3): "report_back",
    ("archived", 5): "settled",
    ("archived", 7): "review_back",
    ("announce", 1): "paper",
    ("file", 0): "refused",
    ("file", 2): "redone",
    ("verify", 1): "handed",
    ("verify", 3): "settled",
    ("apply", 2): "check_back",
    ("end_notice", 4): "paper_report",
    ("publish_notice", 1): "reassigned",
    ("visit", 2): "review_back",
    ("check", 3): "report_back",
    ("review", 1): "handed",
    ("review", 4): "paper_report",
    ("rectify", 2): "staged",
    ("rectify", 5): "staged",
    ("rectify", 8): "staged",
    ("rectify", 10): "check_back",
    ("rectify", 12): "staged",
    ("report", 3): "report_back",
    ("investigate", 2): "reassigned",
    ("investigate", 5): "report_back",
    ("investigate", 8): "refused",
    ("sign_for", 4): "reassigned",
    ("explain", 0): "unsatisfied",
    ("explain", 1): "unsatisfied",
}
BY_HAND = {
    ("assign", 0): "two",
    ("assign", 1): "nowhere",
    ("assign", 2): "unclear",
    ("assign", 3): "accused",
    ("visit", 5): "two",
    ("review", 6): "nowhere",
    ("investigate", 1): "two",
    ("sign_for", 6): "unclear",
    ("end_notice", 6): "nowhere",
}
UNCLEAR = (
    "周边环境长期脏乱差,反映多次没有人管,说不清归哪个部门",
    "住在附近总觉得身体不舒服,怀疑和环境有关,请上级来查一查",
)
"""Petitions no table can route by what they say."""
TOUR = ("sign_for", 0)
"""The case of the tour: simple enough to be walked from 签收 to 归档 in one sitting."""


@dataclass
class Plan:
    """One case to be made: what it is about, where it shall stand, and how it got there."""

    number: int
    turn: int
    """Its place among the cases of the same step."""
    step: str
    area: str
    town: str
    matters: list[Matter]
    points: list[str] = field(default_factory=list)
    verdict: str = "属实"
    on_the_spot: bool = False
    marks: list[str] = field(default_factory=list)
    twist: str = ""
    by_hand: str = ""
    tour: bool = False

    @property
    def grouped(self) -> bool:
        """Does the diagram lead this case through 包案化解?"""
        return bool({"重点", "重复", "疑难"} & set(self.marks))


def plans() -> list[Plan]:
    """The 128 cases, the furthest first."""
    made = [_plan(number, step, turn) for number, (step, turn) in enumerate(_stands())]
    _judge(made)
    _mark(made)
    _tell(made)
    return made


def _stands() -> Iterable[tuple[str, int]]:
    return ((step, turn) for step, number in STANDS for turn in range(number))


def _plan(number: int, step: str, turn: int) -> Plan:
    tour = (step, turn) == TOUR
    area = "rongan" if tour else AREAS[number * 5 % len(AREAS)]
    matter = matters()[0] if tour else matters()[(number * 7 + number // 24) % len(matters())]
    places = towns()[area]
    return Plan(
        number=number,
        turn=turn,
        step=step,
        area=area,
        town=places[(number // len(AREAS)) % len(places)],
        matters=[matter],
        twist=TWISTS.get((step, turn), ""),
        by_hand=BY_HAND.get((step, turn), ""),
        tour=tour,
    )


def _judge(made: list[Plan]) -> None:
    """Verdicts in their usual shares; some true matters are put right on the spot."""
    given: Counter[str] = Counter()
    for plan in made:
        if plan.step in NOT_INVESTIGATED:
            continue
        untrue = plan.step not in TO_BE_RECTIFIED and plan.step != "explain" and not plan.twist
        allowed = [verdict for verdict in SHARES if verdict != "不属实" or untrue]
        total = given.total() + 1
        plan.verdict = max(allowed, key=lambda verdict: SHARES[verdict] * total - given[verdict])
        given[plan.verdict] += 1
        spot = plan.step not in TO_BE_RECTIFIED | {"report"} and not plan.twist
        plan.on_the_spot = spot and plan.verdict != "不属实" and plan.number % 4 == 1


def _mark(made: list[Plan]) -> None:
    """重点, 重复, 疑难 and 积案 in their usual shares; a case at a step of 包案化解 has at least one."""
    for plan in made:
        if plan.step in IN_GROUP:
            plan.marks.append(("重复", "重点", "疑难")[plan.turn % 3])
    free = [plan for plan in made if not plan.marks and not plan.on_the_spot and not plan.tour]
    for kind, total, stride in (("重复", REPEATED, 3), ("重点", STARRED, 7)):
        open_places = total - sum(kind in plan.marks for plan in made)
        for plan in [plan for number, plan in enumerate(free) if number % stride == 0][:open_places]:
            plan.marks.append(kind)
    for plan in free[5::29]:
        plan.marks.append("积案")


def _tell(made: list[Plan]) -> None:
    """The reported points: two where the verdict will be 部分属实, each matter told differently every time."""
    told: Counter[str] = Counter()
    for plan in made:
        if plan.by_hand == "unclear":
            plan.points.append(UNCLEAR[plan.turn % len(UNCLEAR)])
            continue
        if plan.verdict == "部分属实":
            second = matters()[(plan.number * 5 + 11) % len(matters())]
            plan.matters += [second] if second not in plan.matters else [matters()[plan.number % 2]]
        for matter in plan.matters:
            plan.points.append(point(matter, told[matter.name]))
            told[matter.name] += 1
