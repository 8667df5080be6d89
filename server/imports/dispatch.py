"""调度表: one measure a row, as a unit fills it in and sends it back."""

import re
from dataclasses import dataclass

from server.imports.reading import read_tables
from server.imports.row import RejectedRow
from server.imports.titled import TitledRow, read_titled
from workflows.normal import tight

TITLES = {
    "no": ("序号", "措施序号", "措施编号"),
    "progress": ("本期进展", "本月进展", "进展情况", "工作进展"),
    "problems": ("存在问题", "存在的问题", "困难问题"),
    "next_step": ("下一步", "下步", "下一步工作", "下一步计划", "下步打算", "下一步工作安排"),
    "state": ("状态", "整改状态", "进度状态"),
    "unchanged": ("无变化", "有无变化"),
}
STATES = {
    "已完成": ("完成", "已完成整改", "整改完成"),
    "达到序时进度": ("达到时序进度", "序时进度", "达序时进度", "达到序时", "按序时推进", "正常推进"),
    "滞后": ("进度滞后", "未达到序时进度", "未达序时进度", "未达到时序进度"),
}
"""States of the official table, each with its other spellings."""
_SPELLINGS = {spelling: state for state, others in STATES.items() for spelling in (state, *others)}
_YES = frozenset({"是", "√", "✓", "1", "无变化", "y", "Y"})
_NO = frozenset({"", "否", "×", "0", "有变化", "n", "N"})
_NUMBER = re.compile(r"(?:措施|第)?([0-9]{1,4})(?:号|条|项|条措施)?[.、]?")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True)
class ReportRow:
    """What a sheet says of one measure."""

    source: TitledRow
    no: int
    progress: str
    problems: str
    next_step: str
    state: str | None
    unchanged: bool


Reports = tuple[list[ReportRow], list[RejectedRow]]


def read_reports(data: bytes, filename: str) -> Reports:
    """The rows of an .xlsx, .xls, .csv or .docx file, and those that cannot be understood."""
    rows = [_report(row) for row in read_titled(read_tables(data, filename), TITLES, ("no", "progress"))]
    return [r for r in rows if isinstance(r, ReportRow)], [r for r in rows if isinstance(r, RejectedRow)]


def month_named(row: ReportRow) -> str | None:
    """The month that the sheet of the workbook bears as its name, where it is one of ours."""
    found = _MONTH.search(row.source.table)
    return found[0] if found else None


def _report(row: TitledRow) -> ReportRow | RejectedRow:
    number = _NUMBER.fullmatch(tight(row.get("no")))
    said, same = tight(row.get("state")), tight(row.get("unchanged"))
    if number is None:
        return row.rejected("no", "请写措施的序号,例如 12。")
    if said and said not in _SPELLINGS:
        return row.rejected("state", f"状态须是:{'、'.join(STATES)}。")
    if same not in _YES | _NO:
        return row.rejected("unchanged", "没有变化的写“是”,有变化的不写。")
    progress, problems, next_step = row.get("progress"), row.get("problems"), row.get("next_step")
    return ReportRow(row, int(number[1]), progress, problems, next_step, _SPELLINGS.get(said), same in _YES)
