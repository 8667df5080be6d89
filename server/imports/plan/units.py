"""Names of units: a line of them taken apart, the shared ending given to each, and how two are compared."""

import re
from collections.abc import Iterator, Sequence

from server.imports.plan.refused import PlanRefused, quoted
from server.imports.plan.signs import folded, stripped, without_stop

_LONGEST = 60
_GROUP = re.compile("各|全市|全区|全县|市直|市级|有关|相关")
_PLACE = re.compile(r"[区县市州盟旗镇乡]$|街道$")
_ORGANS = "(?:人民)?政府|管委会|管理委员会"
_ENDING = re.compile(rf"(?:党委|党工委)(?:和|、)(?:{_ORGANS})$|(?:人民)?政府$|管委会$|管理委员会$")
_SECOND = re.compile(rf"[县区市]?(?:{_ORGANS})")
_FIRST = re.compile("(?:党委|党工委)$|.[县区]委$|..市委$")
_ALIAS = re.compile(r"[^()]{2,20}\(([^()]{2,30}(?:局|委|委员会|办|办公室|厅|部|中心|院|集团|公司|队|处))\)")
_CITY = re.compile("^[^市区县]{2,6}市(?=..)")
_CITY_DISTRICT = re.compile("^市(?=[^局委办]{2,8}[县区])")
_PARTY = re.compile("(党委|党工委)(?:和|、)?(?:人民)?(政府|管委会|管理委员会)$")
_ROLE = re.compile("(?:牵头|配合|参与|协助|具体负责)$")
_UNDEFINED = re.compile(
    "有关|相关|成员单位|负有.{1,20}(?:责任|职责)|各(?:部门|单位)|等(?:部门|单位)?$|市直|市级(?:部门|单位)"
)


def read_units(line: int, words: str) -> tuple[str, ...]:
    """The units of a line in order, each with the ending it shares; groups as they are named."""
    raw = without_stop(words)
    units = tuple(_completed(_joined(list(_pieces(line, raw)))))
    if not units:
        raise PlanRefused(line, "单位是空的。")
    for unit in units:
        _check(line, unit)
    return units


def name_key(name: str) -> str:
    """A unit's name as compared: the real unit behind an alias, without the city's name, endings alike."""
    key = folded(name).replace(" ", "")
    if alias := _ALIAS.fullmatch(key):
        key = alias.group(1)
    key = _CITY_DISTRICT.sub("", _CITY.sub("市", key))
    return _PARTY.sub(lambda match: match.group(1) + match.group(2).replace("管理委员会", "管委会"), key)


def is_undefined(name: str) -> bool:
    """Whether a group's members stand nowhere in the plan, so that the office must choose them."""
    return _UNDEFINED.search(folded(name)) is not None


def _pieces(line: int, raw: str) -> Iterator[tuple[str, str]]:
    """Each name with the separator behind it; separators in parentheses divide nothing."""
    start = depth = 0
    for place, sign in enumerate(folded(raw)):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
        if depth == 0 and sign in "、,;/":
            yield stripped(raw[start:place]), sign
            start = place + 1
    if depth:
        raise PlanRefused(line, f"括号没有成对:{quoted(raw[start:])}。")
    yield stripped(raw[start:]), ""


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """党工委、管委会 put together again: one body with two names."""
    names: list[tuple[str, str]] = []
    for name, separator in pieces:
        if names and names[-1][1] == "、" and _SECOND.fullmatch(name) and _FIRST.search(names[-1][0]):
            names[-1] = (f"{names[-1][0]}、{name}", separator)
        elif name:
            names.append((name, separator))
    return names


def _completed(pieces: Sequence[tuple[str, str]]) -> list[str]:
    """The names, from the last to the first: a bare place takes the ending of the name behind it."""
    names: list[str] = []
    shared = ""
    for name, separator in reversed(pieces):
        if separator != "、":
            shared = ""
        if ending := _ENDING.search(name):
            shared = ending.group()
        elif shared and _is_bare(name):
            name += shared
        else:
            shared = ""
        names.insert(0, name)
    return names


def _is_bare(name: str) -> bool:
    place = re.sub(r"\([^()]*\)$", "", folded(name))
    return _PLACE.search(place) is not None and not _GROUP.match(place)


def _check(line: int, unit: str) -> None:
    if role := _ROLE.search(unit):
        raise PlanRefused(
            line, f"{quoted(unit)}把分工“{role.group()}”写进了单位名称;请只写单位,牵头的写在牵头单位一行。"
        )
    odd = re.search('[:。!?<>{}=@#$%*"]|[0-9]{4}年', folded(unit))
    if odd or len(unit) > _LONGEST or not re.search("[\u4e00-\u9fff]{2}", unit):
        raise PlanRefused(line, f"单位名称{quoted(unit)}读不出;请核对这一行。")
