"""No pattern takes for ever: every regular expression of ours against the strings that break bad ones."""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import server
import workflows
from server.cases.listed_row import private
from server.imports.columns import field_of
from server.pages.answers import read_act
from server.pages.login import local
from server.pages.words import excerpt, marked
from workflows import normal
from workflows.normal.spelling import tight

LENGTH = 50_000
LIMIT = 1.0
PIECES = (
    *(
        "a",
        "1",
        " ",
        "一",
        "十",
        "镇",
        "市",
        "第",
        "批",
        "属实",
        "不",
        "是",
        "(",
        ")",
        "【",
        ":",
        "*",
        "★",
        "-",
        "_",
        "=",
    ),
    *(
        "重点",
        "无法",
        "柳南区",
        "柳江区镇",
        "广西",
        "2026年",
        "2026-1-",
        "1月",
        "D2LZ",
        "来电",
        "阳和",
        "和",
        "与",
        "\n",
    ),
    *(
        "水",
        "气",
        "备注",
        "填表人",
        "联系",
        "举报人",
        "\u200b",
        "Ａ",
        "ﷺ",
        "与1重复",
        "points-1-",
        "add:",
        "0.",
        "１",
    ),
)
ENDS = ("!", "日")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern in a module of ours, also inside tables."""
    for package in (server, workflows):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name or found.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                yield from ((f"{found.name}.{name}", one) for one in _inside(value))


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _inside(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _inside(inner)


PATTERNS = dict(patterns())
AT_START = {"server.exports.sheet._LOOKS_ALIVE"}
"""Patterns that are only asked whether a text begins so."""


def strings() -> Iterator[str]:
    for piece in PIECES:
        for end in ENDS:
            yield piece * (LENGTH // len(piece)) + end


def slowest(act: Callable[[str], object]) -> tuple[float, str]:
    """The longest an act took, and how the string began for which it did."""
    worst = (0.0, "")
    for words in strings():
        start = time.process_time()
        act(words)
        worst = max(worst, (time.process_time() - start, f"{words[:6]!r}…{words[-3:]!r}"))
        if worst[0] > LIMIT:
            break
    return worst


def test_the_patterns_were_found() -> None:
    assert len(PATTERNS) > 30


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_takes_for_ever(name: str) -> None:
    pattern = PATTERNS[name]

    def act(words: str) -> None:
        pattern.fullmatch(words)
        if name in AT_START:
            pattern.match(words)
        else:
            pattern.search(words)
            pattern.sub("", words)

    seconds, words = slowest(act)
    assert seconds < LIMIT, words


READERS: dict[str, Callable[[str], object]] = {
    **{name: getattr(normal, name) for name in normal.__all__ if name.startswith(("read_", "find_"))},
    "fold": normal.fold,
    "tight": tight,
    "received_on": normal.received_on,
    "field_of": field_of,
    "private": private,
    "local": local,
    "read_act": lambda words: read_act({"_act": words}),
    "excerpt": lambda words: excerpt(words, words[:100]),
    "marked": lambda words: marked(words, words[:100]),
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_takes_for_ever(name: str) -> None:
    seconds, words = slowest(READERS[name])
    assert seconds < LIMIT, words
