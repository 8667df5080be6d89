"""Milestones hidden in a text: the day a clause names, the clause itself, and the figure it is to reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.imports.plan.parsed import Milestone
from server.imports.plan.periods import PERIOD, YEAR, last_day
from server.imports.plan.signs import folded, stripped

_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|〔[^〔〕]*〕|\([^()]*\)")
_SPANS = re.compile(
    rf"{YEAR} ?年?(?:[0-9]{{1,2}}月)? ?(?:[-—–~～]{{1,2}}|至|到) ?{YEAR} ?年(?:[0-9]{{1,2}}月)?"
)
_CLAUSE = re.compile(r"[^,;。!?]+")
_DATE = re.compile(rf"{PERIOD}(?P<end> ?年?(?:底|末))? ?(?P<before>之?前)?")
_LEAD = re.compile("(?:到|至|截至|截止|于|在|力争|确保|争取|完成|实现|并|其中|须|应|[:“ ])$")
_HISTORY = re.compile("以来|截[至止]|已(?:完成|经)|曾|指出|反馈|发现的|根据|依据|按照|下达|印发的")
_DUTY = re.compile(
    "完成|建成|达|实现|投入|投运|投产|全部|全面|基本|提[高升]|降|消除|退出|开工|竣工|以[上下内]|[%‰]"
)
_UNIT = "%|‰|毫克/升|微克/立方米|毫克/立方米|mg/L|万?吨|亩|公顷|平方公里|公里|千米|立方米|[万亿]元|[家座个处宗件条台]"
_FIGURE = re.compile(rf"(?<![0-9.])[0-9]+(?:\.[0-9]+)? ?(?:{_UNIT})(?:以[上下内])?", re.IGNORECASE)
_NEAR = 200
"""So far around a day words are looked at; no clause is longer, and no text takes for ever."""
_RATE = re.compile("[%‰/]")
_WORD = re.compile(
    "全部(?:完成)?(?:开工|完工|竣工|建成|整[治改]|销号|投运|投产|达标|清零|退出)|达标排放|清零|全覆盖"
)


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    day: date | None


def find_milestones(text: str, line: int) -> tuple[Milestone, ...]:
    """What a text promises by a day; years in titles, document numbers, plan periods and history are none."""
    alike = _masked(folded(text))
    return tuple(
        milestone
        for start, end in _sentences(alike)
        for milestone in _in_sentence(text, alike, start, end, line)
    )


def _masked(alike: str) -> str:
    """The text with quoted titles, remarks in brackets and spans of years made void, places unchanged."""
    for pattern in (_QUOTED, _QUOTED, _SPANS):  # twice: a bracket may stand inside another
        alike = pattern.sub(lambda match: "※" * len(match.group()), alike)
    return alike


def _sentences(alike: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer("[^;。!?]+", alike):
        yield match.start(), match.end()


def _in_sentence(text: str, alike: str, start: int, end: int, line: int) -> Iterator[Milestone]:
    """A day that stands alone before a comma governs the clauses behind it; any other only its own."""
    governing: date | None = None
    opened = start
    fresh = False
    for clause in _CLAUSE.finditer(alike, start, end):
        found = _dated(clause)
        if found:
            alone = len(clause.group()[found.end - clause.start() :].strip()) < 2
            governing, opened, fresh = (found.day if alone else None), clause.start(), alone
            if alone:
                continue
            day = found.day
        elif governing and (fresh or _target(clause.group())):
            day, opened = governing, opened if fresh else clause.start()
            fresh = False
        else:
            continue
        yield Milestone(day, stripped(text[opened : clause.end()]), _target(clause.group()), line)


def _dated(clause: re.Match[str]) -> _Found | None:
    for match in _DATE.finditer(clause.string, clause.start(), clause.end()):
        if _promises(clause, match):
            day = last_day(match, before=bool(match["before"]) and not match["end"])
            return _Found(match.start(), match.end(), day)
    return None


def _promises(clause: re.Match[str], match: re.Match[str]) -> bool:
    ahead = clause.string[max(clause.start(), match.start() - _NEAR) : match.start()]
    if _HISTORY.search(ahead) or _HISTORY.match(clause.string, match.end(), clause.end()):
        return False
    if match["end"] or match["before"]:
        return True
    behind = clause.string[match.end() : min(clause.end(), match.end() + _NEAR)]
    leads = not ahead.strip() or _LEAD.search(ahead) is not None
    if leads and not behind.strip():
        return True
    return leads and _DUTY.search(ahead + behind) is not None and not _HISTORY.search(behind)


def _target(clause: str) -> str | None:
    figures = [match.group() for match in _FIGURE.finditer(_without_dates(clause))]
    rates = [figure for figure in figures if _RATE.search(figure)]
    word = _WORD.search(clause)
    if rates or (figures and not word):
        return (rates or figures)[0]
    return word.group() if word else None


def _without_dates(clause: str) -> str:
    return _DATE.sub("", clause)
