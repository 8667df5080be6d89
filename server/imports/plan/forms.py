"""The forms of a plan's lines: headings, problems, measures and labels, told by how they begin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.imports.plan.signs import NUMERAL, folded, number_of, stripped


class Form(StrEnum):
    """What a line is; the value is what people call it."""

    PART = "部分"
    ASPECT = "方面"
    SECTION = "小节"
    PROBLEM = "问题"
    MEASURE = "措施"
    LEAD = "牵头单位"
    UNITS = "责任单位"
    GOAL = "整改目标"
    DEADLINE = "整改时限"
    MEASURES = "整改措施"
    STRANGE_LABEL = "标签"
    WORDS = "文字"


HEADINGS = (Form.PART, Form.ASPECT, Form.SECTION)
LABELS = {
    **dict.fromkeys(("牵头单位", "牵头责任单位", "责任牵头单位", "牵头部门", "牵头整改单位"), Form.LEAD),
    **dict.fromkeys(("责任单位", "整改责任单位", "责任部门", "责任主体", "落实单位"), Form.UNITS),
    **dict.fromkeys(("整改目标", "工作目标", "目标"), Form.GOAL),
    **dict.fromkeys(
        (
            "整改时限",
            "完成时限",
            "整改期限",
            "完成期限",
            "完成时间",
            "整改完成时限",
            "整改时间",
            "时限",
            "整改完成时间",
            "计划完成时间",
            "完成整改时间",
        ),
        Form.DEADLINE,
    ),
    **dict.fromkeys(("整改措施", "具体措施", "主要措施", "整改举措", "措施"), Form.MEASURES),
}
_SIGNS = "[〇零一二三四五六七八九十百]{1,7}"
_FORMS = (
    (Form.PART, re.compile(f"第({_SIGNS})部分[ :、.]*")),
    (
        Form.PROBLEM,
        re.compile(
            rf"(?:\({_SIGNS}\)|{_SIGNS}、)? *问题 *(?:({NUMERAL})|\(({NUMERAL})\)) *(?:[:、.]|(?= )|$) *"
        ),
    ),
    (Form.ASPECT, re.compile(f"({_SIGNS})、 *")),
    (Form.SECTION, re.compile(rf"\(({_SIGNS})\) *[、.:]? *")),
    (Form.MEASURE, re.compile(r"(?:措施 *)?([0-9]{1,4}) *(?:、|[.:](?![0-9])|\.(?=(?:19|20)[0-9]{2}年)) *")),
)
_LABEL = re.compile(r"【?([\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,11}) ?(?:】 ?:?|:) ?")


@dataclass(frozen=True)
class Line:
    """One line of the source: its place, its form, its number, and its words without number and label."""

    no: int
    form: Form
    words: str
    number: int = 0
    label: str = ""


def read_lines(lines: Sequence[str]) -> Iterator[Line]:
    """The lines that say something, in order; a label with a measure behind it counts as two."""
    for no, raw in enumerate(lines, 1):
        words = stripped(raw)
        while words:
            line = _read(no, words)
            yield line
            words = line.words if line.form is Form.MEASURES else ""


def _read(no: int, words: str) -> Line:
    alike = folded(words)
    for form, pattern in _FORMS:
        if (match := pattern.match(alike)) and (number := number_of(match[match.lastindex or 0])) is not None:
            return Line(no, form, stripped(words[match.end() :]), number)
    if match := _LABEL.match(alike):
        label = match.group(1).replace(" ", "")
        form = LABELS.get(label, Form.STRANGE_LABEL)
        if form is not Form.STRANGE_LABEL:
            return Line(no, form, stripped(words[match.end() :]), label=label)
        return Line(no, form, words, label=label)
    return Line(no, Form.WORDS, words)
