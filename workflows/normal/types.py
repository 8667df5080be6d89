"""污染类型: the kinds of pollution a cell names, often several at once."""

import re

from workflows.normal.spelling import is_blank, tight

_WORDS = {
    "水": "废水 污水 水污染 水环境 水体 水质 地表水 地下水 饮用水 黑臭水体 黑臭 水产养殖 河道 水",
    "大气": "大气污染 大气 废气 空气 恶臭 臭气 异味 臭味 气味 粉尘 烟尘 烟气 焚烧 秸秆 VOCS VOC 气",
    "扬尘": "道路扬尘 工地扬尘 扬尘",
    "油烟": "餐饮油烟 油烟 餐饮 烧烤",
    "噪声": "噪声 噪音 振动 声环境",
    "土壤": "土壤污染 土壤 农用地 建设用地",
    "生态": "生态破坏 生态环境 生态 水土流失 自然保护地 自然保护区 毁林 林地 矿山 采矿 采石 采砂 植被",
    "固废": "固体废弃物 固体废物 工业固废 危险废物 危险废弃物 医疗废物 危废 固废 废渣 尾矿 矿渣",
    "垃圾": "生活垃圾 建筑垃圾 餐厨垃圾 垃圾 渣土",
    "畜禽": "畜禽养殖 畜禽 养殖 养猪 养鸡 粪污",
    "辐射": "电磁辐射 核辐射 辐射 放射性 核与辐射 电磁",
    "重金属": "重金属污染 重金属",
    "其他": "其他 其它",
}
_NEUTRAL = "水泥 水果 水电 水库 水利 水务 煤气 天然气 燃气 汽修 天气 气象 气站"
TYPES = tuple(_WORDS)
_FORM_OF = {word: form for form, words in _WORDS.items() for word in words.split()}
_KNOWN = re.compile("|".join(sorted([*_FORM_OF, *_NEUTRAL.split()], key=len, reverse=True)), re.IGNORECASE)
_SEPARATOR = re.compile(r"[、,;/|()\[\]【】:.+&~—\-和及]|(?<!核)与")


def read_types(text: str) -> list[str]:
    """Normal forms of a types cell in its order, each once; an unknown word counts as 其他."""
    found: list[str] = []
    for word in _SEPARATOR.split(tight(text)):
        if not is_blank(word):
            found += _forms_in(word)
    return list(dict.fromkeys(found))


def _forms_in(word: str) -> list[str]:
    forms = [_FORM_OF[hit] for hit in _KNOWN.findall(word.upper()) if hit in _FORM_OF]
    return forms or ["其他"]
