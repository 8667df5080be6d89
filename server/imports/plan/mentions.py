"""Firms, works, towns and rivers that a text speaks of: what a petition and a problem of the plan may have in common."""

import re

KINDS = (
    *("有限责任公司", "有限公司", "工业园区", "工业园", "污水处理厂", "填埋场", "尾矿库", "采石场", "养殖场"),
    *("风电场", "矿区", "水厂"),
)
"""How names of firms and works end."""
_BEFORE = (
    *(
        "督促",
        "指导",
        "推动",
        "推进",
        "开展",
        "完成",
        "加快",
        "加强",
        "持续",
        "进一步",
        "完善",
        "强化",
        "提升",
        "做好",
    ),
    *(
        "发现",
        "其中",
        "涉及",
        "部分",
        "全面",
        "不断",
        "切实",
        "确保",
        "避免",
        "消除",
        "统计",
        "租用",
        "要求",
        "排入",
    ),
    *(
        "违建",
        "违规建设",
        "畜禽",
        "中小",
        "规模",
        "企业",
        "一般",
        "集中",
        "配套",
        "有的",
        "一些",
        "全市",
        "广西",
        "柳州",
    ),
    *(
        "对",
        "将",
        "在",
        "由",
        "和",
        "与",
        "及",
        "的",
        "了",
        "是",
        "为",
        "按",
        "至",
        "该",
        "等",
        "市",
        "县",
        "区",
        "镇",
    ),
)
"""Words after which a name begins."""
_WORK = re.compile(rf"([\u4e00-\u9fff]{{2,24}}?)({'|'.join(KINDS)})")
_TOWN = re.compile(r"(?<=[县区市、])([\u4e00-\u9fff]{2,3}[镇乡])")
_BEGINS = re.compile("|".join(sorted(map(re.escape, _BEFORE), key=len, reverse=True)))
_WATER = re.compile(r"(?<=[、和县区])([\u4e00-\u9fff]{1,3}[河江沟冲])(?=[、和等治河])")
SHORTEST = 3
"""A shorter name would be found everywhere."""


def mentioned(text: str) -> list[str]:
    """Names by which others may speak of the same place: a firm without its legal form, a works, a town, a river."""
    works = (_name(body, kind) for body, kind in _WORK.findall(text))
    towns = _TOWN.findall(text)
    waters = _WATER.findall(text)
    return list(dict.fromkeys(name for name in (*works, *towns, *waters) if len(name) >= SHORTEST))


def _name(body: str, kind: str) -> str:
    """The last part of what stands before the kind; a company is known by its name alone."""
    own = _BEGINS.split(body)[-1]
    if len(own) < 2:
        return ""
    return own if kind.startswith("有限") else own + kind
