"""补录: rows that say how far a measure had come before this system was in use."""

import re
from dataclasses import dataclass
from datetime import date

from server.imports.reading import read_pasted_tables, read_tables
from server.imports.row import RejectedRow
from server.imports.table import Table
from server.imports.titled import TitledRow, read_titled
from workflows.normal import read_date, tight

STATES = {
    "方案已审定": ("方案审定", "实施方案已审定", "已审定"),
    "推进中": ("整改中", "正在整改", "正在推进", "进行中"),
    "已自查": ("自查", "已完成自查", "自查完成"),
    "已汇总": ("汇总", "材料已汇总", "已材料汇总"),
    "县区已验收": ("县区验收", "已县区验收", "县级已验收"),
    "牵头单位已验收": ("牵头单位验收", "牵头已验收", "牵头验收", "已核查验收", "市级已验收"),
    "已公示": ("公示", "公示期满", "已完成公示"),
    "已审核": ("审核", "市整改办已审核", "整改办已审核"),
    "已销号": ("销号", "已备案", "已销号备案", "已完成销号"),
}
"""States in the order of the chain, each with its other spellings."""
TITLES = {
    "no": ("措施序号", "措施编号", "措施", "序号", "措施号"),
    "unit": ("责任单位", "单位", "单位名称"),
    "state": ("状态", "整改状态", "进展状态", "目前状态"),
    "day": ("日期", "时间", "完成日期", "完成时间"),
    "document_no": ("文号", "文件号", "依据文号", "发文字号"),
    "remark": ("备注", "说明"),
}
LIMITS = {"document_no": 100, "remark": 1000}
_SPELLINGS = {spelling: state for state, others in STATES.items() for spelling in (state, *others)}
_NUMBER = re.compile(r"(?:措施|第)?([0-9]{1,4})(?:号|条|项|条措施)?[.、]?")


@dataclass(frozen=True)
class RecordRow:
    """One state of one measure, for one unit or for the whole."""

    source: TitledRow
    no: int
    unit: str
    state: str
    day: date
    document_no: str
    remark: str


Records = tuple[list[RecordRow], list[RejectedRow]]


def read_records(data: bytes, filename: str) -> Records:
    """The states in an .xlsx, .xls, .csv or .docx file, and the rows that cannot be understood."""
    return _understood(read_tables(data, filename))


def read_pasted_records(text: str) -> Records:
    """The same, pasted as text."""
    return _understood(read_pasted_tables(text))


def _understood(tables: list[Table]) -> Records:
    rows = [_record(row) for row in read_titled(tables, TITLES, ("no", "state", "day"))]
    return [r for r in rows if isinstance(r, RecordRow)], [r for r in rows if isinstance(r, RejectedRow)]


def _record(row: TitledRow) -> RecordRow | RejectedRow:
    number = _NUMBER.fullmatch(tight(row.get("no")))
    state = _SPELLINGS.get(tight(row.get("state")))
    day = read_date(row.get("day"))
    if number is None:
        return row.rejected("no", "请写措施的序号,例如 12。")
    if state is None:
        return row.rejected("state", f"状态须是:{'、'.join(STATES)}。")
    if day is None:
        return row.rejected("day", "日期读不出,请写成 2024-06-30 这样。")
    for field, most in LIMITS.items():
        if len(row.get(field)) > most:
            return row.rejected(field, f"最多 {most} 个字。")
    unit, document_no, remark = row.get("unit"), row.get("document_no"), row.get("remark")
    return RecordRow(row, int(number[1]), unit, state, day, document_no, remark)
