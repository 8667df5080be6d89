"""Fields in the field's own words: short constructors that carry label, hint and choices for page and API."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from workflows.forms.circumstances import Circumstances

TEXT_LIMIT = 20_000
When = tuple[str, Sequence[Any]]


def holds(when: When | None, data: Mapping[str, Any]) -> bool:
    """Is a field asked, given the other answers?"""
    return when is None or data.get(when[0]) in when[1]


def blank(value: Any) -> bool:
    """Is there no answer? `False` and 0 are answers, empty texts and lists are none."""
    return value is None or value == "" or value == []


def _metadata(label: str, widget: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"label": label, "widget": widget, **extra}


def _given(needed: bool, when: When | None) -> dict[str, Any]:
    """A field needed always is required; one needed only while asked is checked by the form."""
    always = needed and when is None
    base = {"required": always, "allow_none": not always}
    return base if always else {**base, "load_default": None}


def in_future(case: Circumstances, data: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Objections to days that are said to have passed but lie ahead."""
    return {name: "这个日期还没有到。" for name in names if data.get(name) and data[name] > case.today}


MESSAGES: dict[str, Any] = {
    "required": "请填写这一项。",
    "null": "请填写这一项。",
    "invalid": "填写的内容不对,请检查。",
}


def text(
    label: str,
    *,
    needed: bool = False,
    when: When | None = None,
    long: bool = False,
    limit: int = 0,
    **extra: Any,
) -> fields.String:
    """Words of the user's own: one line, or a paragraph when long."""
    most = limit or (TEXT_LIMIT if long else 200)
    return fields.String(
        **_given(needed, when),
        validate=validate.Length(max=most, error=f"最多 {most} 个字。"),
        error_messages=MESSAGES,
        metadata=_metadata(label, "paragraph" if long else "line", {"needed": needed, "when": when, **extra}),
    )


def day(label: str, *, needed: bool = False, when: When | None = None, **extra: Any) -> fields.Date:
    """A calendar day in Asia/Shanghai."""
    return fields.Date(
        **_given(needed, when),
        error_messages={**MESSAGES, "invalid": "日期请写成 2026-11-24 这样。"},
        metadata=_metadata(label, "day", {"needed": needed, "when": when, **extra}),
    )


def number(
    label: str,
    *,
    needed: bool = False,
    when: When | None = None,
    least: int = 0,
    most: int = 100_000,
    **extra: Any,
) -> fields.Integer:
    """A count of whole things."""
    return fields.Integer(
        **_given(needed, when),
        validate=validate.Range(least, most, error=f"请填 {least} 到 {most} 之间的整数。"),
        error_messages={**MESSAGES, "invalid": "请填整数。"},
        metadata=_metadata(
            label, "number", {"needed": needed, "when": when, "least": least, "most": most, **extra}
        ),
    )


def amount(label: str, *, when: When | None = None, **extra: Any) -> fields.Decimal:
    """Money in 万元, four places kept."""
    return fields.Decimal(
        places=4,
        as_string=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(0, 1_000_000, error="请填 0 到 1000000 之间的数(万元)。"),
        error_messages={**MESSAGES, "invalid": "请填数字(万元)。"},
        metadata=_metadata(label, "amount", {"when": when, **extra}),
    )


def yes_no(
    label: str,
    *,
    yes: str = "是",
    no: str = "否",
    needed: bool = True,
    when: When | None = None,
    **extra: Any,
) -> fields.Boolean:
    """A question with two answers, asked in words."""
    return fields.Boolean(
        **_given(needed, when),
        error_messages={**MESSAGES, "required": "请选择。", "invalid": "请选择其中一项。"},
        metadata=_metadata(label, "yes_no", {"needed": needed, "when": when, "yes": yes, "no": no, **extra}),
    )


def distinct(chosen: Sequence[str]) -> None:
    """Refuse the same choice twice: nobody is asked for two visits at once."""
    if len(set(chosen)) < len(chosen):
        raise ValidationError("同一项选了两次。")


def choice(
    label: str, choices: Mapping[str, str], *, needed: bool = True, when: When | None = None, **extra: Any
) -> fields.String:
    """One of a fixed set; the key is stored, the words are shown."""
    return fields.String(
        **_given(needed, when),
        validate=validate.OneOf(list(choices), error="请选择列出的一项。"),
        error_messages={**MESSAGES, "required": "请选择。"},
        metadata=_metadata(
            label, "choice", {"needed": needed, "when": when, "choices": dict(choices), **extra}
        ),
    )


def pick(
    label: str, options: str, *, needed: bool = True, when: When | None = None, **extra: Any
) -> fields.String:
    """One of what this case offers just now (units, people, steps); checked against the same list."""
    return fields.String(
        **_given(needed, when),
        error_messages={**MESSAGES, "required": "请选择。"},
        metadata=_metadata(label, "pick", {"needed": needed, "when": when, "options": options, **extra}),
    )


def pick_many(
    label: str, options: str, *, needed: bool = False, when: When | None = None, **extra: Any
) -> fields.List[Any]:
    """Several of what this case offers just now."""
    return fields.List(
        fields.String(),
        **_given(needed, when),
        validate=distinct,
        error_messages=MESSAGES,
        metadata=_metadata(label, "pick_many", {"needed": needed, "when": when, "options": options, **extra}),
    )


def choose_many(
    label: str, choices: Sequence[str], *, needed: bool = False, **extra: Any
) -> fields.List[Any]:
    """Several of a fixed set."""
    return fields.List(
        fields.String(validate=validate.OneOf(choices, error="请选择列出的项。")),
        **_given(needed, None),
        error_messages=MESSAGES,
        metadata=_metadata(
            label, "choose_many", {"needed": needed, "choices": {c: c for c in choices}, **extra}
        ),
    )


def files(
    label: str, kind: str, *, needed: bool = False, when: When | None = None, **extra: Any
) -> fields.List[Any]:
    """Uploaded files of one kind (photo_before, photo_after, evidence, scan), named by their ids."""
    return fields.List(
        fields.UUID(error_messages={"invalid_uuid": "文件编号不对,请重新上传。"}),
        **_given(needed, when),
        validate=validate.Length(max=20, error="一次最多 20 个文件。"),
        error_messages=MESSAGES,
        metadata=_metadata(label, "files", {"needed": needed, "when": when, "kind": kind, **extra}),
    )
