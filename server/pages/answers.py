"""From what a browser sends to what a schema loads: names, repeated groups, ticked boxes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

SEVERAL = ("pick_many", "choose_many", "files")
MOST_ROWS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ACT = re.compile(r"(add|drop):([a-z_]{1,40})(?::(\d{1,3}))?")


@dataclass(frozen=True)
class Act:
    """What a button other than 提交 asks for: one more row, one row less, or keeping the draft."""

    kind: str
    name: str = ""
    number: int = 0


def read_answers(schema: Schema, sent: MultiDict[str, str]) -> dict[str, Any]:
    """The answers as typed, by the names of the schema; whatever else was sent is not looked at."""
    raw: dict[str, Any] = {}
    for name, one in schema.fields.items():
        widget = one.metadata["widget"]
        if widget == "points":
            raw[name] = _rows(name, one, sent)
        elif widget in SEVERAL:
            raw[name] = [_clean(value) for value in sent.getlist(name) if value.strip()]
        elif name in sent:
            raw[name] = _clean(sent[name])
    return _without_defaults(schema, raw)


def read_act(sent: Mapping[str, str]) -> Act | None:
    """Which other button was pressed, if any."""
    pressed = sent.get("_act", "")
    if pressed == "draft":
        return Act("draft")
    known = _ACT.fullmatch(pressed)
    return Act(known[1], known[2], int(known[3] or 0)) if known else None


def change_rows(raw: dict[str, Any], act: Act) -> dict[str, Any]:
    """The answers after a row was dropped; a row added is only drawn, for blank rows are no answers."""
    rows = raw.get(act.name)
    if act.kind != "drop" or not isinstance(rows, list):
        return raw
    return {**raw, act.name: [row for number, row in enumerate(rows) if number != act.number]}


def _rows(name: str, one: fields.Field[Any], sent: MultiDict[str, str]) -> list[dict[str, Any]]:
    inner = one.inner.schema  # type: ignore[attr-defined]  # a points field is a list of nested forms
    pattern = re.compile(re.escape(name) + r"-(\d{1,4})-([a-z_]+)")
    rows: dict[int, dict[str, Any]] = {}
    for key, value in sent.items():
        known = pattern.fullmatch(key)
        if known and known[2] in inner.fields:
            rows.setdefault(int(known[1]), {})[known[2]] = _clean(value)
    kept = [rows[number] for number in sorted(rows) if any(rows[number].values())]
    return kept[:MOST_ROWS]


def _without_defaults(schema: Schema, raw: dict[str, Any]) -> dict[str, Any]:
    """Who returns a case must say why: the words offered for agreeing are no reason."""
    if not any(schema.fields[name].metadata.get("decision") and raw[name] for name in raw):
        return raw
    return {name: "" if _is_default(schema.fields[name], value) else value for name, value in raw.items()}


def _is_default(one: fields.Field[Any], value: Any) -> bool:
    return isinstance(value, str) and value == one.metadata.get("default")


def number_in(text: str) -> int | None:
    """The number of a row as a form sends it; None for anything that can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _clean(value: str) -> str:
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
