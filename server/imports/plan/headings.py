"""Headings: 第一部分, 一、, (一) above the problems; each level counts on, and may be broken over two lines."""

import re
from collections.abc import Sequence

from server.imports.plan.forms import HEADINGS, Form, Line
from server.imports.plan.refused import PlanRefused
from server.imports.plan.signs import folded, stripped

_LONGEST = 90
_WRAPPED = 12
"""A shorter title was not broken off by an editor; 第一部分 may stand alone on its line."""
_TITLE_WORDS = re.compile(r"[\u4e00-\u9fff《》〈〉“”、,()—-]{2,60}")
_TITLE_ENDS = ("方案", "清单", "台账", "计划")


class Headings:
    """The headings above the problem being read, and the last number of each level."""

    def __init__(self) -> None:
        self.aspects = 0
        self._last: Line | None = None
        self._at = 0
        self._wrapped = False
        self._titles: dict[Form, str] = {}
        self._numbers: dict[Form, int] = {}
        self._below_problem = False

    @property
    def waiting(self) -> Line | None:
        """The heading that has no problem below it yet."""
        return self._last

    def open(self, line: Line) -> None:
        """Take a heading in; refuse one whose number does not follow."""
        self._check(line)
        for lower in HEADINGS[HEADINGS.index(line.form) :]:
            self._titles.pop(lower, None)
        self._titles[line.form] = line.words
        self._numbers[line.form] = line.number
        self.aspects += line.form is Form.ASPECT
        self._last, self._at, self._wrapped = line, line.no, False

    def takes(self, line: Line) -> bool:
        """Whether a line of plain words can be the rest of the heading right above."""
        last = self._last
        if last is None or self._wrapped or line.no != self._at + 1:
            return False
        return continues_title("" if last.form is Form.PART else last.words, line.words)

    def take(self, line: Line) -> None:
        """Go on with a heading that an editor broke."""
        if self._last:
            self._titles[self._last.form] += line.words
            self._at, self._wrapped = line.no, True

    def above(self) -> dict[Form, str]:
        """The headings of the problem that opens now."""
        self._last, self._below_problem = None, True
        return dict(self._titles)

    def _check(self, line: Line) -> None:
        before = self._numbers.get(line.form, 0)
        if not before and not self._below_problem:
            return  # the first heading may go on with the numbers of the preamble
        expected = [before + 1]
        if self._may_restart(line.form):
            expected.append(1)
        if line.number not in expected:
            raise PlanRefused(
                line.no,
                f"{line.form.value}的编号应为 {expected[0]},这里是 {line.number};可能缺了、重复了一行标题。",
            )

    def _may_restart(self, form: Form) -> bool:
        """A level counts anew only right below a higher heading, before any problem of its own level."""
        return form is not Form.PART and form not in self._titles


def continues_title(first: str, rest: str) -> bool:
    """Whether words can be the second half of a title broken by an editor."""
    if first and (len(first) < _WRAPPED or folded(first).endswith(("。", ";"))):
        return False
    return _TITLE_WORDS.fullmatch(folded(rest)) is not None


def first_line(lines: Sequence[Line]) -> int:
    """The place of the first heading right above the first problem: all before it is preamble."""
    place = next((i for i, line in enumerate(lines) if line.form is Form.PROBLEM), None)
    if place is None:
        raise PlanRefused(1, "文件里没有找到「问题一:」这样的问题,不是整改任务清单。")
    level = len(HEADINGS)
    while place > 0:
        step = 1 if _heads(lines[place - 1], level) else 2
        if step == 2 and not (place > 1 and _broken(lines[place - 2], lines[place - 1], level)):
            break
        place -= step
        level = HEADINGS.index(lines[place].form)
    while place > 0 and _same(lines[place - 1], lines[place]):
        place -= 1  # a heading doubled by mistake belongs to the list, which refuses it
    return place


def _same(one: Line, other: Line) -> bool:
    return (one.form, one.number, one.words) == (other.form, other.number, other.words)


def _heads(line: Line, level: int) -> bool:
    return line.form in HEADINGS[:level] and len(line.words) <= _LONGEST and "。" not in line.words[:-1]


def _broken(first: Line, rest: Line, level: int) -> bool:
    return (
        rest.form is Form.WORDS
        and rest.no == first.no + 1
        and _heads(first, level)
        and continues_title("" if first.form is Form.PART else first.words, rest.words)
    )


def plan_title(lines: Sequence[Line]) -> str:
    """The plan's title: the first words of the file, with the second line where the first was broken."""
    if not lines or lines[0].form is not Form.WORDS:
        return ""
    title = lines[0].words
    if len(lines) > 1 and not title.endswith(_TITLE_ENDS) and lines[1].form is Form.WORDS:
        rest = lines[1].words
        if rest.endswith(_TITLE_ENDS) and continues_title(title, rest):
            title += rest
    return stripped(title)
