"""Name slips: one company or place that a plan writes in two ways, found by likeness alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from server.imports.plan.parsed import Flag
from server.imports.plan.signs import folded

_COMPANY = re.compile(r"(?:股份)?有限(?:责任)?公司|集团公司")
_DASHED = re.compile("(?<=[\u4e00-\u9fff]{2})[-—–~～·](?=[\u4e00-\u9fff]{2})")
_COUNTY = re.compile("(?<=[\u4e00-\u9fff]{2})[县区](?![区域级内间划])")
_HAN = re.compile("[\u4e00-\u9fff]*")
_NO_NAME = frozenset("各全本该部分有关辖两三四几个市县区和与及在对从由向每些其他自治")
_LINKS = re.compile("[和与及 ]")
_ORDER = frozenset("一二三四五六七八九十东南西北甲乙丙丁")
_NEAR, _WIDE = 5, 6
"""A company is the same by its last five signs with another ending, or by six of which one differs."""


@dataclass(frozen=True)
class Passage:
    """A piece of the plan: whose it is (the line of its problem or measure), where it stands, its words."""

    owner: int
    line: int
    words: str
    unit: bool = False
    """Whether the words are the name of one unit."""


@dataclass(frozen=True)
class _Mention:
    likeness: str
    spelling: str
    before: str
    after: str
    passage: Passage


def find_slips(passages: Iterable[Passage]) -> dict[int, tuple[Flag, ...]]:
    """By owner: the names it writes otherwise than most of the plan does; both where neither is usual."""
    alike: dict[str, list[_Mention]] = defaultdict(list)
    for passage in passages:
        for mention in _mentions(passage):
            alike[mention.likeness].append(mention)
    flags: dict[int, dict[Flag, None]] = defaultdict(dict)
    for mentions in alike.values():
        for owner, flag in _slips(mentions):
            flags[owner][flag] = None
    return {owner: tuple(found) for owner, found in flags.items()}


def _mentions(passage: Passage) -> Iterator[_Mention]:
    words = folded(passage.words)
    if passage.unit:
        yield _Mention("单位" + _LINKS.sub("", words), words, "", "", passage)
        return
    for match in _COMPANY.finditer(words):
        yield from _companies(_run_before(words, match.start()), match.group(), passage)
    for match in _DASHED.finditer(words):
        before, after = _run_before(words, match.start()), _HAN.match(words, match.end(), match.end() + 8)
        behind = after.group() if after else ""
        yield _Mention(f"{before[-2:]}-{behind[:2]}", match.group(), before, behind, passage)
    for match in _COUNTY.finditer(words):
        stem = words[match.start() - 2 : match.start()]
        if not _NO_NAME & set(stem):
            yield _Mention(f"地名{stem}", stem + match.group(), "", "", passage)


def _companies(before: str, ending: str, passage: Passage) -> Iterator[_Mention]:
    """A company under its stem, and under each stem that differs from its own by one sign."""
    if len(before) >= _NEAR:
        yield _Mention("公司" + before[-_NEAR:], ending, before, "", passage)
    stem = before[-_WIDE:]
    for place in range(2, _WIDE) if len(stem) == _WIDE else ():
        if stem[place] not in _ORDER:
            yield _Mention(f"{ending}{stem[:place]}?{stem[place + 1 :]}", stem + ending, "", "", passage)


def _run_before(words: str, end: int) -> str:
    """The Chinese signs right before a place, twelve at most."""
    start = end
    while start > max(0, end - 12) and "\u4e00" <= words[start - 1] <= "\u9fff":
        start -= 1
    return words[start:end]


def _slips(mentions: list[_Mention]) -> Iterator[tuple[int, Flag]]:
    spellings: dict[str, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        spellings[mention.spelling].append(mention)
    if len(spellings) < 2:
        return
    most = max(map(len, spellings.values()))
    usual = [name for name, places in spellings.items() if len(places) == most]
    before = _shared([mention.before[::-1] for mention in mentions])[::-1]
    after = _shared([mention.after for mention in mentions])
    for name, places in spellings.items():
        others = [other for other in usual if other != name]
        if not others or (name in usual and len(usual) == 1):
            continue
        other = spellings[others[0]][0]
        for mention in places:
            here, there = f"{before}{name}{after}", f"{before}{other.spelling}{after}"
            yield mention.passage.owner, _flag(mention.passage.line, here, other.passage.line, there)


def _shared(runs: Sequence[str]) -> str:
    """The signs with which all of them begin."""
    return "".join(
        signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*runs, strict=False))
    )


def _flag(line: int, here: str, other_line: int, there: str) -> Flag:
    return Flag(
        "name_slip", f"第 {line} 行写作「{here}」,第 {other_line} 行写作「{there}」,可能是同一个名称。"
    )
