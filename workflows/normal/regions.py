"""行政区域: the Liuzhou counties, districts and new areas named by what stands in a region cell."""

import re

from workflows.normal.spelling import tight

UNIT_NAMES = {
    "chengzhong": "城中区",
    "yufeng": "鱼峰区",
    "liunan": "柳南区",
    "liubei": "柳北区",
    "liujiang": "柳江区",
    "liucheng": "柳城县",
    "luzhai": "鹿寨县",
    "rongan": "融安县",
    "rongshui": "融水苗族自治县",
    "sanjiang": "三江侗族自治县",
    "liudong": "柳东新区",
    "yanghe": "阳和工业新区(北部生态新区)",
}
_SPELLINGS = {
    "chengzhong": ("城中区",),
    "yufeng": ("鱼峰区",),
    "liunan": ("柳南区",),
    "liubei": ("柳北区",),
    "liujiang": ("柳江区", "柳江县"),
    "liucheng": ("柳城县",),
    "luzhai": ("鹿寨县",),
    "rongan": ("融安县",),
    "rongshui": ("融水苗族自治县", "融水自治县", "融水县"),
    "sanjiang": ("三江侗族自治县", "三江自治县", "三江县"),
    "liudong": ("柳东新区",),
    "yanghe": ("阳和工业新区", "阳和新区", "北部生态新区", "北部新区"),
}
_SHORT = {
    "城中": "chengzhong",
    "鱼峰": "yufeng",
    "柳南": "liunan",
    "柳北": "liubei",
    "柳江": "liujiang",
    "柳城": "liucheng",
    "鹿寨": "luzhai",
    "融安": "rongan",
    "融水": "rongshui",
    "三江": "sanjiang",
    "柳东": "liudong",
    "阳和": "yanghe",
}
_FULL = {spelling: code for code, spellings in _SPELLINGS.items() for spelling in spellings}
_CODES = _FULL | _SHORT
_FULL_NAME = "|".join(sorted(_FULL, key=len, reverse=True))
_SHORT_NAME = "|".join(_SHORT)
# A short name counts alone or before a town (柳江三都镇), not inside another word (柳江河, 城中村, 三江口镇).
_PLACE = r"(?=$|[\u4e00-\u9fff]{2,5}(?:镇|乡|街道)|境内|全境|辖区|片区|县城)"
_AT_START = re.compile(rf"({_FULL_NAME})|({_SHORT_NAME}){_PLACE}")
_AFTER_PLACE = re.compile(rf"(?<=[镇乡村道])({_FULL_NAME})")
_OWN_PREFIX = re.compile("广西壮族自治区|广西区?|柳州市|柳州")
_SEPARATOR = re.compile(r"[、,;/|()\[\]【】:.+&~—-]|(?<!阳)和|与|及|跨|以及|涉及")
_OTHER_CITY = re.compile(
    r"[\u4e00-\u9fff]{2,5}?(?:(?<![全本我各城])市(?![场政民区直级属辖容管郊])|自治州|地区)"
)


def read_regions(text: str) -> list[str]:
    """Codes of the units a region cell names, in its order; none when another city is named too."""
    segments = [s for s in _SEPARATOR.split(_OWN_PREFIX.sub("", tight(text))) if s]
    found: list[str] = []
    for segment in segments:
        codes = _codes_of(segment)
        if not codes and _OTHER_CITY.match(segment):
            return []
        found += codes
    return list(dict.fromkeys(found))


def _codes_of(segment: str) -> list[str]:
    codes: list[str] = []
    rest = segment
    while match := _AT_START.match(rest):
        codes.append(_CODES[match.group()])
        rest = rest[match.end() :]
    if codes:
        codes += [_CODES[name] for name in _AFTER_PLACE.findall(rest)]
    return codes
