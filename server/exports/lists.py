"""Lists that people fill in and send back: earlier states of measures, things a measure counts."""

from collections.abc import Iterable, Mapping

from server.exports.sheet import Column, Page, Target, write_sheet

RECORDS = (
    Column("no", "措施序号", 10),
    Column("unit", "责任单位", 30),
    Column("state", "状态", 16),
    Column("day", "日期", 14),
    Column("document_no", "文号", 24),
    Column("remark", "备注", 40),
)
ITEMS = (
    Column("name", "名称", 30),
    Column("place", "地点", 30),
    Column("unit", "责任单位", 24),
    Column("done", "完成(是/否)", 12),
    Column("done_on", "完成日期", 14),
    Column("proof", "佐证", 40),
)


def write_records(target: Target, rows: Iterable[Mapping[str, object]]) -> int:
    """Write a list of earlier states to be filled in; returns how many rows."""
    return write_sheet(target, RECORDS, rows, Page("补录"))


def write_items(target: Target, rows: Iterable[Mapping[str, object]]) -> int:
    """Write the things a measure counts, in the form in which they are taken in again."""
    return write_sheet(target, ITEMS, rows, Page("清单"))
