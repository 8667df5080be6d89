"""What every form of the process has in common: fields that know their label, and when they are asked."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, post_load, pre_load, validates_schema

from workflows.forms.circumstances import Circumstances
from workflows.forms.field import blank, holds

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no keyboard types and no database keeps: control characters and halves of characters."""


class Form(Schema):
    """The answers one step asks for: rendered as a page, checked for page and API alike.

    A field's metadata says `label`, `hint`, `widget`, `options` (who offers the choices), `when` (asked only
    while another answer has one of these values) and `needed` (required whenever it is asked).
    """

    class Meta:
        unknown = RAISE

    asks: ClassVar[frozenset[str]] = frozenset()
    """Circumstances of the case that are worked out only for forms that judge by them."""

    error_messages = {"unknown": "没有这一项。", "type": "提交的内容不成表单。"}

    @pre_load
    def tidy(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Trim texts and treat empty ones as not given, so that a blank never passes as an answer."""
        if not isinstance(data, Mapping):
            raise ValidationError("提交的内容不成表单。")
        return {name: _tidy(value) for name, value in data.items()}

    @validates_schema(skip_on_field_errors=True)
    def check_needed(self, data: Mapping[str, Any], **_: Any) -> None:
        """Refuse the form when a field that is asked and needed was left empty."""
        missing = {
            name: [f"请填写“{field.metadata['label']}”。"]
            for name, field in self.fields.items()
            if field.metadata.get("needed")
            and holds(field.metadata.get("when"), data)
            and blank(data.get(name))
        }
        if missing:
            raise ValidationError(missing)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """What this case does not allow of well-formed answers: field -> one sentence."""
        return {}

    @post_load
    def drop_unasked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What was typed into a field that is no longer asked counts as no answer."""
        return {
            name: value
            if name not in self.fields or holds(self.fields[name].metadata.get("when"), data)
            else None
            for name, value in data.items()
        }


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value).strip() or None
    return value
