"""What a case holds, under the labels of the forms that filled it; empty groups are left out."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext
from marshmallow import fields

from server.clock import today
from server.models import Complainant, Petition
from server.pages.names import unit_name
from server.pages.words import say_day
from workflows.forms import FORMS

UNITS = frozenset({"handling_unit", "department", "co_handlers", "accused_unit", "units", "added", "removed"})
PEOPLE = frozenset({"cadre", "members", "companion", "signer"})
WIDE = frozenset({"paragraph", "points"})
GROUPS: Mapping[str, tuple[str, ...]] = {
    "来件": (
        "channel", "received_on", "assigned_on", "region_raw", "types", "accused", "accused_unit", "remark",
    ),
    "核实": ("investigated_on", "verdict", "finding"),
    "处理整改": (
        "on_the_spot", "handling", "corrections", "penalty_cases", "fine", "criminal_cases",
        "administrative_detentions", "criminal_detentions", "talks", "held_accountable", "accountability",
    ),
    "整改方案": ("plan_mode", "plan", "plan_on", "staged_reason", "next_on", "next_person", "resolution"),
    "回访验收": (
        "visited_on", "satisfaction", "households", "words", "acceptance", "remedy", "remedy_reason",
    ),
    "公示销号": (
        "notice_on", "notice_days", "notice_place", "notice_ends_on", "objections", "objections_answer",
        "on_site", "verified_on", "filing_no", "filed_on", "announced_on", "announced_place",
    ),
}  # fmt: skip
COMPUTED = {
    "notice_ends_on": "公示期满",
    "added": "增加的单位",
    "removed": "去掉的单位",
    "units": "单位",
    "problem_no": "所属问题",
    "measure_text": "措施内容",
    "unit_names": "方案中的责任单位",
    "deadline": "整改时限",
    "conditions": "挂钩的条件",
    "reached_on": "到达日期",
    "proof": "佐证材料",
    "items_added": "新增的项",
    "items_changed": "改动的项",
    "items_dropped": "删去的项",
    "state": "状态",
    "day": "日期",
    "document_no": "文号",
}
Fact = tuple[str, str, bool]
"""Label, words, and whether it needs the full width."""


def facts_of(petition: Petition) -> list[tuple[str, list[Fact]]]:
    """The record of a case in groups; empty fields and empty groups are not shown."""
    groups = [(name, list(_facts(petition, fields))) for name, fields in GROUPS.items()]
    return [(name, facts) for name, facts in groups if facts]


def complainant_facts(complainant: Complainant | None) -> list[Fact]:
    """Who complained, for those who may know."""
    names = ("complainant_name", "complainant_phone", "complainant_address")
    return list(_facts(complainant, names)) if complainant else []


def label_of(name: str) -> str:
    """The label of a field, wherever a form asks it."""
    return COMPUTED.get(name) or str(_metadata().get(name, {}).get("label", name))


def say(name: str, value: Any) -> str:
    """An answer in words: choices by their label, units by their name, days as people write them."""
    meta = _metadata().get(name, {})
    if isinstance(value, list | tuple):
        between = ";" if any(isinstance(each, Mapping) for each in value) else "、"
        return between.join(say(name, each) for each in value)
    if isinstance(value, Mapping):
        return _say_row(value)
    if isinstance(value, bool):
        return str(meta.get("yes" if value else "no", gettext("是") if value else gettext("否")))
    if isinstance(value, date):
        return say_day(value, today())
    return unit_name(str(value)) if name in UNITS else str(meta.get("choices", {}).get(value, value))


def _say_row(row: Mapping[str, Any]) -> str:
    """One of several like answers: its words, then what else is said of it."""
    words, *rest = [row.get("text", ""), *(say(name, value) for name, value in row.items() if name != "text")]
    return f"{words}({'、'.join(rest)})" if rest else words


def _facts(record: object, names: Iterable[str]) -> Iterable[Fact]:
    for name in names:
        value = getattr(record, name)
        if value not in (None, "", []):
            wide = _metadata().get(name, {}).get("widget") in WIDE
            yield label_of(name), say(name, value), wide


@cache
def _metadata() -> Mapping[str, Mapping[str, Any]]:
    plain = {name: field for form in FORMS.values() for name, field in form().fields.items()}
    inner = {
        name: field
        for rows in plain.values()
        if isinstance(rows, fields.List) and isinstance(rows.inner, fields.Nested)
        for name, field in rows.inner.schema.fields.items()
    }
    return {name: field.metadata for name, field in {**inner, **plain}.items()}
