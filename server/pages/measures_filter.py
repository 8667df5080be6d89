"""Filters of the ledger of measures: read from the address, said in words, changed one at a time by links."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

from flask import request, url_for

from server.cases.definition import MEASURE, drawn_engine
from server.cases.dispatch.unmoved import UNMOVED
from server.measure_figures import Heap, ProblemRow
from server.measure_reports import MeasureFilter
from server.measure_states import DUES, REACHED, STATES
from server.pages.ledger_filter import Chip
from server.pages.names import step_name, unit_name, unit_names
from server.pages.words import LIGHTS

Choices = list[tuple[str, str]]
LONGEST = 100
NAMES = {
    "unit": "责任单位",
    "lead": "牵头单位",
    "holder": "正在办的单位",
    "problem": "问题",
    "deadline": "整改时限",
    "light": "灯",
    "due": "到期情况",
    "state": "销号情况",
    "step": "当前步骤",
    "tag": "专项标签",
    "flag": "提示",
    "q": "字词",
}
FLAGS = {
    "any": "有提示的",
    "later_than_problem": "时限晚于问题",
    "date_disagrees": "正文与时限不一致",
    "yearly_with_end": "年年要做却有终点",
    "undated_under_dated": "问题有时限、措施没有",
    "lead_not_executing": "牵头单位不在责任单位中",
    "first_unit_leads": "第一责任单位就是牵头单位",
    "undefined_group": "责任单位没有写明",
    "name_slip": "名称前后不一",
    "renumbered": "编号与方案不同",
    UNMOVED: "调度三个月无变化",
}
PERIODS = {"immediate": "立行立改", "long_term": "长期坚持"}
DUE_WORDS = {**DUES, REACHED: "时限已到(含已销号)"}
NOT_OWING = frozenset({"city", "office", "leading_group", "inspection"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def filter_of(args: Mapping[str, str]) -> MeasureFilter:
    """What the address asks for."""
    given = {name: _CONTROL.sub("", args.get(name, "")).strip()[:LONGEST] or None for name in NAMES}
    return MeasureFilter(**given)


def address(wanted: MeasureFilter, page: str = "measures.show", /, **changed: str | None) -> str:
    """The address of the list with some filters changed; what is not set does not stand in it."""
    chosen = {**vars(wanted), **changed}
    return url_for(page, **{name: value for name, value in chosen.items() if value})


def chips(wanted: MeasureFilter) -> list[Chip]:
    """Every filter that is set, to be taken off one by one."""
    given = {name: value for name in NAMES if (value := getattr(wanted, name))}
    order = request.args.get("order")
    return [
        Chip(NAMES[name], say(name, value), address(wanted, order=order, **{name: None}))
        for name, value in given.items()
    ]


def say(name: str, value: str) -> str:
    """A filter's value in words."""
    if value == "none":
        return {"unit": "未明确", "step": "没有在办的步骤"}.get(name, "无")
    return "或".join(_SAID[name](one) if name in _SAID else one for one in value.split(","))


def sentence(wanted: MeasureFilter) -> str:
    """The whole filter in one line, for the foot of a printed table."""
    return ";".join(f"{chip.name}={chip.words}" for chip in chips(wanted)) or "全部"


def is_set(wanted: MeasureFilter) -> bool:
    """Is any filter set?"""
    return any(getattr(wanted, one.name) for one in fields(wanted))


def choices(found: Iterable[Heap], rows: Iterable[ProblemRow]) -> dict[str, Choices]:
    """What the selects of the filter form offer: only what the plan has."""
    units = [(code, name) for code, name in unit_names().items() if code not in NOT_OWING]
    months = sorted({heap.period for heap in found if heap.period})
    problems = [row.problem for row in rows]
    named = (tag for one in problems for tag in (*one.tags, one.section))
    tags = dict.fromkeys(tag for tag in named if tag)
    return {
        "unit": [*units, ("none", "未明确")],
        "lead": units,
        "holder": [("office", unit_name("office")), ("leading_group", unit_name("leading_group")), *units],
        "problem": [(str(one.no), f"{one.no} {one.title or one.text:.16}") for one in problems],
        "deadline": [*((month, say_month(month)) for month in months), *PERIODS.items()],
        "due": list(DUE_WORDS.items()),
        "state": list(STATES.items()),
        "step": [(step.id, step.name) for step in drawn_engine(MEASURE).user_tasks.values()],
        "light": [(light, LIGHTS[light][1]) for light in ("red", "yellow", "green", "grey")],
        "tag": [(tag, tag) for tag in tags],
        "flag": list(FLAGS.items()),
    }


def say_month(period: str) -> str:
    """2024-06 as people say it."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", period)
    return f"{found[1]}年{int(found[2])}月底" if found else PERIODS.get(period, period)


_SAID: dict[str, Callable[[str], str]] = {
    "unit": unit_name,
    "lead": unit_name,
    "holder": unit_name,
    "deadline": say_month,
    "light": lambda light: LIGHTS[light][1] if light in LIGHTS else light,
    "due": lambda due: DUE_WORDS.get(due, due),
    "state": lambda state: STATES.get(state, state),
    "step": step_name,
    "flag": lambda flag: FLAGS.get(flag, flag),
}
