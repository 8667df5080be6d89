"""清单: the things a measure counts, one a row."""

from dataclasses import dataclass
from datetime import date

from server.imports.reading import read_tables
from server.imports.row import RejectedRow
from server.imports.titled import TitledRow, read_titled
from workflows.normal import read_date, tight

TITLES = {
    "name": ("名称", "项目", "项目名称", "事项"),
    "place": ("地点", "位置", "所在地"),
    "unit": ("责任单位", "单位"),
    "done": ("完成", "是否完成", "完成情况"),
    "done_on": ("完成日期", "完成时间", "日期"),
    "proof": ("佐证", "佐证材料", "证明材料"),
}
LIMITS = {"name": 200, "place": 200, "proof": 500}
_DONE = {"是": True, "已完成": True, "完成": True, "√": True, "1": True, "有": True}
_OPEN = {"否": False, "": False, "未完成": False, "×": False, "0": False, "进行中": False, "正在整改": False}


@dataclass(frozen=True)
class ItemRow:
    """One thing: done or not, and if done, when and by what proof."""

    source: TitledRow
    name: str
    place: str
    unit: str
    done: bool
    done_on: date | None
    proof: str


Items = tuple[list[ItemRow], list[RejectedRow]]


def read_items(data: bytes, filename: str) -> Items:
    """The things in an .xlsx, .xls, .csv or .docx file, and the rows that cannot be understood."""
    rows = [_item(row) for row in read_titled(read_tables(data, filename), TITLES, ("name", "done"))]
    return [r for r in rows if isinstance(r, ItemRow)], [r for r in rows if isinstance(r, RejectedRow)]


def _item(row: TitledRow) -> ItemRow | RejectedRow:
    wrong = _too_long(row) or _undone(row)
    if wrong:
        return row.rejected(*wrong)
    done = _DONE.get(tight(row.get("done")), False)
    return ItemRow(
        row,
        name=row.get("name"),
        place=row.get("place"),
        unit=row.get("unit"),
        done=done,
        done_on=read_date(row.get("done_on")) if done else None,
        proof=row.get("proof"),
    )


def _too_long(row: TitledRow) -> tuple[str, str] | None:
    if not row.get("name"):
        return "name", "请写名称。"
    long = [field for field, most in LIMITS.items() if len(row.get(field)) > most]
    return (long[0], f"最多 {LIMITS[long[0]]} 个字。") if long else None


def _undone(row: TitledRow) -> tuple[str, str] | None:
    """What is missing where something is said to be done."""
    said = tight(row.get("done"))
    if said not in _DONE | _OPEN:
        return "done", "请写“是”或“否”。"
    if said in _OPEN:
        return None
    if read_date(row.get("done_on")) is None:
        return "done_on", "已完成的要写完成日期,例如 2024-06-30。"
    return None if row.get("proof") else ("proof", "已完成的要写佐证材料。")
