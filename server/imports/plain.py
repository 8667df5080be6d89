"""Text tables: .csv in any of the encodings Chinese offices meet, and cells pasted from Excel."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from server.imports.refusal import WRONG_TYPE, ImportRefused
from server.imports.table import MAX_COLUMNS, Table, check_size, trimmed

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = frozenset(chr(code) for code in range(32)) - frozenset("\t\r\n\f\v\x1a")
_DELIMITERS = "\t,;|"


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, or UTF-8, or UTF-16 without a mark, or GB18030."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.intersection(text):
            return text
    raise ImportRefused(
        "文件不是文本表格,也不是 Excel 或 Word 文件;请用 Excel 另存为 .xlsx 再导入。", WRONG_TYPE
    )


def read_text(text: str) -> list[Table]:
    """The one table of a text, cells divided by tab, comma, semicolon or bar; quoted cells break lines."""
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(text, sign))
    return [Table("", trimmed(list(_rows(text, delimiter))))]


def _encodings(data: bytes) -> Iterator[str]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        yield marked
        return
    yield "utf-8"
    if b"\0" in data[:4096] and len(data) % 2 == 0:
        yield "utf-16-le" if data[1:4096:2].count(0) >= data[:4096:2].count(0) else "utf-16-be"
    yield "gb18030"


def _evenness(text: str, delimiter: str) -> int:
    """How many cells stand in rows of several cells: the right delimiter finds most."""
    sample = text[:100_000]  # shorter than the longest cell that csv takes
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths = [len(row) for row in islice(rows, 40)]
    several = [width for width in widths if width > 1]
    usual = max(several, key=several.count, default=0)
    return sum(width for width in several if width == usual)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text.rstrip("\x1a"), newline=""), delimiter=delimiter)
    count = 0
    try:
        for row in lines:
            count += 1
            check_size("表格", count, len(row) if len(row) > MAX_COLUMNS else 1)
            yield row
    except csv.Error as error:
        raise ImportRefused(
            f"第 {count + 1} 行读不出,可能是引号没有成对;请用 Excel 打开后另存为 .xlsx 再导入。"
        ) from error
