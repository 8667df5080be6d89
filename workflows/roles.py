"""Who stands behind a lane of the diagrams: which roles, at which unit of the case."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["office", "handling_unit", "department", "leading_group", "person", "participant", "lead"]
"""A unit of the case. `participant` is the unit the step's participant names; `lead` is the lead unit (牵头单位)
of the measure's problem, or the participant where one is named."""


@dataclass(frozen=True)
class Lane:
    """A lane: the roles that may act in it and the unit of the case that holds the task."""

    place: Place
    roles: frozenset[str] = frozenset()
    owes: Literal["all", "first", "county", "lead"] | None = None
    """Which units of a measure or a problem owe a signature where the lane's step is done once by each of them."""
    people: int = 1
    """How many of the unit it takes; where there are fewer, the city office names them."""


ROLES = {
    "clerk": "市整改办经办",
    "head": "市整改办负责人",
    "handler": "经办人",
    "chief": "科(股)室负责人",
    "principal": "主要负责人",
    "leader": "领导小组成员",
    "inspector": "督查人员",
    "admin": "系统管理员",
}

UNIT_ROLES = frozenset({"handler", "chief", "principal"})
"""Everybody who works for a unit."""

LANES = {
    "市整改办": Lane("office", frozenset({"clerk", "head"})),
    "承办单位经办人": Lane("handling_unit", frozenset({"handler"})),
    "科(股)室负责人": Lane("handling_unit", frozenset({"chief"})),
    "主要负责人": Lane("handling_unit", frozenset({"principal"})),
    "主管部门": Lane("department", frozenset({"handler", "chief", "principal"})),
    "回访组": Lane("handling_unit", frozenset({"handler", "chief"}), people=2),
    "包案成员": Lane("person"),
    "包案领导": Lane("person"),
    "领导小组": Lane("leading_group", frozenset({"leader"})),
    "责任单位": Lane("participant", UNIT_ROLES, "all"),
    "第一责任单位": Lane("participant", UNIT_ROLES, "first"),
    "县区": Lane("participant", frozenset({"chief", "principal"}), "county"),
    "牵头单位": Lane("lead", UNIT_ROLES, "lead"),
}

STAGES = {
    "register": "受理分办",
    "investigate": "调查核实",
    "case_group": "办理化解",
    "callback": "审核回访",
    "notice": "办结公示",
    "closure": "销号归档",
}


MEASURE_STAGES = {
    "prepare": "制定方案",
    "progress": "推进整改",
    "check": "自查汇总",
    "accept": "核查验收",
    "filing": "公示备案",
    "upkeep": "长期坚持",
}

PROBLEM_STAGES = {
    "confirm": "牵头单位确认",
    "close": "领导小组备案",
}

VISITORS_NEEDED = 1 + LANES["回访组"].people
"""One who handles the case and two who visit without having handled it (实地回访)."""


def post_words(unit: str, role: str) -> str:
    """Say a post in words; a role that names its unit does so once."""
    name = ROLES[role]
    return name if name.startswith(unit) else f"{unit} {name}"
