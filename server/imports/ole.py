"""The container of old .xls and of password-protected .xlsx: names of its streams and one stream's bytes."""

import struct
from dataclasses import dataclass
from typing import Self

from server.imports.refusal import ImportRefused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_DAMAGED = "文件已损坏,打不开;请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Container:
    """A compound file, read with every chain bounded by the file's own length."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_header()
        except (struct.error, ValueError, IndexError, MemoryError) as error:
            raise ImportRefused(_DAMAGED) from error

    @classmethod
    def open(cls, data: bytes) -> Self:
        """The container, or a refusal when it is damaged."""
        return cls(data)

    @property
    def names(self) -> list[str]:
        """Names of streams and storages, in no order that matters."""
        return list(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of one stream."""
        entry = self._entries[name]
        try:
            if entry.size >= self._cutoff:
                return self._chain(entry.start)[: entry.size]
            return self._small_chain(entry.start)[: entry.size]
        except (struct.error, IndexError) as error:
            raise ImportRefused(_DAMAGED) from error

    def _read_header(self) -> None:
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("sector size")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, _, self._cutoff, small_table = struct.unpack_from("<IIII", self._data, 48)
        self._fat = self._read_fat()
        self._entries = {entry.name: entry for entry in _entries(self._chain(directory))}
        table = self._chain(small_table) if small_table < _END else b""
        self._small_fat = struct.unpack(f"<{len(table) // 4}I", table)

    def _read_fat(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        more, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, len(self._data) // self._size)):
            *listed, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            sectors += listed
        table = b"".join(self._sector(sector) for sector in sectors if sector < _END)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise IndexError(number)
        return sector.ljust(self._size, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _END:
            if len(parts) > len(self._fat):
                raise IndexError("endless chain")
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _small_chain(self, sector: int) -> bytes:
        root = next(entry for entry in self._entries.values() if entry.kind == 5)
        space = self._chain(root.start)
        parts: list[bytes] = []
        while sector < _END:
            if len(parts) > len(self._small_fat):
                raise IndexError("endless chain")
            parts.append(space[sector * self._small_size : (sector + 1) * self._small_size])
            sector = self._small_fat[sector]
        return b"".join(parts)


def _entries(directory: bytes) -> list[_Entry]:
    found = []
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        if kind and 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            found.append(_Entry(name, kind, start, size))
    return found
