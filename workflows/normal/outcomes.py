"""是否属实 and 是否办结: what an investigation found and how far a case has come, as really written."""

import re

from workflows.normal.spelling import is_blank, tight

VERDICTS = ("属实", "基本属实", "部分属实", "不属实")
COMPLETIONS = ("已办结", "阶段性办结", "未办结")

_UNDECIDED = re.compile(r"是否属实|(?:无法|不能|难以|尚未|未能|待)[^,。;]{0,8}属实")
_PARTLY = re.compile(r"部分(?:不)?属实|不完全属实|不全属实|部分不实")
_MOSTLY = re.compile(r"基本(?:情况)?属实")
_FALSE = re.compile(r"不属实|不实|失实|不存在|与事实不符|不相符|^(?:否|不是)(?:$|[,。;(])")
_TRUE = re.compile(r"属实|^是(?:$|[,。;(])")

_OPEN = re.compile(r"未|没有|不能|无法|尚|待|拟|正在|(?:办理|整改|进行|推进|处理)中|^否")
_STAGED = re.compile(r"阶段|部分|基本|长期|分期|持续")
_DONE = re.compile(r"办结|完成|销号|办毕|已整改|整改到位|已办理|已处理|^是(?:$|[,。;(])")


def read_verdict(text: str) -> str | None:
    """One of the four verdicts; points judged differently make 部分属实; None when nothing is decided."""
    words = _UNDECIDED.sub("", tight(text))
    if _PARTLY.search(words):
        return "部分属实"
    denied = _FALSE.search(words) is not None
    rest = _FALSE.sub("", words)
    if _TRUE.search(rest):
        if denied:
            return "部分属实"
        return "基本属实" if _MOSTLY.search(rest) else "属实"
    return "不属实" if denied else None


def read_completion(text: str) -> str | None:
    """已办结, 阶段性办结 or 未办结; 已销号 counts as 已办结, an empty or unknown cell as None."""
    words = tight(text)
    if is_blank(words):
        return None
    if _OPEN.search(words):
        return "未办结"
    if _STAGED.search(words):
        return "阶段性办结"
    return "已办结" if _DONE.search(words) else None
