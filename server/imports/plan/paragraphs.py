"""Paragraphs of a Word document as lines, in one pass over its XML; those in tables too, in their order."""

from zipfile import ZipFile

from server.imports.archive import read_member
from server.imports.markup import local, walk
from server.imports.plan.refused import PlanRefused
from server.imports.refusal import TOO_LARGE
from server.imports.word import DOCUMENT

_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MAX_TEXT = 3_000_000
_MAX_DEPTH = 200
_UNSEEN = frozenset({"Fallback", "del", "moveFrom"})
"""A second rendering of the same words for old programs, and words taken out of the text."""


def read_paragraphs(archive: ZipFile) -> tuple[list[str], bool]:
    """The lines of the document, and whether Word numbers some of them itself.

    A break inside a paragraph begins a new line, as it does on paper.
    """
    reader = _Reader()
    walk(DOCUMENT, read_member(archive, DOCUMENT), reader.start, reader.end, reader.text)
    return reader.lines, reader.numbered


class _Reader:
    """The lines so far, and the paragraphs that are open: a text box stands inside another paragraph."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.numbered = False
        self._open: list[list[str]] = []
        self._unseen = self._total = 0
        self._in_text = False

    def start(self, name: str, _: dict[str, str]) -> None:
        kind = local(name)
        self._unseen += kind in _UNSEEN
        self._in_text = kind == "t"
        self.numbered |= kind == "numPr"
        if kind == "p":
            self._open.append([])
            if len(self._open) > _MAX_DEPTH:
                raise PlanRefused(len(self.lines) + 1, "Word 文件里的段落层层相套,不能导入。", TOO_LARGE)
        elif kind in _SIGNS:
            self._add(_SIGNS[kind])

    def end(self, name: str) -> None:
        kind = local(name)
        self._unseen -= kind in _UNSEEN
        self._in_text = False
        if kind == "p":
            self.lines += "".join(self._open.pop()).split("\n")

    def text(self, words: str) -> None:
        if self._in_text:
            self._add(words)

    def _add(self, words: str) -> None:
        self._total += len(words)
        if self._total > _MAX_TEXT:
            raise PlanRefused(len(self.lines) + 1, "Word 文件的文字太多,不像整改方案。", TOO_LARGE)
        if self._open and not self._unseen:
            self._open[-1].append(words)
