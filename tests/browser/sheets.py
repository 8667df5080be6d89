"""Assignment lists as offices send them: a title above, broken headers, one row a petition."""

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

HEADER = ("序号", "受理编号", "交办问题\n基本情况", "行政区域", "污染类型", "交办批次", "交办日期")
TITLE = "信访件交办清单(第一批)"


def assignment_list(path: Path, cases: Iterable[tuple[str, str, str, str]], day: str) -> Path:
    """A list of (number, matter, region, types), assigned on this day."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("交办清单")
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE)
        sheet.write_row(1, 0, HEADER)
        for seq, (no, matter, region, types) in enumerate(cases, 1):
            sheet.write_row(seq + 1, 0, (seq, no, matter, region, types, "第一批", day))
    return path
