"""The way a case took to where it stands: acts with the working days that passed before each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from server.demo.days import NEXT, at_work, working_day_before
from server.demo.plan import ARCHIVED, Plan

WAITS = {
    "register": 0,
    "assign": 1,
    "sign_for": 1,
    "investigate": 2,
    "report": 1,
    "plan": 2,
    "appoint": 1,
    "member_visit": 2,
    "resolve": 2,
    "rectify": 6,
    "review": 1,
    "check": 2,
    "visit": 3,
    "explain": 2,
    "publish_notice": 1,
    "end_notice": 6,
    "apply": 1,
    "verify": 3,
    "file": 2,
    "announce": 1,
}
"""Working days a step usually waits before somebody does it."""
BATCH_DAYS = (1, 3, 6, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70)
"""Working days before today on which the office got a batch of petitions."""
LATE_DAYS = {"sign_for": 3, "assign": 3, "end_notice": 9, "report": 9}
DUE_DAYS = {"sign_for": 1, "assign": 1, "register": 1, "end_notice": 7, "investigate": 3, "rectify": 10}
DUE_DAYS |= {"review": 2, "check": 3, "publish_notice": 2, "appoint": 2, "apply": 3, "report": 7}


NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Act:
    """One thing somebody does with the case."""

    step: str
    verb: str = "complete"
    extra: dict[str, Any] = field(default_factory=dict)
    wait: int = 0
    at: datetime = NEVER


def path(plan: Plan, today: date) -> list[Act]:
    """Everything that happened so far, each act with its instant; the first registers the case."""
    acts = [replace(act, wait=act.wait or WAITS[act.step]) for act in _until(plan)]
    since = _waits_now(plan)
    length = since + sum(act.wait for act in acts)
    batch = next(day for day in BATCH_DAYS if day >= length)
    slow = next((n for n, act in enumerate(acts) if act.step in ("rectify", "investigate", "assign")), None)
    if slow is not None:
        acts[slow] = replace(acts[slow], wait=acts[slow].wait + batch - length)
    return list(_dated(acts, plan, today, batch))


def _dated(acts: list[Act], plan: Plan, today: date, batch: int) -> Iterator[Act]:
    left, last = batch, None
    for number, act in enumerate(acts):
        left -= act.wait
        day = working_day_before(today, max(left, 1))
        start = at_work(day, plan.number * 7 % 60 + number * 3 % 11 + (number % 3) * 75)
        last = max(start, last + NEXT) if last else at_work(day, 5 + plan.number % 50)
        yield replace(act, at=last)


def _waits_now(plan: Plan) -> int:
    """For how many working days the open step has been open: some are new, some near their day, some late."""
    days = DUE_DAYS.get(plan.step, 5)
    if plan.step in ("sign_for", "assign", "register"):
        return (1, 1, 3)[plan.turn % 3] if not plan.tour else 1
    if plan.step == "end_notice":
        return (2, 7, 4, 9)[plan.turn % 4]
    if plan.step == ARCHIVED:
        return 1 + plan.turn // 3 * 4
    if plan.step == "announce":
        return (1, 1, 4, 6)[plan.turn % 4]
    return (1, max(days - 1, 1), max(days // 2, 1), days + 2)[plan.turn % 4]


def _until(plan: Plan) -> Iterator[Act]:
    """The acts before the step where the case stands; where it came back to, those up to its coming back."""
    ends = _last_of_twist(plan)
    yield Act("register")
    for act in _whole(plan):
        if act.step == plan.step and act.verb == "complete" and not ends:
            return
        yield act
        if ends == (act.step, act.extra.get("back", "")):
            return


def _last_of_twist(plan: Plan) -> tuple[str, str] | None:
    """The act after which the case came back to the step where it now stands, which it had walked before."""
    backs = {
        ("register", ""): ("sign_for", ""),
        ("investigate", "report_back"): ("report", "investigate"),
        ("rectify", "check_back"): ("check", "rectify"),
        ("rectify", "staged"): ("rectify", "stage"),
    }
    one_visited = plan.step == "member_visit" and plan.turn % 2 == 1
    return ("member_visit", "") if one_visited else backs.get((plan.step, plan.twist))


def _whole(plan: Plan) -> Iterator[Act]:
    """The way from the routed case to the archive."""
    yield from _intake(plan)
    yield from _handling(plan)
    yield from _callback(plan)
    yield from (Act("publish_notice"), Act("end_notice"))
    yield Act("apply", "paper" if plan.twist == "paper" else "complete")
    yield from (Act("verify"), Act("file"), Act("announce"))


def _intake(plan: Plan) -> Iterator[Act]:
    if plan.step == "register":
        yield Act("sign_for", "return", {"to": "register"}, 1)
    if plan.by_hand:
        yield Act("assign")
    if plan.twist == "refused":
        yield from (Act("sign_for", extra={"back": "assign"}), Act("assign"))
    if plan.twist == "reassigned":
        yield Act("sign_for", "reassign", {}, 1)
    yield Act("sign_for")
    if plan.twist == "handed":
        yield Act("investigate", "hand_over", {}, 1)


def _handling(plan: Plan) -> Iterator[Act]:
    yield Act("investigate")
    if plan.on_the_spot:
        return
    if plan.twist == "report_back":
        yield from (Act("report", extra={"back": "investigate"}), Act("investigate"))
    yield Act("report", "paper" if plan.twist == "paper_report" else "complete")
    if plan.verdict == "不属实":
        return
    yield Act("plan")
    if plan.grouped:
        yield from (Act("appoint"), Act("member_visit"), Act("member_visit"), Act("resolve"))
    if plan.twist == "staged":
        yield Act("rectify", extra={"back": "stage"})
    yield Act("rectify")


def _callback(plan: Plan) -> Iterator[Act]:
    if plan.twist == "review_back":
        yield from (Act("review", extra={"back": "rectify"}), Act("rectify", wait=3))
    if plan.twist == "check_back":
        yield from (Act("review"), Act("check", extra={"back": "rectify"}), Act("rectify", wait=3))
    yield from (Act("review"), Act("check"))
    if plan.twist in ("explained", "unsatisfied"):
        yield from (Act("visit", extra={"back": "explain"}), Act("explain"))
    if plan.twist == "redone":
        yield from (Act("visit", extra={"back": "rectify"}), Act("rectify", wait=3))
        yield from (Act("review"), Act("check"))
    yield Act("visit", extra={"back": "settled"} if plan.twist == "settled" else {})
