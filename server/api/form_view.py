"""A step's form as programs read it: fields, labels, and what may be answered."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from server.api.showing import choices
from server.cases.options import Option
from workflows.forms import Form

Options = Mapping[str, list[Option]]
AS_IS = ("label", "widget", "kind", "least", "most")


def form_view(form: Form, options: Options) -> dict[str, Any]:
    """The form with all its fields, in the order of the page."""
    return {
        "name": type(form).__name__,
        "fields_": [_field(name, field, options) for name, field in form.fields.items()],
    }


def _field(name: str, field: fields.Field[Any], options: Options) -> dict[str, Any]:
    part = _part(name, field, options)
    inner = field.inner if isinstance(field, fields.List) else None
    nested = inner.schema.fields if isinstance(inner, fields.Nested) else {}
    return {**part, "parts": [_part(each, one, options) for each, one in nested.items()]}


def _part(name: str, field: fields.Field[Any], options: Options) -> dict[str, Any]:
    about = field.metadata
    when = about.get("when")
    return {
        "name": name,
        **{word: about.get(word) for word in AS_IS},
        "hint": about.get("hint", ""),
        "needed": bool(about.get("needed") or field.required),
        "private": bool(about.get("private")),
        "when": {"field": when[0], "values": list(when[1])} if when else None,
        "choices": _choices(name, about, options),
    }


def _choices(name: str, about: Mapping[str, Any], options: Options) -> list[dict[str, Any]]:
    if about["widget"] == "yes_no":
        return [_choice(True, about["yes"]), _choice(False, about["no"])]
    if "options" in about:
        return choices(options.get(name, ()))
    return [_choice(value, label) for value, label in about.get("choices", {}).items()]


def _choice(value: object, label: str) -> dict[str, Any]:
    return {"value": value, "label": label, "note": "", "disabled": False}
