"""The small models the tests walk, and the case and clock they walk with."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.workflows.models.drawing import (
    both,
    call,
    draw,
    end,
    on_date,
    on_message,
    receive,
    rule,
    service,
    several,
    start,
    table,
    user,
    wait_until,
    xor,
)

BPMN = Path(__file__).parents[3] / "bpmn"


def real_files() -> dict[str, bytes]:
    """The diagrams and tables the application ships with."""
    return {one.name: one.read_bytes() for one in sorted(BPMN.iterdir()) if one.suffix in {".bpmn", ".dmn"}}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


class FakeCase:
    """A petition that keeps what its process tells it."""

    def __init__(self, **given: Any) -> None:
        self.given: dict[str, Any] = {"text": "夜间油烟扰民", "marks": [], **given}
        self.owed: list[str] = []
        self.found: dict[str, Any] = {"region": "rongan", "types": ["油烟"]}
        self.by_hand = False
        self.told: list[Any] = []

    def givens(self) -> Mapping[str, Any]:
        return self.given

    def classify(self) -> Mapping[str, Any]:
        return dict(self.found)

    def route(self, **proposal: Any) -> Mapping[str, Any]:
        self.told.append(proposal)
        return {"by_hand": self.by_hand}

    def missing_members(self) -> list[str]:
        return list(self.owed)

    def archive(self) -> None:
        self.told.append("archived")


LINE = {
    "line.bpmn": draw(
        "line", [start(), user("a"), user("b"), end()], [("start", "a"), ("a", "b"), ("b", "end")]
    )
}
"""Two steps in a row."""

ROUND = {
    "round.bpmn": draw(
        "round",
        [
            start(),
            xor("again"),
            both("fork"),
            user("a"),
            user("b"),
            both("meet"),
            xor("enough", "end"),
            end(),
        ],
        [
            ("start", "again"),
            ("again", "fork"),
            ("fork", "a"),
            ("fork", "b"),
            ("a", "meet"),
            ("b", "meet"),
            ("meet", "enough"),
            ("enough", "again", "repeat"),
            ("enough", "end"),
        ],
    )
}
"""Two steps at the same time, as often as wanted: the parallel join stands in a loop."""

MEMBERS = {
    "members.bpmn": draw(
        "members",
        [
            start(),
            xor("merge"),
            service("list_members", "handlers.missing_members", result="missing_members"),
            several("sign", "missing_members"),
            on_message("changed", "sign", "members_changed"),
            user("after"),
            end(),
        ],
        [
            ("start", "merge"),
            ("merge", "list_members"),
            ("list_members", "sign"),
            ("changed", "merge"),
            ("sign", "after"),
            ("after", "end"),
        ],
        ["members_changed"],
    )
}
"""One step done by each of several people, who may change."""


def long_round(length: int) -> dict[str, bytes]:
    """A loop of one step and many gateways: its task tree grows deep fast."""
    joints = [f"joint_{n}" for n in range(length)]
    chain = [*pairwise(joints)]
    nodes = [start(), *(xor(one) for one in joints), user("a"), xor("enough", "end"), end()]
    flows = [
        ("start", joints[0]),
        *chain,
        (joints[-1], "a"),
        ("a", "enough"),
        ("enough", joints[0], "repeat"),
    ]
    return {"long.bpmn": draw("long", nodes, [*flows, ("enough", "end")])}


NOTICE = {
    "top.bpmn": draw(
        "top",
        [
            start(),
            xor("choose_phase"),
            call("prepare"),
            on_message("return_from_prepare", "prepare", "return_to"),
            call("notice"),
            on_message("return_from_notice", "notice", "return_to"),
            xor("to_notice"),
            end(),
        ],
        [
            ("start", "choose_phase"),
            ("choose_phase", "prepare", 'start_at in [None, "draft", "a", "b", "sign"]'),
            ("choose_phase", "to_notice", 'start_at in ["publish", "answer"]'),
            ("return_from_prepare", "choose_phase"),
            ("return_from_notice", "choose_phase"),
            ("prepare", "to_notice"),
            ("to_notice", "notice"),
            ("notice", "end"),
        ],
        ["return_to"],
    ),
    "prepare.bpmn": draw(
        "prepare",
        [
            start(),
            xor("enter"),
            user("draft"),
            xor("to_fork"),
            both("fork"),
            user("a"),
            user("b"),
            service("list_members", "handlers.missing_members", result="missing_members"),
            xor("to_list"),
            several("sign", "missing_members"),
            on_message("changed", "sign", "members_changed"),
            wait_until("cool", "cool_until"),
            both("meet"),
            rule("decide", "kind"),
            xor("good", "finished"),
            end("finished"),
        ],
        [
            ("start", "enter"),
            ("enter", "draft", 'start_at in [None, "draft"]'),
            ("enter", "to_fork", 'start_at in ["a", "b", "sign"]'),
            ("draft", "to_fork"),
            ("to_fork", "fork"),
            ("fork", "a"),
            ("fork", "b"),
            ("fork", "to_list"),
            ("fork", "cool"),
            ("to_list", "list_members"),
            ("list_members", "sign"),
            ("changed", "to_list"),
            ("a", "meet"),
            ("b", "meet"),
            ("sign", "meet"),
            ("cool", "meet"),
            ("meet", "decide"),
            ("decide", "good"),
            ("good", "to_fork", 'level == "again"'),
            ("good", "finished"),
        ],
        ["members_changed"],
    ),
    "notice.bpmn": draw(
        "notice",
        [
            start(),
            xor("enter"),
            user("publish"),
            xor("to_wait"),
            receive("wait", "objection"),
            on_date("over", "wait", "notice_until"),
            user("answer"),
            end("published"),
        ],
        [
            ("start", "enter"),
            ("enter", "publish", 'start_at in [None, "publish"]'),
            ("enter", "answer", 'start_at == "answer"'),
            ("publish", "to_wait"),
            ("to_wait", "wait"),
            ("wait", "answer"),
            ("answer", "to_wait"),
            ("over", "published"),
        ],
        ["objection"],
    ),
    "kind.dmn": table("kind", ["repeat"], ["level"], [(["True"], ['"again"']), (["-"], ['"enough"'])]),
}
"""Phases with an entry, a parallel join of four branches in a loop, several people, a timer, a notice."""
