"""Lists inside a form: the same few fields once for each reported point, milestone or acceptance standard."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.form import Form

MOST_ROWS = 30
STANDARD_LIMIT = 1000
"""Most characters of one standard."""


def rows(label: str, item: str, form: type[Form], *, needed: bool = True, **extra: Any) -> fields.List[Any]:
    """As many rows of a small form as are wanted, at least one where they are needed; `item` names one row."""
    lacking = f"请至少写一个{item}。"
    given: dict[str, Any] = {"required": True} if needed else {"allow_none": True, "load_default": None}
    return fields.List(
        fields.Nested(form),
        **given,
        validate=validate.Length(
            1 if needed else 0, MOST_ROWS, error=f"请至少写一个{item},最多 {MOST_ROWS} 个。"
        ),
        error_messages={"required": lacking, "null": lacking},
        metadata={"label": label, "widget": "points", "needed": needed, "item": item, **extra},
    )


class NodeForm(Form):
    """One milestone of a unit's plan (节点): by when what is to be done."""

    node_on = ask.day("时间节点", needed=True)
    text = ask.text("完成内容", needed=True, limit=1000)


class StandardForm(Form):
    """One standard of acceptance (验收标准), as the lead unit writes it."""

    text = ask.text("验收标准", needed=True, limit=STANDARD_LIMIT)


class CheckedStandardForm(Form):
    """One standard of acceptance and whether it is met."""

    text = ask.text("验收标准", needed=True, limit=STANDARD_LIMIT)
    met = ask.yes_no("是否达到", yes="达到", no="未达到")
    note = ask.text("说明", limit=2000, long=True, hint="未达到的,写明差在哪里、下一步怎么办")


class SelfCheckedForm(CheckedStandardForm):
    """The same as the unit itself sees it: what is not met is explained."""

    @validates_schema(skip_on_field_errors=True)
    def check_note(self, data: Mapping[str, Any], **_: Any) -> None:
        """An honest no says what is lacking."""
        if not data["met"] and not data.get("note"):
            raise ValidationError("未达到的,请写明差在哪里、下一步怎么办。", "note")


def is_doubled(given: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether one text stands in two rows: each standard is checked by its own words."""
    return len({row["text"] for row in given}) < len(given)


def unmatched(given: Iterable[Mapping[str, Any]], case: Circumstances) -> str | None:
    """Say that the standards of the plan were not checked one by one; None when they were."""
    if not case.standards or sorted(row["text"] for row in given) == sorted(case.standards):
        return None
    return "请对照方案审定的验收标准逐条填写,不增不减。"
