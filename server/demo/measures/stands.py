"""Where each of the 84 measures stands in the demonstration, and how it got there."""

from dataclasses import dataclass

from server.cases.definition import MEASURE, drawn_engine
from server.cases.measures.striking import CLOSED

ENDED = "ended"
"""Stands for the step behind the last: filed and archived, or kept up for good."""
APPROVED, UNDER_WAY = "方案已审定", "推进中"
LOADED, CHOSEN, ENTERED, CONFIRMED, DECIDED = 60, 58, 57, 56, 55
"""Working days before today on which the plan was loaded, its open names settled, the first list of what had been
reached before was entered and confirmed, and its milestones and conditions were decided about."""
ENTERED_LATE, CONFIRMED_LATE, UNCONFIRMED = 5, 4, 1
"""The same of a second list, and of a third that waits for its second person."""
WAITS = {
    "choose_units": 2,
    "make_plan": 5,
    "approve_plan": 3,
    "advance_work": 9,
    "self_check": 3,
    "collect": 1,
    "county_check": 2,
    "accept": 4,
    "publish_measure": 1,
    "end_measure_notice": 7,
    "examine": 2,
    "file_measure": 3,
    "review_upkeep": 8,
}
"""Working days a step usually waits before somebody does it."""


@dataclass(frozen=True)
class Stand:
    """One measure: what was recorded of it, the step where it stands, for how long, and who has signed there."""

    no: int
    to: str = ENDED
    since: int = 48
    """Working days since its latest step."""
    begun: str = ""
    """The state that a record says it had reached before."""
    late: bool = False
    """The record stands in the second list."""
    signed: int = 0
    """How many units have signed at the step where it stands."""


STRUCK_OFF = (
    *(1, 2, 4, 5, 9, 10, 11, 14, 16, 17, 18, 21, 25, 26, 27, 28, 29, 31, 34, 35, 36, 38, 39, 40, 41, 44),
    *(45, 52, 53, 56, 60, 62, 63, 70, 77, 83, 84),
)
"""Struck off before this system was in use; what lasts was reviewed once since."""
STANDS = (
    *(Stand(no, begun=CLOSED) for no in STRUCK_OFF),
    *(Stand(no, "review_upkeep", begun=CLOSED, late=True) for no in (3, 69)),
    *(Stand(no, "advance_work", begun=UNDER_WAY) for no in (6, 7, 8, 12, 15, 30, 37, 64, 65, 68, 72, 82)),
    *(Stand(no, "choose_units") for no in (66, 80)),
    Stand(13, since=9),
    Stand(19, "self_check", 6),
    Stand(20, "county_check", 4, APPROVED, signed=1),
    Stand(22, "self_check", 6, APPROVED),
    Stand(23, "advance_work", begun=APPROVED),
    Stand(24, "accept", begun="县区已验收", late=True),
    Stand(32, "publish_measure", 2),
    Stand(33, "end_measure_notice", 8, "县区已验收"),
    Stand(42, "advance_work", 20),
    Stand(43, "collect", begun="已自查", late=True),
    Stand(46, "file_measure", 3, APPROVED),
    Stand(47, "file_measure", 3, "已公示"),
    Stand(48, "examine", 2, "牵头单位已验收"),
    Stand(49, "end_measure_notice", 3, "县区已验收"),
    Stand(50, "end_measure_notice", 3, "县区已验收"),
    Stand(51, "self_check", 3, APPROVED, signed=2),
    Stand(54, since=9),
    Stand(55, "approve_plan", 3),
    Stand(57, "accept", 5, APPROVED),
    Stand(58, since=9),
    Stand(59, "advance_work", 30),
    Stand(61, since=14, begun=APPROVED),
    Stand(67, "advance_work", 25),
    Stand(71, "collect", 2, APPROVED),
    Stand(73, "self_check", 7, APPROVED, signed=2),
    Stand(74, "make_plan", 40, signed=2),
    Stand(75, "accept", 4, "已汇总", signed=2),
    Stand(76, since=20, begun="牵头单位已验收"),
    Stand(78, "examine", begun="已公示", late=True),
    Stand(79, "accept", 3, "已汇总", signed=1),
    Stand(81, "make_plan", 7, signed=1),
)
TOUR = 19
"""The measure of the tour: two units have their own check before them."""
UNCLEAR = {12: "牵头单位已验收", 30: CLOSED, 65: "已自查", 72: "已汇总", 82: CLOSED}
"""What the third list says of measures, which nobody has confirmed yet."""
OF_UNITS = {
    22: ("已自查", "yufeng liunan liubei liujiang luzhai rongan sanjiang liudong"),
    23: ("已自查", "chengzhong yufeng liunan liucheng luzhai rongan rongshui"),
    43: ("已汇总", "chengzhong liunan liubei liujiang liucheng rongan rongshui sanjiang"),
    TOUR: ("县区已验收", "rongshui"),
}
"""What records say of single units of a measure, beside what they say of the whole."""
LATE_UNITS = frozenset({43, TOUR})
UNITS = {
    3: "ecology housing urban resources water agriculture transport",
    25: "ecology housing urban transport industry police",
    31: "liucheng luzhai rongan rongshui",
    75: "rongshui sanjiang",
    76: "rongan rongshui sanjiang",
    78: "rongshui sanjiang",
    79: "liujiang liucheng luzhai",
    81: "liucheng luzhai",
    82: "liujiang liucheng",
    83: "liujiang rongan",
    84: "liucheng rongan",
}
"""Units the office put behind names that the plan leaves open."""


def steps() -> list[str]:
    """The steps of a measure in the order of the diagrams."""
    return list(drawn_engine(MEASURE).user_tasks)


def days_of(stand: Stand) -> dict[str, int]:
    """For every step the measure walks in this system: how many working days before today it was done."""
    order = steps()
    first = _proven()[stand.begun] + 1 if stand.begun else 0
    last = len(order) if stand.begun == CLOSED else order.index("file_measure") + 1
    walked = order[first : last if stand.to == ENDED else order.index(stand.to) + (stand.signed > 0)]
    found, day = {}, stand.since
    for step in reversed(walked):
        found[step] = day
        day += WAITS[step]
    return found


def _proven() -> dict[str, int]:
    """State of a record -> the place of the step that it proves."""
    tasks = drawn_engine(MEASURE).user_tasks.values()
    return {
        state: place
        for place, step in enumerate(tasks)
        for state in step.properties.get("proven_by", "").split()
    }
