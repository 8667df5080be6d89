"""The lines of a plan's file: text in any encoding an office meets, or the paragraphs of a Word document."""

import re
from pathlib import PurePath

from server.imports import ole, plain
from server.imports.archive import open_archive
from server.imports.plan.paragraphs import read_paragraphs
from server.imports.plan.parsed import ParsedPlan
from server.imports.plan.reading import parse_plan
from server.imports.plan.refused import PlanRefused
from server.imports.refusal import EMPTY, TOO_LARGE, WRONG_TYPE, ImportRefused
from server.imports.word import DOCUMENT

MAX_BYTES = 10_000_000
MAX_LINES = 50_000
MAX_TEXT = 3_000_000
"""Characters of the whole plan; the longest known has thirty thousand."""
_NUMBERED = "文档里有 Word 自动编号,读不到其中的数字;请先把编号转为普通文字。"
_ADVICE = "请用 .txt 或 .docx 文件。"


def read_plan(content: bytes, name: str) -> ParsedPlan:
    """The rectification plan in a .txt or .docx file; refuses everything else and everything damaged."""
    lines, numbered = _lines(content, name)
    if len(lines) > MAX_LINES or sum(map(len, lines)) > MAX_TEXT:
        raise PlanRefused(len(lines), "文件的文字太多,不像整改方案。", TOO_LARGE)
    try:
        return parse_plan(lines)
    except PlanRefused as refused:
        if numbered:
            raise PlanRefused(refused.line, refused.why + _NUMBERED) from refused
        raise


def _lines(content: bytes, name: str) -> tuple[list[str], bool]:
    """The lines, and whether numbers may be lost because Word makes them."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise PlanRefused(1, "文件是空的,没有内容;请检查选择的文件。", EMPTY)
    if len(content) > MAX_BYTES:
        raise PlanRefused(1, f"文件超过 {MAX_BYTES // 1_000_000} MB,不像整改方案;{_ADVICE}", TOO_LARGE)
    try:
        return _word(content) if content.startswith(b"PK") else (_text(content, name), False)
    except PlanRefused:
        raise
    except ImportRefused as refused:
        raise PlanRefused(1, refused.message, refused.status) from refused


def _word(content: bytes) -> tuple[list[str], bool]:
    archive = open_archive(content)
    if DOCUMENT not in archive.namelist():
        raise PlanRefused(1, f"压缩包里不是 Word 文档;{_ADVICE}", WRONG_TYPE)
    return read_paragraphs(archive)


def _text(content: bytes, name: str) -> list[str]:
    suffix = PurePath(name).suffix.lower()
    if content.startswith((b"%PDF", b"{\\rtf", ole.SIGNATURE)) or suffix in (".docx", ".doc", ".pdf", ".wps"):
        raise PlanRefused(1, f"不是纯文本,也不是 .docx 文档;请用 Word 或 WPS 另存;{_ADVICE}", WRONG_TYPE)
    try:
        text = plain.decode(content)
    except ImportRefused as refused:
        raise PlanRefused(1, f"文件不是文字,读不出内容;{_ADVICE}", WRONG_TYPE) from refused
    lines = re.split("\r\n|\r|\n", text.rstrip("\x1a"))
    return lines[:-1] if lines[-1] == "" else lines
