"""The layout of petition tables: titles above, header, rows, and what stands below that is no petition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from server.imports.columns import OWN_TITLES, RESULTS
from server.imports.header import Column, Header, find_header
from server.imports.refusal import ImportRefused
from server.imports.table import Table
from workflows.normal import find_batch, find_date, fold, tight

_NOTE = re.compile(
    r"(?:备?注|说明|填[表报]\w{0,3}|制表\w?|审核\w{0,2}|联系\w{0,2}|单位负责人|经办人|附注?)\d*[::]"
)
_TOTAL = re.compile(r"(?:合|总|小|共)计")
_LONG_TITLE = 60


@dataclass(frozen=True)
class Record:
    """One row under the header, cells as written."""

    table: str
    row: int
    cells: tuple[tuple[Column, str], ...]
    batch: str
    day: date | None
    """The day that the title above tells."""

    def filled(self) -> dict[str, list[str]]:
        """Every filled cell by field; ledgers spread handling over several columns."""
        found: dict[str, list[str]] = {}
        for column, words in self.cells:
            if column.field and words:
                found.setdefault(column.field, []).append(words)
        return found


@dataclass
class Layout:
    """What the tables of a file hold, before any cell is understood."""

    columns: list[Column] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    kinds: dict[str, list[str]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """Known fields over all tables."""
        return frozenset(column.field for column in self.columns if column.field)


def read_layout(tables: list[Table]) -> Layout:
    """Rows of all tables that have a header of petitions; refuses a file in which none has."""
    layout = Layout()
    before: Header | None = None
    for table in tables:
        header = find_header(table.rows) or _continued(table, before)
        if header is None:
            _note_skipped(layout, table)
            continue
        before = header
        _read_table(layout, table, header)
    _check(layout, tables)
    return layout


def _continued(table: Table, before: Header | None) -> Header | None:
    if before is None or not table.continues or not table.rows:
        return None
    if max(map(len, table.rows)) > len(before.columns) or len(table.rows[0]) < len(before.columns) - 2:
        return None
    return Header(0, 0, before.columns)


def _read_table(layout: Layout, table: Table, header: Header) -> None:
    title = " ".join(
        [table.title, *(cell for row in table.rows[: header.top] for cell in dict.fromkeys(row))]
    )
    kind = "history" if header.fields & RESULTS else "assignment"
    layout.kinds.setdefault(kind, []).append(table.name)
    layout.titles.append(title)
    known = {column.title for column in layout.columns}
    layout.columns += [column for column in header.columns if column.title and column.title not in known]
    layout.records += _records(layout, table, header, title)


def _records(layout: Layout, table: Table, header: Header, title: str) -> Iterator[Record]:
    batch, day = find_batch(title) or find_batch(table.name), find_date(title)
    start = header.top + header.height
    for number, row in enumerate(table.rows[start:], start + 1):
        if header.repeats(row) or _is_empty(row, header) or _is_total(row):
            continue
        if words := _aside(row, header):
            if find_batch(words):
                batch, day = find_batch(words), find_date(words) or day
            else:
                layout.notes.append(f"{_place(table, number)}不是信访件,未导入:{words[:40]}")
            continue
        yield Record(table.name, number, _cells(row, header), batch, day)


def _cells(row: list[str], header: Header) -> tuple[tuple[Column, str], ...]:
    titled = (column for column in header.columns if column.title and column.title not in OWN_TITLES)
    return tuple((column, row[column.index].strip() if column.index < len(row) else "") for column in titled)


def _is_empty(row: list[str], header: Header) -> bool:
    """Whether nothing stands in a row but, at most, a printed line number."""
    numbered = {column.index for column in header.columns if column.field == "seq"}
    filled = [(index, cell) for index, cell in enumerate(row) if cell.strip()]
    return all(index in numbered and tight(cell).replace(".", "").isdigit() for index, cell in filled)


def _is_total(row: list[str]) -> bool:
    return any(_TOTAL.fullmatch(tight(cell)) for cell in row[:3])


def _aside(row: list[str], header: Header) -> str:
    """The words of a row that is a note, a signature or a title between the rows; empty for a petition."""
    filled = [(index, cell) for index, cell in enumerate(row) if cell.strip()]
    index, cell = filled[0]
    if _NOTE.match(tight(cell)) or (len(filled) == 1 and index not in _content(header)):
        return fold(" ".join(dict.fromkeys(cell for _, cell in filled)))
    is_title = len(filled) == 1 and len(cell) <= _LONG_TITLE and re.match("第.{1,5}批", tight(cell))
    return fold(cell) if is_title else ""


def _content(header: Header) -> set[int]:
    return {column.index for column in header.columns if column.field in ("no", "text")}


def _note_skipped(layout: Layout, table: Table) -> None:
    if table.rows and table.name:
        layout.notes.append(f"“{table.name}”里没有信访件的表头,未读取。")


def _place(table: Table, number: int) -> str:
    return f"“{table.name}”第 {number} 行" if table.name else f"第 {number} 行"


def _check(layout: Layout, tables: list[Table]) -> None:
    if not layout.columns:
        filled = any(table.rows for table in tables)
        raise ImportRefused(_NO_HEADER if filled else "表格是空的,没有任何内容;请检查选择的文件。")
    if "text" not in layout.fields:
        raise ImportRefused("表头里没有“交办问题基本情况”(或“举报内容”“投诉内容”)一列;请补上这一列再导入。")
    if len(layout.kinds) > 1:
        raise ImportRefused(_MIXED.format(**{kind: "、".join(names) for kind, names in layout.kinds.items()}))
    if not layout.records:
        raise ImportRefused("表头下面没有信访件;请检查是否选错了文件。")


_NO_HEADER = (
    "没有找到表头:前 60 行里没有一行同时写着“受理编号”“交办问题基本情况”“行政区域”等列名;请补上表头再导入。"
)
_MIXED = "文件里既有交办清单(“{assignment}”),又有带办理结果的一览表(“{history}”);请分成两份文件导入。"
