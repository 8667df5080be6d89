"""From a schema with answers and errors to what the page shows, field by field in the order of filling in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from server.cases.options import Option
from server.pages.field import Choice, Field, FormView, Group, Kept, Row, When

Answers = Mapping[str, Any]
Options = Mapping[str, Sequence[Option]]
Asked = fields.Field[Any]
ONE_LINE = 300
"""Characters that still fit into one line of a form."""


@dataclass(frozen=True)
class Filling:
    """What is known while a form is being filled in: answers, errors, what the case offers, files kept."""

    answers: Answers = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    files: Mapping[str, Kept] = field(default_factory=dict)
    rows: int = 1
    """How many rows a list of like answers shows at least."""


def view_form(schema: Schema, filling: Filling) -> FormView:
    """The schema with its answers, errors and offers, ready for the template."""
    drawn = [_field(name, one, schema, filling) for name, one in schema.fields.items()]
    groups: dict[str, list[Field]] = {}
    for one in drawn:
        groups.setdefault(one.group, []).append(one)
    plain = groups.pop("", [])
    return FormView(
        fields=tuple(plain),
        groups=tuple(Group(name, tuple(inside)) for name, inside in groups.items()),
        errors=tuple(messages(filling.errors.get("_schema"))),
        has_files=any(one.widget == "files" for one in drawn),
    )


def shown(value: Any) -> str:
    """An answer as a form control holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def messages(error: Any) -> list[str]:
    """All sentences of an error, however deep the schema nested them."""
    if isinstance(error, str):
        return [error]
    inside = error.values() if isinstance(error, Mapping) else error or ()
    return [sentence for one in inside for sentence in messages(one)]


def _field(name: str, one: Asked, schema: Schema, filling: Filling) -> Field:
    meta, errors = one.metadata, filling.errors.get(name)
    value = filling.answers.get(name, meta.get("default"))
    widget = _widget(meta["widget"], _limit(one))
    return Field(
        name=name,
        label=meta["label"],
        widget=widget,
        value="" if isinstance(value, list | tuple) else shown(value),
        choices=_choices(meta, value, filling.options.get(name, ())),
        rows=_rows(name, one, value, filling) if widget == "points" else (),
        files=_kept(value, filling.files) if widget == "files" else (),
        when=_when(schema, meta.get("when"), filling.answers),
        errors=() if widget == "points" and isinstance(errors, Mapping) else tuple(messages(errors)),
        limit=_limit(one),
        **_said(meta),
    )


def _said(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What the schema says of a field in words and flags of the same names."""
    words = {name: meta[name] for name in ("hint", "group", "kind", "item") if name in meta}
    return {**words, **{flag: bool(meta.get(flag)) for flag in ("needed", "decision", "private", "fixed")}}


def _choices(meta: Mapping[str, Any], value: Any, offered: Sequence[Option]) -> tuple[Choice, ...]:
    chosen = {shown(each) for each in value} if isinstance(value, list | tuple) else {shown(value)}
    if meta["widget"] in ("pick", "pick_many"):
        return tuple(
            Choice(each.value, each.label, each.note, each.disabled, each.value in chosen) for each in offered
        )
    words = meta.get("choices", {})
    if meta["widget"] == "yes_no":
        words = {"true": meta["yes"], "false": meta["no"]}
    return tuple(Choice(key, label, chosen=key in chosen) for key, label in words.items())


def _rows(name: str, one: Asked, value: Any, filling: Filling) -> tuple[Row, ...]:
    inner = one.inner.schema  # type: ignore[attr-defined]  # a points field is a list of nested forms
    given = [each for each in value or [] if isinstance(each, Mapping)]
    errors = filling.errors.get(name)
    faults = errors if isinstance(errors, Mapping) else {}
    rows = []
    least = 1 if one.metadata.get("fixed") else filling.rows
    for number in range(max(len(given), least, 1)):
        answers = given[number] if number < len(given) else {}
        inside = Filling(answers, faults.get(number, {}), filling.options)
        drawn = [_field(key, each, inner, inside) for key, each in inner.fields.items()]
        if one.metadata.get("fixed"):
            drawn = [replace(each, fixed=each.name == "text") for each in drawn]
        rows.append(Row(number, tuple(prefixed(each, f"{name}-{number}-") for each in drawn)))
    return tuple(rows)


def prefixed(one: Field, prefix: str) -> Field:
    """The same field under another name, with its rows."""
    rows = tuple(
        replace(row, fields=tuple(prefixed(each, prefix) for each in row.fields)) for row in one.rows
    )
    return replace(one, name=prefix + one.name, rows=rows)


def _kept(value: Any, files: Mapping[str, Kept]) -> tuple[Kept, ...]:
    ids = [shown(each) for each in value] if isinstance(value, list | tuple) else []
    return tuple(files.get(each, Kept(each, "已上传的文件")) for each in ids)


def _when(schema: Schema, when: tuple[str, Sequence[Any]] | None, answers: Answers) -> When | None:
    if when is None:
        return None
    asked = schema.fields[when[0]].metadata
    values = tuple(shown(each) for each in when[1])
    names = {"true": asked.get("yes", ""), "false": asked.get("no", ""), **asked.get("choices", {})}
    given = shown(answers.get(when[0], asked.get("default")))
    return When(when[0], values, asked["label"], "、".join(names[each] for each in values), given in values)


def _widget(widget: str, limit: int | None) -> str:
    """A text that may be long gets room to be seen whole, whatever the form calls it."""
    return "paragraph" if widget == "line" and (limit or 0) > ONE_LINE else widget


def _limit(one: Asked) -> int | None:
    lengths = [each.max for each in one.validators if isinstance(each, validate.Length) and each.max]
    return min(lengths) if lengths and isinstance(one, fields.String) else None
