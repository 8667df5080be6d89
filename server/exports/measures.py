"""整改台账: one row for each measure, with where it stands and how far it has come."""

from collections.abc import Iterable, Mapping, Sequence

from server.exports.sheet import Column, Page, Target, write_sheet

COLUMNS = (
    Column("problem", "问题", 7),
    Column("measure", "措施", 7),
    Column("text", "内容", 60),
    Column("units", "责任单位", 36),
    Column("leads", "牵头单位", 24),
    Column("deadline", "整改时限", 18),
    Column("step", "当前步骤", 16),
    Column("state", "状态", 12),
    Column("progress", "进度", 9),
    Column("flags", "提示", 44),
)
TITLE = "反馈意见整改台账"


def write_measures(
    target: Target,
    measures: Iterable[Mapping[str, object]],
    title: str = TITLE,
    note: str = "",
    more: Sequence[Column] = (),
) -> int:
    """Write measures by the keys of COLUMNS, then of `more`; returns how many."""
    return write_sheet(target, [*COLUMNS, *more], measures, Page("整改台账", title, note))
