"""Scan of an .xlsx before it is read: how far its cells reach and how much text they hold."""

import re
from array import array
from zipfile import ZipFile

from server.imports.archive import read_member
from server.imports.markup import local, walk
from server.imports.refusal import TOO_LARGE, UNREADABLE, ImportRefused
from server.imports.table import MAX_ROWS, check_size, check_text

MAX_ELEMENTS = 1_500_000
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CELLS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels"
    r"|xl/(?:workbook|sharedstrings|styles|worksheets/[^/]+)\.xml"
)


def cell_members(archive: ZipFile) -> list[str]:
    """The members needed to read cells: sheets, strings, styles, and the lists that tie them together."""
    return [name for name in archive.namelist() if _CELLS.fullmatch(name.lower())]


def check_cells(archive: ZipFile) -> None:
    """Refuse too many rows, columns or characters; reads in pieces and stops at the first excess.

    Every member is looked at as a sheet, because the workbook may point at any of them as one.
    """
    names = cell_members(archive)
    strings = _Strings()
    for name in (name for name in names if name.lower() == "xl/sharedstrings.xml"):
        walk(name, read_member(archive, name), strings.start, strings.end, strings.text)
    total = 0
    for name in names:
        sheet = _Sheet(strings.lengths, total)
        walk(name, read_member(archive, name), sheet.start, sheet.end, sheet.text)
        total = sheet.characters


class _Strings:
    """Lengths of the shared strings, in order."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self._length = 0
        self._total = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            self._length = 0

    def end(self, name: str) -> None:
        if local(name) == "si":
            self.lengths.append(self._length)

    def text(self, words: str) -> None:
        self._length += len(words)
        self._total += len(words)
        check_text("工作簿", self._total)


class _Sheet:
    """How far one sheet reaches: only cells with content count, formatted blanks do not."""

    def __init__(self, lengths: "array[int]", characters: int) -> None:
        self.characters = characters
        self._lengths = lengths
        self._elements = self._rows = self._columns = self._row = self._column = 0
        self._shared = self._in_value = False
        self._index = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise ImportRefused("工作表太大,单元格过多;请删去多余的行列再导入。", TOO_LARGE)
        match local(name) if ":" in name else name:
            case "c":
                self._start_cell(attributes)
            case "v" | "is":
                self._start_value()
            case "row":
                self._start_row(attributes.get("r"))

    def end(self, name: str) -> None:
        if self._in_value and local(name) in ("v", "is"):
            self._in_value = False
            if self._shared:
                self.characters += _length_of(self._lengths, self._index)
                check_text("工作表", self.characters)

    def text(self, words: str) -> None:
        if self._in_value and self._shared:
            self._index = (self._index + words)[:12]
        elif self._in_value:
            self.characters += len(words)
            check_text("工作表", self.characters)

    def _start_row(self, number: str | None) -> None:
        self._row = _number(number) if number else self._row + 1
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._shared = attributes.get("t") == "s"
        if address := attributes.get("r"):
            self._row, self._column = _position(address)
        else:
            self._column += 1

    def _start_value(self) -> None:
        self._in_value, self._index = True, ""
        if self._row > self._rows or self._column > self._columns:
            self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
            check_size("工作表", self._rows, self._columns)


def _position(address: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(address.upper())
    if match is None:
        raise ImportRefused(
            f"工作表中有无法识别的单元格地址“{address[:20]}”;请另存为新文件再导入。", UNREADABLE
        )
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)), column


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 9 else MAX_ROWS + 1


def _length_of(lengths: "array[int]", index: str) -> int:
    digits = index.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10) or int(digits) >= len(lengths):
        raise ImportRefused("工作簿的文字索引已损坏;请用 Excel 或 WPS 打开后另存为新文件再导入。", UNREADABLE)
    return lengths[int(digits)]
