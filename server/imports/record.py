"""From a table's record to a petition row: each cell read, or the first that cannot be refused by name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from server.imports.landing import land
from server.imports.layout import Record
from server.imports.row import ImportRow, RejectedRow, key_without_number
from workflows import normal

_LONGEST = 32_767
_LIMITS = {"no": 64, "batch": 40, "channel": 40, "region": 500, "types": 200}
_SEVERAL = frozenset({"text", "finding", "handling", "accountability", "remark", "target"})
"""Fields that a ledger may spread over several columns; of others the first filled cell counts."""
_FIELDS = (
    *("no", "batch", "assigned_on", "channel", "text", "region", "types", "finding", "verdict", "handling"),
    *(
        "handling_kind",
        "target",
        "completion",
        "accountability",
        "reply",
        "remark",
        "key_mark",
        "repeat_mark",
    ),
)
_NAMES = {"no": "受理编号", "text": "交办问题基本情况", "assigned_on": "交办日期"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_x000D_")
_NOT = "(?<![不非未无])"
_MARKS = {
    "重点": re.compile(f"{_NOT}(?:重点|加星)|[★☆*]"),
    "重复": re.compile(f"{_NOT}重复"),
    "积案": re.compile(f"{_NOT}积案"),
    "疑难": re.compile(f"{_NOT}疑难"),
}
_SAME_AS = re.compile(r"[与和同][^。;]{1,40}重复")
_YES = re.compile(r"(?:是|有|√|✓|✔|y|yes|1|★|☆|\*|重点|重复)", re.IGNORECASE)


class _Unreadable(Exception):
    """A cell that stops its row: the field and a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def read_record(record: Record, history: bool) -> ImportRow | RejectedRow:
    """The petition in a record, or why it cannot be one."""
    try:
        filled = record.filled()
        values = dict.fromkeys(_FIELDS, "") | {field: _value(field, cells) for field, cells in filled.items()}
        row = _read_petition(record, values, history)
        return replace(row, **_read_results(values)) if history else row
    except _Unreadable as stop:
        return reject(record, stop.field, stop.message)


def reject(record: Record, field: str, message: str) -> RejectedRow:
    """A record refused, its column named as the file names it."""
    titles = {column.field: column.title for column, _ in reversed(record.cells)}
    cells = tuple((column.title, words) for column, words in record.cells)
    return RejectedRow(
        record.row, titles.get(field) or _NAMES.get(field, field), message, record.table, cells
    )


def _value(field: str, cells: list[str]) -> str:
    words = "\n".join(dict.fromkeys(cells)) if field in _SEVERAL else cells[0]
    limit = _LIMITS.get(field, _LONGEST)
    if len(words) > limit:
        raise _Unreadable(field, f"有 {len(words)} 个字,超过 {limit} 个字的上限;请缩短后再导入")
    return _CONTROL.sub("", words).strip()


def _read_petition(record: Record, values: Mapping[str, str], history: bool) -> ImportRow:
    if normal.is_blank(values["text"]):
        raise _Unreadable("text", "没有写问题内容;请补上后再导入")
    number = normal.read_number(values["no"])
    return ImportRow(
        row=record.row,
        table=record.table,
        no=number.no or key_without_number(values["text"], values["region"]),
        no_raw=number.raw,
        no_given=bool(number.no),
        starred=number.starred,
        text=values["text"],
        batch=normal.read_batch(values["batch"]) or record.batch,
        assigned_on=_assigned_on(values["assigned_on"], record.day, history),
        **_read_kinds(values, number.no),
        marks=_marks(values, number.starred),
        remark=values["remark"],
        extra={column.title: words for column, words in record.cells if not column.field and words},
        notes=tuple(_notes(number, values)),
    )


def _read_kinds(values: Mapping[str, str], number: str) -> dict[str, Any]:
    return {
        "received_on": normal.received_on(number),
        "channel": normal.read_channel(values["channel"], number),
        "region_raw": values["region"],
        "regions": tuple(normal.read_regions(values["region"])),
        "types_raw": values["types"],
        "types": tuple(normal.read_types(values["types"])),
    }


def _read_results(values: Mapping[str, str]) -> dict[str, Any]:
    verdict, completion = normal.read_verdict(values["verdict"]), normal.read_completion(values["completion"])
    finding, handling = _said(values["finding"]), _said(values["handling"])
    landing = land(finding, verdict, handling, completion)
    kept = ("handling_kind", "target", "accountability", "reply")
    return {field: values[field] for field in kept} | {
        "finding": finding,
        "verdict": verdict,
        "verdict_raw": values["verdict"],
        "handling": handling,
        "completion": completion,
        "completion_raw": values["completion"],
        "landing": landing.step,
        "landing_reason": landing.reason,
    }


def _said(words: str) -> str:
    return "" if normal.is_blank(words) else words


def _assigned_on(words: str, title_day: date | None, history: bool) -> date | None:
    """The day of assignment, from the cell or else from the title of an assignment list."""
    if normal.is_blank(words):
        return None if history else title_day
    day = normal.read_date(words, title_day.year if title_day else None)
    if day is None:
        raise _Unreadable("assigned_on", f"“{words[:30]}”不是日期;请写成 2023-10-12 这样的日期")
    return day


def _marks(values: Mapping[str, str], starred: bool) -> tuple[str, ...]:
    found = {mark for mark, pattern in _MARKS.items() if pattern.search(values["remark"])}
    if starred or _YES.match(values["key_mark"]):
        found.add("重点")
    if _YES.match(values["repeat_mark"]) or _SAME_AS.search(values["repeat_mark"] + values["text"]):
        found.add("重复")
    return tuple(mark for mark in _MARKS if mark in found)


def _notes(number: normal.PetitionNumber, values: Mapping[str, str]) -> Iterator[str]:
    if not number.no:
        yield "没有受理编号,按内容生成固定编号"
    elif not number.usual:
        yield f"受理编号“{number.no}”不是常见格式,照原样保留"
    if not normal.is_blank(values["verdict"]) and normal.read_verdict(values["verdict"]) is None:
        yield f"是否属实写的是“{values['verdict'][:20]}”,看不出结论,按没有写处理"
    if not normal.is_blank(values["completion"]) and normal.read_completion(values["completion"]) is None:
        yield f"是否办结写的是“{values['completion'][:20]}”,看不出状态,按没有写处理"
