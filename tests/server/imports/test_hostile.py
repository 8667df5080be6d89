"""Hostile and broken files: each refused with a sentence and a status, whatever byte is wrong."""

import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.imports import spreadsheet
from server.imports.petitions import read_pasted, read_petitions
from server.imports.refusal import ImportRefused
from tests.server.imports.samples import (
    LIST_HEADER,
    SHEET,
    STRINGS,
    WORD_MAIN,
    assigned,
    changed,
    container,
    crowd,
    csv,
    docx,
    record,
    sheet_xml,
    xls,
    xlsx,
)

GOOD = xlsx([LIST_HEADER, assigned(1), assigned(2)])
WORD = docx([LIST_HEADER, assigned(1)])
OLD = xls([LIST_HEADER, assigned(1)])
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def refusal(data: bytes, filename: str = "a.xlsx") -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        read_petitions(data, filename)
    assert refused.value.message.endswith("。")
    return refused.value


def lying(data: bytes, name: str, size: int) -> bytes:
    """The archive with a false unpacked size for one member, in both places where it is told."""
    spelled = name.encode()
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = data.find(signature)
        while data[at + name_at : at + name_at + len(spelled)] != spelled:
            at = data.find(signature, at + 4)
        data = data[: at + size_at] + struct.pack("<I", size) + data[at + size_at + 4 :]
    return data


def doubled() -> bytes:
    target = BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet_xml(""))
    return target.getvalue()


def locked() -> bytes:
    at = GOOD.find(b"PK\x01\x02")
    return GOOD[: at + 8] + b"\x01\x00" + GOOD[at + 10 :]


WRONG: dict[str, tuple[Callable[[], bytes], str, int, str]] = {
    "empty": (lambda: b"", "a.xlsx", 400, "空的"),
    "only a mark": (lambda: b"\xef\xbb\xbf\r\n", "a.csv", 400, "空的"),
    "pdf renamed": (lambda: b"%PDF-1.7 ...", "a.xlsx", 415, "PDF"),
    "picture renamed": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "a.xlsx", 415, "图片"),
    "page renamed": (lambda: b"<html><table></table></html>", "a.xls", 415, "网页"),
    "text renamed": (lambda: csv([LIST_HEADER]), "a.xlsx", 415, "内容却不是"),
    "binary renamed": (lambda: bytes(range(256)) * 9, "a.csv", 415, "不是文本"),
    "macros by name": (lambda: GOOD, "a.xlsm", 415, "宏"),
    "macros inside": (lambda: changed(GOOD, {"xl/vbaProject.bin": b"x"}), "a.xlsx", 415, "宏"),
    "macros in old": (lambda: xls([LIST_HEADER], streams=["_VBA_PROJECT_CUR"]), "a.xls", 415, "宏"),
    "other archive": (lambda: changed(GOOD, {"xl/workbook.xml": None}), "a.zip", 415, "压缩包"),
    "old word": (lambda: container(b"", name="WordDocument"), "a.doc", 415, "不是 Excel"),
    "password": (lambda: container(b"", ["EncryptedPackage"], "EncryptionInfo"), "a.xlsx", 422, "密码"),
    "password in old": (lambda: xls([LIST_HEADER], first=record(0x2F, bytes(6))), "a.xls", 422, "密码"),
    "locked member": (locked, "a.xlsx", 422, "密码"),
    "cut off": (lambda: GOOD[:-40], "a.xlsx", 422, "损坏"),
    "cut off old": (lambda: OLD[:2000], "a.xls", 422, "损坏"),
    "half": (lambda: GOOD[:300], "a.xlsx", 422, "损坏"),
    "doubled member": (doubled, "a.xlsx", 422, "损坏"),
    "not xml": (lambda: changed(GOOD, {SHEET: b"<worksheet"}), "a.xlsx", 422, "损坏"),
    "doctype in strings": (lambda: changed(GOOD, {STRINGS: DOCTYPE + b"<sst/>"}), "a.xlsx", 422, "DOCTYPE"),
    "doctype in a sheet": (lambda: changed(GOOD, {SHEET: DOCTYPE + sheet_xml("")}), "a.xlsx", 422, "DOCTYPE"),
    "doctype in styles": (lambda: changed(GOOD, {"xl/styles.xml": DOCTYPE}), "a.xlsx", 422, "DOCTYPE"),
    "doctype in word": (lambda: changed(WORD, {"word/document.xml": DOCTYPE}), "a.docx", 422, "DOCTYPE"),
    "half a sign": (lambda: b"\xff\xfe\x00\xd8", "a.csv", 415, "不是文本"),
    "no list of sheets": (lambda: changed(GOOD, {"xl/_rels/workbook.xml.rels": None}), "a.xlsx", 422, "损坏"),
    "utf-16 xml": (lambda: changed(GOOD, {SHEET: DOCTYPE.decode().encode("utf-16")}), "a.xlsx", 422, "损坏"),
    "larger than told": (lambda: lying(GOOD, SHEET, 50), "a.xlsx", 422, "损坏"),
    "word without table": (lambda: docx(title="没有表"), "a.docx", 422, "没有表格"),
    "many members": (lambda: crowd(2_001), "a.xlsx", 413, "2000 个"),
    "last column": (
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')}),
        *("a.xlsx", 413, "太大"),
    ),
    "last cell": (
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="9"><c r="XFD1048576"><v>1</v></c></row>')}),
        *("a.xlsx", 413, "20000 行"),
    ),
    "no such address": (
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="1"><c r="A-1"><v>1</v></c></row>')}),
        *("a.xlsx", 422, "地址"),
    ),
    "no such string": (
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')}),
        *("a.xlsx", 422, "索引"),
    ),
    "wide text": (lambda: csv([["甲"] * 300]), "a.csv", 413, "300 列"),
    "long text": (lambda: csv([["甲"]] * 20_001), "a.csv", 413, "20000 行"),
    "open quote": (lambda: b'a,b\n"' + b"x" * 200_000, "a.csv", 422, "引号"),
    "wide word": (
        lambda: changed(
            WORD,
            {
                "word/document.xml": WORD_MAIN
                + b"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr>"
                b"</w:tc></w:tr></w:tbl></w:body></w:document>"
            },
        ),
        *("a.docx", 413, "太大"),
    ),
    "old with a false size": (
        lambda: xls([LIST_HEADER], [record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))]),
        *("a.xls", 422, "损坏"),
    ),
    "old with a far cell": (
        lambda: xls([LIST_HEADER], [record(0x203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))]),
        *("a.xls", 413, "20000 行"),
    ),
    "old with endless chain": (lambda: OLD[:-512] + struct.pack("<128I", *[0] * 128), "a.xls", 422, "损坏"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files_are_refused_in_words_with_a_status(case: str) -> None:
    make, filename, status, words = WRONG[case]
    refused = refusal(make(), filename)
    assert refused.status == status, refused.message
    assert words in refused.message


def test_a_file_larger_than_the_limit_is_refused_unread() -> None:
    assert refusal(b"PK" + bytes(30_000_000)).status == 413


def test_formatted_blank_cells_far_out_do_not_count() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET)
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    found = read_petitions(changed(GOOD, {SHEET: sheet.replace(b"</sheetData>", far)}), "a.xlsx")
    assert len(found.rows) == 2


def test_a_size_told_too_large_is_measured_not_believed() -> None:
    assert len(read_petitions(lying(GOOD, SHEET, 4_000_000_000), "a.xlsx").rows) == 2


def test_formulas_and_links_are_read_as_their_last_words_only() -> None:
    external = {"xl/externalLinks/externalLink1.xml": DOCTYPE, "xl/embeddings/oleObject1.bin": b"MZ"}
    assert len(read_petitions(changed(GOOD, external), "a.xlsx").rows) == 2


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_paste_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_pasted(text)
    assert refused.value.status == 400


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused_but_never_fail(data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from([("a.xlsx", GOOD), ("a.xls", OLD), ("a.docx", WORD)]))
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ImportRefused):
        read_petitions(bytes(broken), name)


@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.xls", "a.csv", "a.docx", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, filename: str) -> None:
    with suppress(ImportRefused):
        read_petitions(data, filename)


def test_more_members_than_the_directory_tells_are_counted() -> None:
    data = crowd(2_001)
    refused = refusal(data[:-14] + struct.pack("<HH", 1, 1) + data[-10:])
    assert (refused.status, "2000 个" in refused.message) == (413, True)


def test_a_directory_that_is_none_is_refused() -> None:
    assert refusal(GOOD.replace(b"PK\x01\x02", b"PK\x07\x07")).status == 422


def test_blanks_that_unpack_too_well_are_refused() -> None:
    assert refusal(changed(GOOD, {SHEET: sheet_xml(" " * 6_000_000)})).status == 413


def test_members_too_large_only_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.imports.archive.MAX_UNPACKED", 3_000)
    assert refusal(GOOD).status == 413


def test_more_elements_or_text_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.imports.workbook.MAX_ELEMENTS", 30)
    assert refusal(GOOD).status == 413
    monkeypatch.undo()
    monkeypatch.setattr("server.imports.table.MAX_TEXT", 20)
    assert refusal(GOOD).status == 413
    assert refusal(csv([LIST_HEADER]), "a.csv").status == 413


def test_cells_without_addresses_follow_each_other() -> None:
    body = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in LIST_HEADER)
    row = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in assigned(1))
    data = changed(GOOD, {SHEET: sheet_xml(f"<row>{body}</row><row>{row}</row>")})
    assert len(read_petitions(data, "a.xlsx").rows) == 1


def test_very_many_merged_ranges_end_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.imports.spreadsheet.MAX_CELLS", 1)
    rows = [["甲"], ["乙"], [""], [""]]
    spreadsheet._fill_merged(rows, [((0, 0), (3, 0))])
    assert rows == [["甲"], ["乙"], [""], [""]]
