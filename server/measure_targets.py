"""The plan in force: what the round aims at by when, and what counts as done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from server.database import db
from server.models import Plan, Round, Setting

PLANNED = {
    "targets": [
        {"percent": 30, "day": "2024-06-30"},
        {"percent": 90, "day": "2025-12-31"},
        {"percent": 100, "day": "2027-12-31"},
    ],
    "source": "方案第 13、15、17 行",
}
"""What a round aims at where its setting says nothing else."""
SETTING = "targets:"
"""With the number of a round behind it: the setting that holds what the round aims at."""


@dataclass(frozen=True)
class Target:
    """So many of a hundred measures until a day."""

    percent: int
    day: date

    @property
    def until(self) -> str:
        """Its day in words."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"

    def needed(self, total: int) -> int:
        """How many measures that is at least."""
        return -(-self.percent * total // 100)


@dataclass(frozen=True)
class PlanInForce:
    """The plan of the current round, and what it aims at."""

    id: int
    title: str
    round_name: str
    targets: list[Target]
    source: str


@dataclass(frozen=True)
class Definition:
    """What counts as done, and what a confirmed 补录 adds to it."""

    words: str
    about: str
    states: tuple[str, ...]
    recorded: tuple[str, ...]


DEFINITIONS = (
    Definition(
        "转入长期坚持即算完成",
        "领导小组备案并归档的措施;长期坚持的,备案后转入长期坚持即计入。",
        ("ended", "upkeep"),
        ("recorded", "recorded_upkeep"),
    ),
    Definition(
        "长期坚持的不算完成",
        "只计领导小组备案并归档、不再坚持的措施;长期坚持的一直不计入。",
        ("ended",),
        ("recorded",),
    ),
)


def plan_in_force() -> PlanInForce | None:
    """The plan of the current round; none before it is loaded."""
    query = (
        select(Plan.id, Plan.title, Round.name, Setting.value)
        .join(Round, Plan.round_id == Round.id)
        .outerjoin(Setting, Setting.name == func.concat(SETTING, Round.id))
        .where(Round.current)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    plan_id, title, round_name, said = found
    aims: Mapping[str, Any] = said or PLANNED
    targets = [Target(one["percent"], date.fromisoformat(one["day"])) for one in aims["targets"]]
    return PlanInForce(plan_id, title, round_name, targets, aims["source"])
