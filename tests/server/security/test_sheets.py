"""Sheets that are none, too large or hostile: refused through the page in words, with nothing half-written."""

import io
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.cases import taking
from server.cases.refusal import Refusal
from server.database import db
from server.models import Round
from tests.server.imports.samples import bomb, changed, crowd, csv, docx, sheet_xml, xlsx
from tests.server.security.world import Browser, World

HEADER = ["受理编号", "交办问题基本情况", "行政区域", "污染类型"]
ROW = ["D2LZ202603110077", "楼下餐馆油烟", "柳南区", "油烟"]
GOOD = xlsx([HEADER, ROW])
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&a;</sheetData></worksheet>'
MILLION = ",".join(HEADER).encode() + b"\r\n" + b"1,2,3,4\r\n" * 1_000_000


def _bomb() -> bytes:
    return bomb(
        GOOD,
        SHEET,
        b"<worksheet><sheetData>",
        b"<row><c><v>1</v></c></row>",
        5_000_000,
        b"</sheetData></worksheet>",
    )


WRONG: dict[str, tuple[str, Callable[[], bytes], int, str]] = {
    "nothing chosen": ("", lambda: b"", 400, "请选择一个文件"),
    "empty": ("清单.xlsx", lambda: b"", 400, "空"),
    "empty csv": ("清单.csv", lambda: b"", 400, "空"),
    "blank csv": ("清单.csv", lambda: b"\r\n \r\n,,,\r\n", 422, "空的"),
    "a picture": ("清单.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 415, ""),
    "a pdf": ("清单.pdf", lambda: b"%PDF-1.7\n", 415, ""),
    "a page": ("清单.html", lambda: b"<html><table><tr><td>x</td></tr></table>", 415, ""),
    "a program": ("清单.exe", lambda: b"MZ" + b"\0" * 200, 415, ""),
    "no header": ("清单.xlsx", lambda: xlsx([["甲", "乙"], ["1", "2"]]), 422, "没有找到表头"),
    "no header in word": ("清单.docx", lambda: docx([["甲", "乙"], ["1", "2"]]), 422, "没有找到表头"),
    "half a workbook": ("清单.xlsx", lambda: GOOD[: len(GOOD) // 2], 422, ""),
    "an archive": ("清单.xlsx", lambda: crowd(3), 415, ""),
    "a crowd": ("清单.xlsx", lambda: crowd(2_001), 413, ""),
    "a bomb": ("清单.xlsx", _bomb, 413, ""),
    "a million rows": ("清单.csv", lambda: MILLION, 413, "行"),
    "laughs": ("清单.xlsx", lambda: changed(GOOD, {SHEET: LAUGHS}), 422, ""),
    "a file outside": ("清单.xlsx", lambda: changed(GOOD, {SHEET: OUTSIDE}), 422, ""),
    "far cells": (
        "清单.xlsx",
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
        413,
        "",
    ),
    "an index of no text": (
        "清单.xlsx",
        lambda: changed(GOOD, {SHEET: sheet_xml('<row r="1"><c r="A1" t="s"><v>²</v></c></row>')}),
        422,
        "文字索引已损坏",
    ),
}


def current(world: World) -> str:
    with world.app.app_context():
        return str(db.session.scalar(select(Round.id).where(Round.current)))


def upload(world: World, clerk: Browser, name: str, content: bytes) -> TestResponse:
    """A sheet sent as a browser sends it, its body in memory."""
    token = clerk.again().token
    parts = [("csrf_token", "", token.encode()), ("round", "", current(world).encode())]
    parts += (
        [("file", f"; filename*=UTF-8''{''.join(f'%{byte:02X}' for byte in name.encode())}", content)]
        if name
        else []
    )
    data = io.BytesIO()
    for field, more, value in parts:
        data.write(
            f'--x\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode() + value + b"\r\n"
        )
    data.write(b"--x--\r\n")
    sent = {"data": data.getvalue(), "content_type": "multipart/form-data; boundary=x"}
    return clerk.client.post("/imports", **sent)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_sheet_is_refused_in_words_and_writes_nothing(world: World, case: str) -> None:
    name, make, status, words = WRONG[case]
    content, before, clerk = make(), world.rows(), world.browser("clerk")
    start = time.process_time()
    answer = upload(world, clerk, name, content)
    assert time.process_time() - start < 10
    assert answer.status_code == status, answer.text
    sentence = answer.text.split('id="summary"')[-1].split("</p>")[0].split("<p>")[-1]
    assert words in sentence
    assert sentence.endswith(("。", "。”"))
    assert "root:" not in answer.text
    assert "Error" not in answer.text
    assert world.rows() == before


@pytest.mark.parametrize(
    "words", ["", " \n\t", "甲\t乙\n1\t2", "<table><tr><td>x</td></tr></table>", "\x00", "x" * 100_000]
)
def test_what_is_pasted_and_is_no_table_is_refused(world: World, words: str) -> None:
    before = world.rows()
    answer = world.browser("clerk").post("/imports", {"round": current(world), "pasted": words})
    assert answer.status_code in (400, 413, 422)
    assert world.rows() == before


def test_a_sheet_looked_at_writes_no_case_and_taken_in_twice_changes_nothing(world: World) -> None:
    clerk = world.browser("clerk")
    before = world.rows()
    looked = upload(world, clerk, "清单.xlsx", GOOD)
    assert looked.status_code == 303
    assert world.rows() == before | {"upload": before["upload"] + 1}
    address = looked.headers["Location"]
    assert clerk.get(address).status_code == 200
    assert clerk.post(address).status_code == 303
    once = world.rows()
    assert once["petition"] == before["petition"] + 1
    assert clerk.post(address).status_code == 303
    assert world.rows() == once, "the same confirmation twice"
    again = upload(world, clerk, "清单.xlsx", GOOD)
    assert clerk.post(again.headers["Location"]).status_code == 303
    assert world.rows() == once | {"upload": once["upload"] + 1}, "the same file twice"


def test_a_row_that_fails_takes_no_other_with_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = world.browser("clerk")
    rows = [[f"D2LZ20260311007{n}", f"楼下餐馆油烟{n}", "柳南区", "油烟"] for n in range(4)]
    address = upload(world, clerk, "清单.csv", csv([HEADER, *rows])).headers["Location"]
    original = taking.open_petition

    def failing(given: dict[str, object], *more: object) -> object:
        petition = original(given, *more)
        if given["no"] == rows[2][0]:
            raise Refusal("这一行办不成。")
        return petition

    monkeypatch.setattr(taking, "open_petition", failing)
    before = world.rows()
    assert clerk.post(address).status_code == 303
    after = world.rows()
    assert after["petition"] == before["petition"] + 3
    assert after["process"] == before["process"] + 3
    assert after["task"] == before["task"] + 3, "to be signed for"
    assert "这一行办不成" in clerk.get(address).text


def test_a_fault_in_the_middle_takes_everything_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = world.browser("clerk")
    rows = [[f"D2LZ20260311007{n}", f"楼下餐馆油烟{n}", "柳南区", "油烟"] for n in range(4)]
    address = upload(world, clerk, "清单.csv", csv([HEADER, *rows])).headers["Location"]
    original = taking.open_petition
    seen: list[str] = []

    def failing(given: dict[str, object], *more: object) -> object:
        seen.append(str(given["no"]))
        if len(seen) == 3:
            raise RuntimeError("the disk is gone")
        return original(given, *more)

    monkeypatch.setattr(taking, "open_petition", failing)
    before = world.rows()
    answer = clerk.post(address)
    assert answer.status_code == 500
    assert "没有生效" in answer.text
    assert "disk" not in answer.text
    assert world.rows() == before


def test_only_the_office_sees_what_was_uploaded(world: World) -> None:
    address = upload(world, world.browser("clerk"), "清单.xlsx", GOOD).headers["Location"]
    for login in ("liunan_handler1", "urban1", "inspector", "leader", "admin"):
        browser = world.browser(login)
        for path in (address, f"{address}/rejected.xlsx"):
            assert browser.get(path).status_code == 403, login
        assert browser.post(address).status_code == 403
    assert world.browser("").get(address).status_code == 302
