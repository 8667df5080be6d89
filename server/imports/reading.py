"""From the bytes of a file to its tables: the kind is told by content, never by the name alone."""

from pathlib import PurePath

from server.imports import ole, plain, spreadsheet, word
from server.imports.archive import open_archive
from server.imports.refusal import EMPTY, TOO_LARGE, WRONG_TYPE, ImportRefused
from server.imports.table import Table, check_text

MAX_BYTES = 30_000_000
_ADVICE = "请上传 .xlsx、.xls、.csv 或 .docx 文件。"
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\0", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x7fELF", "程序"),
)
_BINARY_NAMES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".docx", ".doc", ".docm", ".et", ".wps"})
_MACRO_NAMES = frozenset({".xlsm", ".xlsb", ".xltm", ".docm", ".dotm", ".xlam"})


def read_tables(data: bytes, filename: str) -> list[Table]:
    """The tables of an .xlsx, .xls, .csv or .docx file; refuses everything else and everything oversized."""
    suffix = PurePath(filename).suffix.lower()
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ImportRefused("文件是空的,没有内容;请检查选择的文件。", EMPTY)
    if len(data) > MAX_BYTES:
        raise ImportRefused(
            f"文件超过 {MAX_BYTES // 1_000_000} MB,请拆成几份,或删去图片后再导入。", TOO_LARGE
        )
    if suffix in _MACRO_NAMES:
        raise ImportRefused(f"{suffix} 文件可能带有宏,不能导入;请另存为 .xlsx 或 .docx。", WRONG_TYPE)
    if data.startswith(b"PK"):
        return _read_zip(data)
    if data.startswith(ole.SIGNATURE):
        return spreadsheet.read_old_workbook(data)
    return _read_plain(data, suffix)


def read_pasted_tables(text: str) -> list[Table]:
    """The table pasted from Excel, WPS or Word: tabs between cells."""
    if not text.strip():
        raise ImportRefused("没有粘贴内容;请在 Excel 里选中表格(连同表头)复制后粘贴。", EMPTY)
    check_text("粘贴的内容", len(text))
    return plain.read_text(text)


def _read_zip(data: bytes) -> list[Table]:
    archive = open_archive(data)
    names = {name.lower() for name in archive.namelist()}
    if "xl/workbook.xml" in names:
        return spreadsheet.read_workbook(archive)
    if word.DOCUMENT in names:
        return word.read_document(archive)
    raise ImportRefused(f"压缩包里不是 Excel 表格或 Word 文档,不能导入;{_ADVICE}", WRONG_TYPE)


def _read_plain(data: bytes, suffix: str) -> list[Table]:
    if kind := next((kind for magic, kind in _FOREIGN if data.startswith(magic)), None):
        raise ImportRefused(f"这是{kind},不是表格;{_ADVICE}", WRONG_TYPE)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise ImportRefused("这是网页或 XML 文件,不是表格;请用 Excel 打开后另存为 .xlsx 再导入。", WRONG_TYPE)
    if suffix in _BINARY_NAMES:
        raise ImportRefused(
            f"文件名是 {suffix},内容却不是;文件可能已损坏,请另存为 .xlsx 再导入。", WRONG_TYPE
        )
    text = plain.decode(data)
    check_text("文件", len(text))
    return plain.read_text(text)
