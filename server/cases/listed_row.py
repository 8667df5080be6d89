"""A row of an imported list in the words of our forms: what was registered, what was found, what is kept aside."""

import re
from collections.abc import Mapping
from typing import Any

from server.imports.row import ImportRow

_COMPLAINANT = {
    "complainant_phone": re.compile("电话|手机|联系方式|微信|邮箱"),
    "complainant_address": re.compile("住址|(?:人|联系|通讯|家庭)地址"),
    "complainant_name": re.compile("(?:举报|信访|投诉|反映|来访|来电|来信|联系)人|姓名|身份证"),
}
"""Titles of columns that say who complained, asked in this order (举报人电话 is a phone)."""
_OTHERS = re.compile("被|企业|单位|承办|经办|责任|包案")
"""Words in a title that speak of somebody else: 被举报人, 承办人联系电话."""


def given_of(row: ImportRow) -> dict[str, Any]:
    """A row in the words of the registering form, with its findings beside them."""
    return {
        "no": row.no_raw if row.no_given else row.no,
        "channel": row.channel or None,
        "received_on": row.received_on,
        "assigned_on": row.assigned_on,
        "batch": row.batch or None,
        "text": row.text,
        "region_raw": row.region_raw or None,
        "types": list(row.types),
        "marks": list(row.marks),
        "remark": row.remark or None,
        **complainant_of(row.extra),
    }


def complainant_of(cells: Mapping[str, str]) -> dict[str, str]:
    """Who complained, where a sheet tells it in columns of its own: kept apart, never in the history."""
    found: dict[str, str] = {}
    for title, words in cells.items():
        name = private(title)
        if name and words:
            found[name] = f"{found[name]};{words}" if name in found else words
    return found


def private(title: str) -> str | None:
    """Which part of the complainant's identity a column holds by its title; None for any other column."""
    if _OTHERS.search(title):
        return None
    return next((name for name, words in _COMPLAINANT.items() if words.search(title)), None)


def findings_of(row: ImportRow) -> dict[str, Any]:
    """What a published table says was found and done: filled into the record as 补录."""
    found = {
        "finding": row.finding,
        "verdict": row.verdict,
        "handling": row.handling,
        "accountability": row.accountability,
    }
    finished = {"已办结": True, "阶段性办结": False}.get(row.completion or "")
    return {name: value for name, value in {**found, "finished": finished}.items() if value not in (None, "")}


def aside_of(row: ImportRow) -> dict[str, str]:
    """Cells no column of ours takes: kept with the event, as written."""
    known = {"办结目标": row.target, "处理类别": row.handling_kind, "答复举报人情况": row.reply}
    extra = {title: words for title, words in row.extra.items() if not private(title)}
    return {title: words for title, words in {**known, **extra}.items() if words}
