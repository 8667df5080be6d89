"""Sheets of .xlsx and .xls as text rows, read by calamine once the file has been found harmless."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from server.imports import biff, workbook
from server.imports.archive import repacked
from server.imports.ole import Container
from server.imports.refusal import TOO_LARGE, WRONG_TYPE, ImportRefused
from server.imports.table import MAX_CELLS, MAX_ROWS, Table, check_size, trimmed

MAX_SHEETS = 50
_ERRORS = frozenset({"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"})
_DAMAGED = "工作簿已损坏,读不出;请用 Excel 或 WPS 打开后另存为新文件再导入。"
Cell = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(archive: ZipFile) -> list[Table]:
    """Visible sheets of an .xlsx."""
    workbook.check_cells(archive)
    return _read_sheets(repacked(archive, workbook.cell_members(archive)))


def read_old_workbook(data: bytes) -> list[Table]:
    """Visible sheets of an .xls from Excel 97 on."""
    container = Container.open(data)
    names = container.names
    if "EncryptedPackage" in names:
        raise ImportRefused("文件有密码保护,读不出内容;请去掉密码后再导入。")
    if any(name.startswith("_VBA_PROJECT") for name in names):
        raise ImportRefused("文件带有宏,不能导入;请另存为不带宏的 .xlsx。", WRONG_TYPE)
    stream = next((name for name in names if name in ("Workbook", "Book", "WORKBOOK", "BOOK")), None)
    if stream is None:
        raise ImportRefused(
            "这不是 Excel 表格(可能是旧版 Word 文件);请另存为 .xlsx 或 .docx 再导入。", WRONG_TYPE
        )
    biff.check_stream(container.stream(stream))
    return _read_sheets(data)


def _read_sheets(data: bytes) -> list[Table]:
    try:
        return list(_tables(CalamineWorkbook.from_filelike(BytesIO(data))))
    except (CalamineError, ValueError, OSError) as error:
        raise ImportRefused(_DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a fault inside the Rust reader arrives
            raise
        raise ImportRefused(_DAMAGED) from error


def _tables(book: CalamineWorkbook) -> Iterator[Table]:
    sheets = [sheet for sheet in book.sheets_metadata if _is_read(sheet.typ, sheet.visible)]
    if len(sheets) > MAX_SHEETS:
        raise ImportRefused(f"工作簿有 {len(sheets)} 张工作表,太多;请只留下要导入的工作表。", TOO_LARGE)
    total = 0
    for meta in sheets:
        table = _table(book.get_sheet_by_name(meta.name))
        total += len(table.rows)
        check_size("工作簿各表合起来", total, 1)
        yield table


def _is_read(kind: SheetTypeEnum, visible: SheetVisibleEnum) -> bool:
    return kind == SheetTypeEnum.WorkSheet and visible == SheetVisibleEnum.Visible


def _table(sheet: CalamineSheet) -> Table:
    height, width = sheet.end or (0, 0)
    check_size(f"工作表“{sheet.name}”", height + 1, width + 1)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return Table(sheet.name, trimmed(rows))


def _fill_merged(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat a cell merged over several rows in each of them; what is merged sideways stays one cell."""
    left = MAX_CELLS
    for (top, column), (bottom, _) in ranges:
        for row in range(top + 1, min(bottom + 1, len(rows), MAX_ROWS)):
            left -= 1
            if left < 0:
                return
            if column < len(rows[row]) and not rows[row][column]:
                rows[row][column] = rows[top][column]


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "是" if cell else "否"
        case float():
            return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date() | time():
            return cell.isoformat()
        case str():
            return "" if cell in _ERRORS else cell
    return str(cell)
