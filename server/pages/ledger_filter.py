"""Filters of the list of cases: read from the address, said in words, changed one at a time by links."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from flask import request, url_for
from sqlalchemy import select

from server.cases.definition import drawn_engine
from server.cases.refusal import NotFound
from server.database import db
from server.figures import ARCHIVE, LIGHTS
from server.models import Batch, Round
from server.pages.names import step_name, unit_name, unit_names
from server.pages.words import LIGHTS as LIGHT_WORDS
from server.reports import BOARD, LABELS, Filter
from workflows.forms.intake import MARKS
from workflows.forms.review import REMEDIES, SATISFACTION
from workflows.normal import TYPES, VERDICTS
from workflows.roles import STAGES

Choices = list[tuple[str, str]]
LONGEST = 100
POINTS = dict(zip(BOARD, ("收件", "交办", "签收", "应报", "已报", "公开"), strict=True))
STAGE_NAMES = {**STAGES, ARCHIVE: "已归档"}
NAMES = {
    "county": "承办单位",
    "department": "主管部门",
    "stage": "阶段",
    "step": "步骤",
    "light": "时限",
    "label": "办结",
    "type": "污染类型",
    "mark": "名单",
    "batch": "批次",
    "verdict": "是否属实",
    "satisfaction": "回访结果",
    "remedy": "不满意的处理",
    "at": "批次进度",
    "q": "字词",
}
NONE = {
    "county": "待分办",
    "department": "不需核查",
    "verdict": "尚未核实",
    "satisfaction": "尚未回访",
    "batch": "未分批",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, and the address of the list without it."""

    name: str
    words: str
    without: str


def filter_of(args: Mapping[str, str]) -> Filter:
    """What the address asks for; a point of the board that does not exist is left out."""
    given = {name: _CONTROL.sub("", args.get(name, "")).strip()[:LONGEST] or None for name in NAMES}
    if given["at"] not in BOARD:
        given["at"] = None
    return Filter(**given, round=args.get("round") or None)


def rounds() -> list[Round]:
    """The rounds of inspection, the current one first."""
    return list(db.session.scalars(select(Round).order_by(Round.current.desc(), Round.id.desc())))


def round_of(wanted: Filter, known: list[Round]) -> Round:
    """The round that is looked at: the current one unless the address names another. Raises NotFound."""
    for one in known:
        if str(one.id) == wanted.round or (one.current and not wanted.round):
            return one
    raise NotFound("没有这个督察轮次。")


def in_round(wanted: Filter, round_: Round) -> Filter:
    """The filter with its round as addresses say it: the current one is not named."""
    return replace(wanted, round=None if round_.current else str(round_.id))


def address(wanted: Filter, page: str = "ledger.show", /, **changed: str | None) -> str:
    """The address of a list with some filters changed; what is not set does not stand in it."""
    chosen = {**vars(wanted), **changed}
    return url_for(page, **{name: value for name, value in chosen.items() if value})


def chips(wanted: Filter, batches: list[Batch]) -> list[Chip]:
    """Every filter that is set, to be taken off one by one."""
    given = {name: value for name in NAMES if (value := getattr(wanted, name))}
    order = request.args.get("order")
    return [
        Chip(NAMES[name], say(name, value, batches), address(wanted, order=order, **{name: None}))
        for name, value in given.items()
    ]


def say(name: str, value: str, batches: list[Batch]) -> str:
    """A filter's value in words."""
    if value == "none":
        return NONE.get(name, "无")
    if name == "batch":
        return next((batch.name for batch in batches if str(batch.id) == value), value)
    return "或".join(_SAID[name](one) if name in _SAID else one for one in value.split(","))


def sentence(wanted: Filter, batches: list[Batch]) -> str:
    """The whole filter in one line, for the foot of a printed table."""
    said = [f"{chip.name}={chip.words}" for chip in chips(wanted, batches)]
    return ";".join(said) or "全部"


def is_set(wanted: Filter) -> bool:
    """Is any filter set besides the round?"""
    return any(getattr(wanted, one.name) for one in fields(wanted) if one.name != "round")


def choices(batches: list[Batch]) -> dict[str, Choices]:
    """What the selects of the filter form offer."""
    units = [(code, name) for code, name in unit_names().items() if code not in _NO_HANDLERS]
    return {
        "county": [*units, ("none", NONE["county"])],
        "stage": list(STAGE_NAMES.items()),
        "step": [(step.id, step.name) for step in drawn_engine().user_tasks.values()],
        "light": [(light, LIGHT_WORDS[light][1]) for light in LIGHTS],
        "label": [(label, label) for label in LABELS],
        "type": [(kind, kind) for kind in TYPES],
        "mark": [(kind, kind) for kind in MARKS],
        "batch": [*((str(batch.id), batch.name) for batch in batches), ("none", NONE["batch"])],
        "verdict": [*((verdict, verdict) for verdict in VERDICTS), ("none", NONE["verdict"])],
        "satisfaction": [*SATISFACTION.items(), ("none", NONE["satisfaction"])],
        "at": list(POINTS.items()),
    }


_NO_HANDLERS = frozenset(
    {
        *("city", "office", "leading_group", "inspection"),
        *("publicity", "organization", "investment_group", "committee_office"),
    }
)
"""Units that never hold a petition: the city, its own people, and organs that only owe measures."""
_SAID: dict[str, Callable[[str], str]] = {
    "county": unit_name,
    "department": unit_name,
    "stage": lambda stage: STAGE_NAMES.get(stage, stage),
    "step": step_name,
    "light": lambda light: LIGHT_WORDS[light][1] if light in LIGHT_WORDS else light,
    "satisfaction": lambda answer: SATISFACTION.get(answer, answer),
    "remedy": lambda remedy: REMEDIES.get(remedy, remedy),
    "at": lambda point: POINTS.get(point, point),
}
