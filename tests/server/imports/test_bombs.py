"""Bombs: small files that would unpack to gigabytes are refused fast and in little memory."""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.imports.samples import (
    LIST_HEADER,
    MAIN,
    SHEET,
    STRINGS,
    WORD_MAIN,
    assigned,
    bomb,
    changed,
    crowd,
    docx,
    record,
    xls,
    xlsx,
)

GOOD = xlsx([LIST_HEADER, assigned(1)])
WORD = docx([LIST_HEADER, assigned(1)])
SECONDS, MEGABYTES = 5, 256
"""Processor seconds and the peak of the reading process; measured on two idle cores: 1.3 s, 110 MB."""
READ = """
import json, sys, time
from pathlib import Path
from server.imports.petitions import read_petitions
from server.imports.refusal import ImportRefused
data, begun = Path(sys.argv[1]).read_bytes(), time.process_time()
try:
    read_petitions(data, sys.argv[2])
    status, message = 200, ""
except ImportRefused as refused:
    status, message = refused.status, refused.message
seconds = time.process_time() - begun
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
print(json.dumps({"status": status, "message": message, "seconds": seconds, "megabytes": peak}))
"""


def many_rows() -> bytes:
    body = b'<row><c t="n"><v>1</v></c><c><v>2</v></c></row>'
    return bomb(
        GOOD, SHEET, f"<worksheet {MAIN}><sheetData>".encode(), body, 1_000_000, b"</sheetData></worksheet>"
    )


def empty_rows() -> bytes:
    head = f"<worksheet {MAIN}><sheetData>".encode()
    return bomb(GOOD, SHEET, head, b'<row s="1" ht="15"/>', 2_900_000, b"</sheetData></worksheet>")


def spaces() -> bytes:
    return bomb(GOOD, SHEET, f"<worksheet {MAIN}>".encode(), b" " * 1000, 1_000_000, b"</worksheet>")


def repeated_text() -> bytes:
    """One long string, shown by each of very many cells."""
    strings = f"<sst {MAIN}><si><t>{'长' * 32_000}</t></si></sst>".encode()
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 20 + b"</row>"
    data = changed(GOOD, {STRINGS: strings})
    return bomb(
        data, SHEET, f"<worksheet {MAIN}><sheetData>".encode(), row, 19_000, b"</sheetData></worksheet>"
    )


def repeated_old_text() -> bytes:
    cells = (
        record(0xFD, struct.pack("<HHHI", row, column, 0, 0)) for row in range(9_000) for column in range(20)
    )
    return xls([["长" * 30_000]], cells)


def sheet_in_disguise() -> bytes:
    """A workbook that points at its styles as a sheet: only a look at every member finds the cells."""
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    rels = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Type="{links}" Target="styles.xml"/></Relationships>""".encode()
    data = changed(GOOD, {"xl/_rels/workbook.xml.rels": rels})
    row = b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>"
    return bomb(
        data,
        "xl/styles.xml",
        f"<worksheet {MAIN}><sheetData>".encode(),
        row,
        30_000,
        b"</sheetData></worksheet>",
    )


def word_rows() -> bytes:
    row = b"<w:tr><w:tc><w:p/></w:tc></w:tr>"
    return bomb(
        WORD, "word/document.xml", WORD_MAIN + b"<w:tbl>", row, 1_000_000, b"</w:tbl></w:body></w:document>"
    )


HEAVY: dict[str, tuple[Callable[[], bytes], str]] = {
    "a million rows": (many_rows, "a.xlsx"),
    "three million empty rows": (empty_rows, "a.xlsx"),
    "a gigabyte of blanks": (spaces, "a.xlsx"),
    "one text in 380,000 cells": (repeated_text, "a.xlsx"),
    "one old text in 180,000 cells": (repeated_old_text, "a.xls"),
    "a sheet in disguise": (sheet_in_disguise, "a.xlsx"),
    "a million rows in word": (word_rows, "a.docx"),
    "100,000 members": (lambda: crowd(100_000), "a.xlsx"),
}


@pytest.mark.parametrize("case", HEAVY)
def test_bombs_are_refused_before_they_cost_anything(case: str, tmp_path: Path) -> None:
    make, filename = HEAVY[case]
    path = tmp_path / "bomb"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", READ, path, filename],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=_plain(),
    )
    cost = json.loads(done.stdout)
    assert cost["status"] == 413, cost
    assert cost["seconds"] < SECONDS, cost
    assert cost["megabytes"] < MEGABYTES, cost


def _plain() -> dict[str, str]:
    """The environment without coverage, which would be measured too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
