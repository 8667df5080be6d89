"""Spelling: full-width and half-width signs, blanks and invisible characters made alike before comparing."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
_BLANKS = frozenset(
    ["", "无", "暂无", "空", "/", "\\", "-", "--", "—", "——", "–", "一", "null", "none", "n/a"]
)


def fold(text: str) -> str:
    """One spelling for the same words: half-width signs, no invisible characters, single spaces."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


def tight(text: str) -> str:
    """Words without any blank or line break, as header cells and numbers are compared."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", _SPACE.sub("", visible))


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, or 无."""
    return tight(text).lower() in _BLANKS
