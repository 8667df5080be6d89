"""受理编号, 批次 and 受理方式: how a petition is called, in which batch it came and on which way."""

import re
from dataclasses import dataclass
from datetime import date

from workflows.normal.spelling import fold, is_blank, tight

_UPPER = {ord(small): small.upper() for small in "abcdefghijklmnopqrstuvwxyz"}
_STARS = "*★☆※"
_STARRED = tuple(
    f"({star}{kind})" for star in ("重点", "加星", "星标") for kind in ("", "件", "关注", "关注件")
)
_USUAL = re.compile(r"[DX]\d[A-Z]{2,4}\d{11,12}|[DX]\d{6}\d{8}\d{3,4}")
_DAY = re.compile(r"[DX](?:\d[A-Z]{2,4}|\d{6})((?:19|20)\d{6})\d{3,4}$")
_LETTER = re.compile(r"([DX])\d")
_BATCH = re.compile(r"第?([0-9]{1,3}|[〇零一二三四五六七八九十百]{1,6})批?次?")
_NAMED_BATCH = re.compile(r"第(?:[0-9]{1,3}|[〇零一二三四五六七八九十百]{1,6})批")
_DIGITS = "零一二三四五六七八九"
_CHANNELS = (
    ("来电", re.compile("电话|来电|热线|12369|12345")),
    ("网络", re.compile("网络|网上|网站|微信|邮箱|邮件|平台|公众号")),
    ("来信", re.compile("来信|信件|信函|书信|邮寄|举报信")),
    ("来访", re.compile("来访|走访|上访")),
)


@dataclass(frozen=True)
class PetitionNumber:
    """A 受理编号 as compared (no) and as written (raw)."""

    no: str
    raw: str
    starred: bool
    usual: bool


def read_number(text: str) -> PetitionNumber:
    """The number without blanks, line breaks and star; any spelling is accepted, also an empty one."""
    words = tight(text).translate(_UPPER)
    bare = _without_star(words)
    if is_blank(bare):
        return PetitionNumber("", text, False, False)
    return PetitionNumber(bare, text, bare != words, _USUAL.fullmatch(bare) is not None)


def _without_star(words: str) -> str:
    while True:
        bare = words.strip(_STARS)
        for mark in _STARRED:
            bare = bare.removeprefix(mark).removesuffix(mark)
        if bare == words:
            return bare
        words = bare


def received_on(number: str) -> date | None:
    """The day a petition came in, told by its number (D2LZ20231019…); None for numbers of other make."""
    match = _DAY.match(number)
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


def read_batch(text: str) -> str:
    """A batch as the office names it (第十批), from 10, 十, 第10批 or 第十批; other words stay as written."""
    words = tight(text)
    match = _BATCH.fullmatch(words)
    if match is None:
        return "" if is_blank(words) and words != "一" else fold(text)
    number = match.group(1)
    return f"第{_in_chinese(int(number)) if number.isascii() else number}批"


def find_batch(text: str) -> str:
    """The one batch a title names; none when it names several or none."""
    batches = {read_batch(match) for match in _NAMED_BATCH.findall(tight(text))}
    return batches.pop() if len(batches) == 1 else ""


def read_channel(text: str, number: str = "") -> str:
    """来电, 来信, 网络, 来访 or the words written; an empty cell is told by the number's letter D or X."""
    words = fold(text)
    if not is_blank(words):
        return next((channel for channel, pattern in _CHANNELS if pattern.search(words)), words)
    match = _LETTER.match(number)
    return {"D": "来电", "X": "来信"}[match.group(1)] if match else ""


def _in_chinese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "") or "零"
