"""Dates as sheets spell them: with dashes, slashes, 年月日, Chinese numerals, or as Excel's day count."""

import re
from datetime import date, timedelta

from workflows.normal.spelling import fold, tight

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"([3-7]\d{4})(?:\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SPELLED = re.compile(r"((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_TIME = r"\s?[日号]?[T\s]?(?:[上下]午)?(?:\d{1,2}[:时点].{0,20})?"
_WHOLE = re.compile(_SPELLED.pattern + _TIME)
_SIGNS = "[〇零一二三四五六七八九十]"
_NUMERAL = re.compile(f"(?<!{_SIGNS}){_SIGNS}{{1,8}}+(?=[年月日号])")
_VALUE = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}


def read_date(text: str, year: int | None = None) -> date | None:
    """The day a cell names, or None; `year` completes 10月12日 where the title tells the year."""
    words = _with_digits(fold(text))
    if match := _SERIAL.fullmatch(words):
        return _EXCEL_EPOCH + timedelta(days=int(match.group(1)))
    if match := _COMPACT.fullmatch(words) or _WHOLE.fullmatch(words):
        return _day(*match.group(1, 2, 3))
    match = _NO_YEAR.fullmatch(tight(words))
    return _day(str(year), *match.group(1, 2)) if match and year else None


def find_date(text: str) -> date | None:
    """The first full date inside a longer line, such as the title above a table."""
    for match in _SPELLED.finditer(_with_digits(fold(text))):
        if day := _day(*match.group(1, 2, 3)):
            return day
    return None


def _with_digits(words: str) -> str:
    return _NUMERAL.sub(lambda match: _digits(match.group()), words)


def _digits(numeral: str) -> str:
    if "十" not in numeral:
        return "".join(str(_VALUE[sign]) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str((_VALUE[tens] if tens else 1) * 10 + (_VALUE[ones] if ones else 0))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
