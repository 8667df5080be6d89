"""Sample files made on the spot: sheets as offices fill them, and as attackers would."""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

from docx import Document
from xlsxwriter import Workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORD_MAIN = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
Rows = Sequence[Sequence[object]]

LIST_HEADER = [
    "序号",
    "受理编号",
    "交办批次",
    "交办日期",
    "受理方式",
    "交办问题基本情况",
    "行政区域",
    "污染类型",
    "备注",
]
TABLE_HEADER = [
    *("序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实"),
    *("处理和整改情况", "是否办结", "责任人被处理情况"),
]


def assigned(serial: int, **changes: object) -> list[object]:
    """A row of an assignment list."""
    row = dict(zip(LIST_HEADER, _assigned(serial), strict=True)) | changes
    return list(row.values())


def _assigned(serial: int) -> list[object]:
    no = f"D2LZ20231105{serial:04}"
    return [
        serial,
        no,
        "第二十五批",
        "2023-11-05",
        "来电",
        f"某搅拌站第{serial}号料仓未封闭。",
        "柳北区",
        "扬尘",
        "",
    ]


def published(serial: int, **changes: object) -> list[object]:
    """A row of a published table."""
    no = f"X2LZ20231105{serial:04}"
    said = [
        serial,
        no,
        f"某水沟第{serial}段有污水。",
        "柳城县",
        "水",
        "现场有污水流出。",
        "属实",
        "已封堵排口。",
        "已办结",
        "无",
    ]
    row = dict(zip(TABLE_HEADER, said, strict=True)) | changes
    return list(row.values())


def xlsx(rows: Rows, *more: Rows, names: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet for each list of rows."""
    target = BytesIO()
    with Workbook(target, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        for number, sheet_rows in enumerate([rows, *more]):
            sheet = book.add_worksheet(names[number] if names else None)
            for index, row in enumerate(sheet_rows):
                sheet.write_row(index, 0, row)
    return target.getvalue()


def docx(*tables: Rows, title: str = "") -> bytes:
    """A Word file with tables."""
    document = Document()
    if title:
        document.add_paragraph(title)
    for rows in tables:
        table = document.add_table(len(rows), max(map(len, rows)))
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                table.cell(index, column).text = str(cell)
        document.add_paragraph()
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def csv(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text table in which every cell is quoted."""
    lines = (delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def changed(data: bytes, members: dict[str, bytes | None]) -> bytes:
    """An archive with some members replaced, added, or (None) left out."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def bomb(data: bytes, name: str, start: bytes, piece: bytes, times: int, end: bytes) -> bytes:
    """An archive in which one member unpacks to a long repetition."""
    target = BytesIO(changed(data, {name: None}))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        block = piece * 1000
        member.write(start)
        for _ in range(times // 1000):
            member.write(block)
        member.write(end)
    return target.getvalue()


def crowd(members: int) -> bytes:
    """An archive of very many empty members."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(members):
            archive.writestr(f"{number}.xml", b"")
    return target.getvalue()


def sheet_xml(body: str) -> bytes:
    """A worksheet around these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'.encode()
    )


def record(kind: int, body: bytes) -> bytes:
    """One record of an old Excel stream."""
    return struct.pack("<HH", kind, len(body)) + body


def xls(rows: Rows, extra: Iterable[bytes] = (), first: bytes = b"", streams: Iterable[str] = ()) -> bytes:
    """An old workbook with one sheet; `extra` records go into the sheet, `first` before all others."""
    texts = list(dict.fromkeys(str(cell) for row in rows for cell in row if isinstance(cell, str)))
    cells = b"".join(_old_cell(i, j, cell, texts) for i, row in enumerate(rows) for j, cell in enumerate(row))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    sheet = _begin(0x10) + record(0x200, size) + cells + b"".join(extra) + record(0x0A, b"")
    strings = b"".join(_shared(texts))
    name = "表".encode("utf-16-le")
    length = len(_begin(5)) + len(first) + len(strings) + 4 + 4 + 8 + len(name)
    bound = record(0x85, struct.pack("<IBBBB", length, 0, 0, 1, 1) + name)
    return container(_begin(5) + first + bound + strings + record(0x0A, b"") + sheet, streams)


def _begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _old_cell(row: int, column: int, cell: object, texts: list[str]) -> bytes:
    if isinstance(cell, str):
        return record(0xFD, struct.pack("<HHHI", row, column, 0, texts.index(cell)))
    return record(0x203, struct.pack("<HHHd", row, column, 0, float(str(cell))))


def _shared(texts: list[str]) -> Iterable[bytes]:
    """The string table, cut inside characters into records as Excel does."""
    kind, body = 0xFC, struct.pack("<II", len(texts), len(texts))
    for text in texts:
        if len(body) > 8000:
            yield record(kind, body)
            kind, body = 0x3C, b""
        body += struct.pack("<HB", len(text), 1)
        for sign in text:
            if len(body) + 2 > 8224:
                yield record(kind, body)
                kind, body = 0x3C, b"\x01"
            body += sign.encode("utf-16-le")
    yield record(kind, body)


def container(stream: bytes, more: Iterable[str] = (), name: str = "Workbook") -> bytes:
    """A compound file with one stream of content and some empty ones."""
    content = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(content) // 512
    fat_sectors = -(-(sectors + 2) // 127)
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * fat_sectors]
    chain += [0xFFFFFFFF] * (fat_sectors * 128 - len(chain))
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0), _entry(name, 2, 0, len(content))]
    entries += [_entry(other, 1, 0, 0) for other in more]
    directory = b"".join(entries).ljust(512, b"\0")[:512]
    places = [*range(sectors + 1, sectors + 1 + fat_sectors)]
    rest = places[109:] and [*places[109:], *[0xFFFFFFFF] * (127 - len(places[109:])), 0xFFFFFFFE]
    links = (0xFFFFFFFE, 0, places[-1] + 1 if rest else 0xFFFFFFFE, 1 if rest else 0)
    chain[places[-1] + 1] = 0xFFFFFFFC if rest else 0xFFFFFFFF
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, sectors, 0, 4096, *links
    )
    header += struct.pack("<109I", *(places + [0xFFFFFFFF] * 109)[:109])
    return header + content + directory + struct.pack(f"<{fat_sectors * 128}I{len(rest)}I", *chain, *rest)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack(
        "<HBBIII", len(spelled), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF
    )
    return spelled.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
