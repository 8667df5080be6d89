"""Scan of an old .xls before it is read: encryption, how far its cells reach and how much text they hold."""

import struct
from collections.abc import Iterator

from server.imports.refusal import TOO_LARGE, ImportRefused
from server.imports.table import MAX_CELLS, check_size, check_text

_PASSWORD, _BEGIN, _DIMENSIONS, _STRINGS, _CONTINUE, _SHARED_CELL = 0x2F, 0x809, 0x200, 0xFC, 0x3C, 0xFD
_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406, 0xBD, 0xD6, _SHARED_CELL})
_SEVERAL = 0xBD
_DAMAGED = "文件已损坏,读不出;请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"


def check_stream(stream: bytes) -> None:
    """Refuse a workbook stream that is encrypted, reaches too far or repeats too much text."""
    try:
        lengths = string_lengths(_shared_strings(stream))
        _check_records(stream, lengths)
    except (struct.error, IndexError) as error:
        raise ImportRefused(_DAMAGED) from error


def _check_records(stream: bytes, lengths: list[int]) -> None:
    rows = columns = cells = characters = 0
    for kind, body in _records(stream):
        if kind == _BEGIN:
            cells += rows * columns
            rows = columns = 0
        elif kind in _CELLS:
            row, last = _reach(kind, body)
            rows, columns = max(rows, row + 1), max(columns, last + 1)
            check_size("工作表", rows, columns)
            if kind == _SHARED_CELL:
                characters += lengths[struct.unpack_from("<I", body, 6)[0]]
                check_text("工作簿", characters)
        else:
            _check_other(kind, body)
    if cells + rows * columns > MAX_CELLS:
        raise ImportRefused("工作簿各表合起来太大;请只留下要导入的工作表。", TOO_LARGE)


def _reach(kind: int, body: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", body)
    return row, struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _SEVERAL else column


def _check_other(kind: int, body: bytes) -> None:
    if kind == _PASSWORD:
        raise ImportRefused("文件有密码保护,读不出内容;请去掉密码后再导入。")
    if kind == _DIMENSIONS and len(body) >= 14:
        first, last, left, right = struct.unpack_from("<IIHH", body)
        if not (first <= last <= 65_536 and left <= right <= 256):
            raise ImportRefused(_DAMAGED)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _shared_strings(stream: bytes) -> list[bytes]:
    """The shared string table's record and its continuations."""
    parts: list[bytes] = []
    for kind, body in _records(stream):
        if kind == _STRINGS or (parts and kind == _CONTINUE):
            parts.append(body)
        elif parts:
            break
    return parts


def string_lengths(parts: list[bytes]) -> list[int]:
    """How many characters each shared string has, in order."""
    if not parts:
        return []
    reader = _Reader(parts)
    _, count = struct.unpack("<II", reader.take(8))
    lengths: list[int] = []
    while len(lengths) < count and reader.more():
        lengths.append(_skip_string(reader))
    return lengths


def _skip_string(reader: "_Reader") -> int:
    length, flags = struct.unpack("<HB", reader.take(3))
    runs = struct.unpack("<H", reader.take(2))[0] if flags & 0x08 else 0
    extra = struct.unpack("<I", reader.take(4))[0] if flags & 0x04 else 0
    reader.skip_characters(length, wide=bool(flags & 0x01))
    reader.skip(4 * runs + extra)
    return int(length)


class _Reader:
    """Reads on over record ends; where characters are cut, the next record begins with its own width flag."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    def more(self) -> bool:
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        return self._part < len(self._parts)

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            if not self.more():
                raise IndexError("strings end early")
            piece = self._parts[self._part][self._at : self._at + count - len(taken)]
            self._at += len(piece)
            taken += piece
        return taken

    def skip(self, count: int) -> None:
        while count > 0:
            if not self.more():
                raise IndexError("strings end early")
            step = min(count, len(self._parts[self._part]) - self._at)
            self._at += step
            count -= step

    def skip_characters(self, count: int, wide: bool) -> None:
        while count > 0:
            left = len(self._parts[self._part]) - self._at
            fits = min(count, left // (2 if wide else 1))
            self._at += fits * (2 if wide else 1)
            count -= fits
            if count > 0:
                self._part, self._at = self._part + 1, 0
                wide = bool(self.take(1)[0] & 0x01)
