"""Periods as plans name them (2024年6月底, 2025年底, 第三季度, 上半年) and the last day of each."""

import re
from calendar import monthrange
from datetime import date, timedelta

from server.imports.plan.signs import number_of

YEAR = "(?:19|20)[0-9]{2}"
PERIOD = (
    rf"(?P<year>{YEAR}) ?年度? ?(?:"
    r"(?P<month>1[0-2]|0?[1-9]) ?月(?: ?(?P<day>3[01]|[12][0-9]|0?[1-9]) ?[日号]| ?份)?"
    r"|第? ?(?P<quarter>[一二三四1-4]) ?季度|(?P<half>[上下])半年)?"
)
_SIGNS = "〇零一二三四五六七八九十"
_NUMERALS = re.compile(f"(?<![{_SIGNS}])(?:[{_SIGNS}]{{4}}(?=年)|[{_SIGNS}]{{1,3}}(?=[月日号]))")


def with_digits(text: str) -> str:
    """Dates in Chinese numerals spelled with digits: 二〇二四年六月 as 2024年6月."""
    return _NUMERALS.sub(lambda match: str(number_of(match.group()) or match.group()), text)


def last_day(match: re.Match[str], before: bool = False) -> date | None:
    """The last day of the period that PERIOD matched; `before` for 2024年前, the year not begun."""
    found = match.groupdict()
    year, month = int(found["year"]), found["month"]
    if found["day"]:
        return _day(year, int(month), int(found["day"]))
    if found["quarter"]:
        month = 3 * (number_of(found["quarter"]) or 0)
    elif found["half"]:
        month = 6 if found["half"] == "上" else 12
    elif not month and before:
        return date(year, 1, 1) - timedelta(days=1)
    return _month_end(year, int(month or 12))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
