"""Old .xls files: the scan agrees with the reader on strings of every make, and no chain leads astray."""

import struct

import pytest

from server.imports import biff
from server.imports.ole import Container
from server.imports.reading import read_tables
from server.imports.refusal import ImportRefused
from tests.server.imports.samples import LIST_HEADER, container, record, xls


def test_numbers_and_words_are_read_through_continued_string_records() -> None:
    rows = [[f"第{number}件" * 300, number + 0.5, float(number)] for number in range(40)]
    (table,) = read_tables(xls(rows), "a.xls")
    assert table.rows == [[words, str(half), str(int(whole))] for words, half, whole in rows]


def test_lengths_of_shared_strings_are_told_over_record_ends() -> None:
    narrow = struct.pack("<HB", 3, 0) + b"abc"
    rich = struct.pack("<HBHI", 2, 0x0D, 1, 6) + "甲乙".encode("utf-16-le") + bytes(4)
    rest = bytes(6) + struct.pack("<HB", 4, 1) + "一二".encode("utf-16-le")
    parts = [struct.pack("<II", 9, 3) + narrow + rich, rest, b"\x00cd"]
    assert biff.string_lengths(parts) == [3, 2, 4]
    assert biff.string_lengths([]) == []


@pytest.mark.parametrize(
    "parts",
    [
        [struct.pack("<II", 1, 1) + struct.pack("<H", 5)],
        [struct.pack("<II", 1, 1) + struct.pack("<HBI", 1, 4, 99) + b"a"],
        [struct.pack("<II", 1, 1) + struct.pack("<HB", 9, 0) + b"a"],
        [b"\x01"],
    ],
)
def test_strings_that_end_early_are_refused(parts: list[bytes]) -> None:
    stream = record(0xFC, parts[0]) + record(0x0A, b"")
    with pytest.raises(ImportRefused, match="损坏"):
        biff.check_stream(stream)


def test_sheets_too_large_together_are_refused() -> None:
    sheet = record(0x809, bytes(16)) + record(0xBD, struct.pack("<HHHIH", 19_000, 0, 0, 0, 24))
    biff.check_stream(sheet)
    with pytest.raises(ImportRefused, match="各表合起来太大"):
        biff.check_stream(sheet * 2)


def test_short_streams_and_long_tables_of_sectors_are_followed() -> None:
    long = bytes(range(256)) * 30_000
    assert Container.open(container(long)).stream("Workbook") == long
    small = _with_small_stream(b"abc" * 30)
    assert Container.open(small).stream("Workbook")[:90] == b"abc" * 30
    with pytest.raises(ImportRefused, match="损坏"):
        Container.open(_with_small_stream(b"abc", loop=True)).stream("Workbook")


@pytest.mark.parametrize("at", [30, 48, 76])
def test_a_header_that_points_nowhere_is_refused(at: int) -> None:
    data = xls([LIST_HEADER])
    with pytest.raises(ImportRefused, match="损坏"):
        read_tables(data[:at] + b"\xf0\xff\xff\x0f" + data[at + 4 :], "a.xls")


def _with_small_stream(content: bytes, loop: bool = False) -> bytes:
    """A compound file whose stream is so short that it lies in the root's small sectors."""
    data = bytearray(container(content))
    root, stream = (data.find(name.encode("utf-16-le")) for name in ("Root Entry", "Workbook"))
    struct.pack_into("<II", data, root + 116, 0, 4096)
    struct.pack_into("<II", data, stream + 116, 0, len(content))
    small = [1, 0xFFFFFFFE] if not loop else [0]
    fat_at = len(data) - 512
    table = len(data) // 512 - 1
    struct.pack_into("<I", data, fat_at + 4 * table, 0xFFFFFFFE)
    struct.pack_into("<II", data, 60, table, 1)
    return bytes(data) + struct.pack(f"<{len(small)}I", *small).ljust(512, b"\xff")
