"""调度表: the measures a unit owes with what it last reported, to be filled in and sent back."""

from collections.abc import Iterable, Mapping

from server.exports.sheet import Column, Page, Target, write_sheet

COLUMNS = (
    Column("no", "序号", 7),
    Column("measure", "措施", 44),
    Column("deadline", "整改时限", 16),
    Column("count", "完成(件)", 10),
    Column("progress", "本期进展", 40),
    Column("problems", "存在问题", 26),
    Column("next_step", "下一步", 26),
    Column("state", "状态(已完成/达到序时进度/滞后)", 18),
    Column("unchanged", "无变化(是)", 9),
)


def write_dispatch(target: Target, rows: Iterable[Mapping[str, object]], month: str, title: str) -> int:
    """Write a sheet under its title; the workbook's sheet bears the month, by which it is known again."""
    return write_sheet(target, COLUMNS, rows, Page(month, title))
