"""整改时限: the day, 立行立改 and 长期坚持, each read from what stands there; nothing else is let through."""

import re
from datetime import date

from server.imports.plan.parsed import Deadline
from server.imports.plan.periods import PERIOD, last_day, with_digits
from server.imports.plan.refused import PlanRefused, quoted
from server.imports.plan.signs import folded, without_stop

_DONE = "(?:全面|基本|全部)?(?:完成(?:整改|任务)?|整改(?:完成|到位|完毕))?"
_LIMIT = rf"(?:(?P<end> ?(?:年?底|月?底|末|年末|月末))? ?(?P<before>之?前)?|止) ?{_DONE}"
_DATED = re.compile(rf"(?:于|到|至|力争|确保|在)? ?{PERIOD}{_LIMIT}")
_IMMEDIATE = re.compile("(?:立行立改|立即整改|立即完成|立整立改|即知即改|立查立改)(?:到位|完成)?")
_LONG = re.compile(
    "(?:(?:长期|持续|常态化?|常抓不懈)(?:坚持|推进|整改|实施|保持|巩固|落实|抓好)?|[一-龥]{0,4}长期坚持)(?:整改|推进)?"
)
_BREAK = re.compile("[、,;。]+|并且?|同时")
_FIGURES = re.compile("((?:19|20)[0-9]{2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9])")
"""2024-06-30, 2024.6.30, 2024/6/30."""


def read_deadline(line: int, words: str) -> Deadline:
    """The deadline a line states; the latest day where it names several."""
    raw = without_stop(words)
    days: list[date] = []
    long_term = immediate = False
    spelt = _FIGURES.sub(r"\1年\2月\3日", with_digits(folded(raw).replace(" ", "")))
    for piece in filter(None, _BREAK.split(spelt)):
        if _LONG.fullmatch(piece):
            long_term = True
        elif _IMMEDIATE.fullmatch(piece):
            immediate = True
        else:
            days.append(_day(line, raw, piece))
    if not (days or long_term or immediate):
        raise PlanRefused(line, "整改时限是空的。")
    return Deadline(raw, max(days, default=None), long_term, immediate)


def _day(line: int, raw: str, piece: str) -> date:
    if match := _DATED.fullmatch(piece):
        day = last_day(match, before=bool(match["before"]) and not match["end"])
        if day:
            return day
    raise PlanRefused(line, f"整改时限{quoted(raw)}读不出;请写成「2024年6月底前」这样。")
