"""One petition of an import: every cell as written, and beside it what it means."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.normal import tight

NO_NUMBER = "无号-"
"""Begins the stable key of a petition that came without 受理编号."""


@dataclass(frozen=True)
class ImportRow:
    """A row that can be taken in: normal forms, beside them the words as written (…_raw), never mended."""

    row: int
    """Line in its table, counted from 1 as Excel does."""
    table: str
    no: str
    """受理编号 without star and blanks, or a stable key from the content."""
    no_raw: str
    no_given: bool
    starred: bool
    text: str
    batch: str = ""
    assigned_on: date | None = None
    received_on: date | None = None
    channel: str = ""
    region_raw: str = ""
    regions: tuple[str, ...] = ()
    types_raw: str = ""
    types: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    remark: str = ""
    finding: str = ""
    verdict: str | None = None
    verdict_raw: str = ""
    handling: str = ""
    handling_kind: str = ""
    target: str = ""
    completion: str | None = None
    completion_raw: str = ""
    accountability: str = ""
    reply: str = ""
    landing: str | None = None
    """Step to start at; None for an assignment list, where routing decides."""
    landing_reason: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Cells of columns nobody asked for, by title."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be taken in: where, which column and why, with its cells to be mended."""

    row: int
    column: str
    message: str
    table: str = ""
    cells: tuple[tuple[str, str], ...] = ()


_COMPARED = (
    *("no", "batch", "text", "channel", "region_raw", "types_raw", "remark", "finding", "verdict_raw"),
    *("handling", "handling_kind", "target", "completion_raw", "accountability", "reply"),
)


def content_key(row: ImportRow) -> str:
    """A digest of what the row says, blind to blanks, widths and its place; equal means unchanged."""
    said: dict[str, object] = {name: tight(getattr(row, name)) for name in _COMPARED}
    said |= {"starred": row.starred, "marks": sorted(row.marks), "on": str(row.assigned_on or "")}
    said["extra"] = {title: tight(words) for title, words in sorted(row.extra.items()) if words}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def key_without_number(text: str, region: str) -> str:
    """A stable key from what a petition says and where, the same in every file that brings it."""
    said = json.dumps([tight(text), tight(region)], ensure_ascii=False)
    return NO_NUMBER + hashlib.sha256(said.encode()).hexdigest()[:16]
