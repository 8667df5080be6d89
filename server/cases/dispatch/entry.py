"""What a unit says of one measure in a month, and what may be wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.cases.plan.progress import Progress
from server.models import DispatchRow
from workflows.normal import tight

DONE, ON_SCHEDULE, BEHIND = "已完成", "达到序时进度", "滞后"
STATES = (DONE, ON_SCHEDULE, BEHIND)
TEXTS = {"progress": "本期进展", "problems": "存在问题", "next_step": "下一步"}
LABELS = {**TEXTS, "state": "状态", "unchanged": "无变化"}
LONGEST = 2000
SAME = frozenset(
    {"无变化", "同上", "同上月", "无", "无进展", "无新进展", "较上月无变化", "与上月相同", "暂无进展"}
)
"""Words in place of progress that say there was none."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """One row as it is typed."""

    progress: str = ""
    problems: str = ""
    next_step: str = ""
    state: str | None = None
    unchanged: bool = False


def entry_of(row: DispatchRow) -> Entry:
    """A row as it is kept."""
    return Entry(row.progress, row.problems, row.next_step, row.state, row.unchanged)


def cleaned(text: str) -> str:
    """A text without signs that are no words."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def resolved(entry: Entry, before: Entry | None) -> Entry:
    """The row as it counts: without change it says what the report before said."""
    if before is None or not (entry.unchanged or says_nothing_new(entry)):
        return entry
    return replace(entry, progress=before.progress, unchanged=True)


def says_nothing_new(entry: Entry) -> bool:
    """Do its words say that there was no progress?"""
    return tight(entry.progress).rstrip("。.,") in SAME


def mistakes(entry: Entry, before: Entry | None, counted: Progress) -> Iterator[tuple[str, str]]:
    """Field and sentence of everything that keeps a row from being submitted."""
    yield from _mistaken_progress(entry, before)
    yield from _mistaken_state(entry, counted)
    for field in TEXTS:
        if len(getattr(entry, field)) > LONGEST:
            yield field, f"最多 {LONGEST} 个字。"


def _mistaken_progress(entry: Entry, before: Entry | None) -> Iterator[tuple[str, str]]:
    nothing = says_nothing_new(entry)
    if before is None:
        if entry.unchanged or nothing:
            yield "progress", "以前没有报过这条措施,请写本期进展。"
        elif not entry.progress:
            yield "progress", "请写本期进展。"
    elif entry.unchanged:
        if entry.progress and not nothing and tight(entry.progress) != tight(before.progress):
            yield "progress", "勾了“无变化”,文字却和上期不同:去掉勾选,或清空这一格。"
    elif not entry.progress:
        yield "progress", "请写本期进展,没有变化的勾“无变化”。"


def _mistaken_state(entry: Entry, counted: Progress) -> Iterator[tuple[str, str]]:
    if entry.state not in STATES:
        yield "state", "请选择状态。"
    elif entry.state == DONE and counted.done < counted.total:
        yield "state", f"清单和节点完成 {counted.words},还不能填“已完成”。"
    elif entry.state == BEHIND:
        for field in ("problems", "next_step"):
            if not getattr(entry, field):
                yield field, f"滞后的要写{TEXTS[field]}。"
