"""Who gets a petition: region decides the unit, types and words of the text decide department and helpers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.workflows.diagrams import FILES
from workflows.decisions import Table, read_table
from workflows.engine import Engine, Process
from workflows.expressions import evaluate
from workflows.normal import TYPES, UNIT_NAMES
from workflows.sources import read

UNITS, DEPARTMENTS = (read_table(read(FILES[file])) for file in ("unit.dmn", "department.dmn"))
COUNTIES = (
    "chengzhong", "yufeng", "liunan", "liubei", "liujiang", "liucheng",
    "luzhai", "rongan", "rongshui", "sanjiang", "liudong", "yanghe",
)  # fmt: skip

BUREAUS = {
    "ecology", "housing", "urban", "forestry", "resources", "industry", "water", "agriculture",
    "transport", "police", "emergency", "culture", "market", "water_group",
}  # fmt: skip

SENT: list[tuple[str, str, str | None, str]] = [
    # one line for each matter of the office's first two lists, in words of our own
    ("噪声", "马路对面的新楼盘半夜还在浇筑混凝土,吵得睡不着", "ecology", "housing"),
    ("大气", "一条街的烧烤店把油烟直接排到楼上", "urban", "market"),
    ("水", "河面长满水葫芦,水又黑又臭", "ecology", "water"),
    ("大气", "竹木园区的胶合板厂晚上排放刺鼻气味", "ecology", "industry"),
    ("固废", "化肥厂边上的渣堆没有盖,雨水冲下来是灰黑色", "ecology", "industry"),
    ("水 生态", "尾矿库坝面被冲出沟,下游稻田的水发浑", "ecology", "emergency"),
    ("生态", "修风电场的路时把弃渣倒下山坡", "water", "resources forestry"),
    ("水", "工业园门口常年积水,污水顺着雨水沟进了河", "ecology", "industry housing"),
    ("扬尘", "渣土车晚上冒装撒漏,一路是灰", "urban", "police transport"),
    ("噪声", "酒吧凌晨还放音乐", "urban", "culture"),
    ("垃圾", "填埋场旁的水塘被人倒进建筑垃圾和生活垃圾", "urban", "police ecology"),
    ("畜禽", "猪场的粪水直接排进灌溉沟", "ecology", "agriculture"),
    ("大气", "汽车配件厂喷漆房的废气从侧墙排出来", "ecology", "industry"),
    ("水", "雨水井里流出带白色泡沫的污水", "housing", "ecology water_group"),
    ("生态", "后山被挖山取土,树木被毁几十亩", "forestry", "police resources"),
    ("水", "镇污水处理厂一直不开,污水从旁边的管子排走", "housing", "ecology water_group"),
    ("大气 其他", "收完稻子连着几晚烧秸秆", "ecology", "agriculture"),
    ("水 大气", "交界处的采石场粉尘大,洗砂废水排进溪里", "ecology", "resources"),
    ("其他", "全市的共享洗车点到处流水,希望管一管", None, ""),
    ("土壤", "划为严格管控的田里还在种水稻", "agriculture", "ecology"),
    ("噪声 大气", "铸造厂白天黑夜生产,粉尘和响声不断", "ecology", "industry"),
    ("噪声", "再次反映酒吧夜里吵,停了两天又恢复", "urban", "culture"),
    ("水", "镇上的污水管没接通,厕所污水下河", "housing", "ecology water_group"),
    ("生态", "石灰岩采石场越过红线开采,石头滚进耕地", "resources", "police emergency"),
    # further matters of the routing table
    ("水", "屯里污水没有处理就进了水塘", "ecology", ""),
    ("水", "电镀厂的废水夜里偷排", "ecology", "industry housing"),
    ("水", "水源保护区内建了农家乐", "ecology", "water"),
    ("水 生态", "有人在河道采砂,岸都塌了", "water", "police"),
    ("水", "井水有异味", "ecology", ""),
    ("大气", "汽修店在路边喷漆", "ecology", "transport"),
    ("扬尘", "商砼搅拌站不盖料堆", "ecology", "housing"),
    ("扬尘", "工地土方没有覆盖", "housing", "urban"),
    ("扬尘", "路面积灰,车一过就扬起来", "urban", "transport"),
    ("扬尘", "到处是灰,不知从哪里来", "ecology", "housing urban"),
    ("油烟", "楼下小店排烟管对着窗", "urban", "market"),
    ("大气", "不知哪里来的臭味", "ecology", ""),
    ("噪声", "广场舞音响太大", "police", ""),
    ("噪声", "超市的空调外机整天响", "urban", ""),
    ("噪声", "高架上的货车整夜鸣笛", "police", "transport housing"),
    ("噪声", "纸箱厂机器响个不停", "ecology", ""),
    ("噪声", "风电场的风机夜里响", "ecology", ""),
    ("固废", "有人偷埋废机油桶", "ecology", "industry"),
    ("垃圾", "垃圾中转站流出渗滤液", "urban", "ecology water_group"),
    ("垃圾", "垃圾没人收", "urban", "ecology"),
    ("土壤", "老厂区的地皮没有治理就要盖房", "ecology", "resources"),
    ("重金属", "冶炼渣旁的菜地不敢种", "agriculture", "ecology"),
    ("重金属", "冶炼厂排出的水沉下红泥", "ecology", "industry"),
    ("生态", "矿山停采多年没有修复", "resources", "police emergency"),
    ("其他", "好几家采石场把山挖空", "resources", "police emergency"),
    ("生态", "开荒造成水土流失,泥沙淤了田", "water", "resources forestry"),
    ("辐射", "楼顶建了基站,担心辐射", "ecology", ""),
    ("", "养殖场的臭味飘满村", "ecology", "agriculture"),
    ("", "请求依法处理", None, ""),
    ("生态", "生态被破坏", None, ""),
]


def decide(table: Table, **names: Any) -> dict[str, Any]:
    return table.decide(names)


@pytest.mark.parametrize(("types", "text", "department", "helpers"), SENT)
def test_a_petition_finds_its_department(types: str, text: str, department: str | None, helpers: str) -> None:
    answer = decide(DEPARTMENTS, types=types.split(), text=text)
    assert (answer["department"], answer["co_handlers"]) == (department, helpers.split())
    assert answer["unclear"] == (department is None)


@pytest.mark.parametrize("types", TYPES)
def test_every_type_alone_finds_a_department_or_the_offices_hand(types: str) -> None:
    answer = decide(DEPARTMENTS, types=[types], text="")
    assert answer["unclear"] == (types in ("生态", "其他"))


@pytest.mark.parametrize("county", COUNTIES)
def test_the_named_area_handles_its_own_petitions(county: str) -> None:
    answer = decide(UNITS, region=county)
    assert answer["handling_unit"] == county
    assert UNIT_NAMES[county] in answer["unit_reason"]


@pytest.mark.parametrize("region", [None, "", "elsewhere"])
def test_without_one_area_the_office_assigns(region: str | None) -> None:
    assert decide(UNITS, region=region)["handling_unit"] is None


def test_every_answer_is_usable() -> None:
    assert len(UNITS.rows) == len(COUNTIES) + 1
    for row in DEPARTMENTS.rows:
        answer = dict(zip(DEPARTMENTS.outputs, (evaluate(text, {}) for text in row.outputs), strict=True))
        bureaus = {answer["department"], *answer["co_handlers"]} - {None}
        assert bureaus <= BUREAUS, row.id
        assert answer["department"] not in answer["co_handlers"], row.id
        assert answer["days"] in (7, 10), row.id
        assert len(answer["department_reason"]) > 5, row.id
        assert answer["unclear"] == (answer["department"] is None), row.id


def test_every_row_is_reached() -> None:
    """A row no case of ours reaches is either needless or hidden by one above it."""
    reached = {_row(types.split(), text) for types, text, _, _ in SENT}
    assert {row.id for row in DEPARTMENTS.rows} - reached == set()


def test_every_row_explains_itself() -> None:
    for file in ("unit.dmn", "department.dmn"):
        for rule in read(FILES[file]).iter("{*}rule"):
            assert rule.findtext("{*}description"), rule.get("id")


class Routed:
    """A case that knows its text and types and remembers where it was sent."""

    def __init__(self, text: str, types: list[str], region: str | None) -> None:
        self.text, self.types, self.region = text, types, region
        self.sent: dict[str, Any] = {}

    def givens(self) -> Mapping[str, Any]:
        return {"text": self.text, "marks": []}

    def classify(self) -> Mapping[str, Any]:
        return {"types": self.types, "region": self.region}

    def route(self, **answer: Any) -> Mapping[str, Any]:
        self.sent = answer
        return {"by_hand": answer["unclear"] or answer["handling_unit"] is None}

    def missing_members(self) -> list[str]:
        return []

    def archive(self) -> None:
        return None


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(FILES)


def registered(engine: Engine, case: Routed) -> Process:
    process = engine.start(case, lambda: datetime(2026, 11, 23, tzinfo=UTC))
    process.complete("register", {})
    return process


def test_a_clear_petition_goes_straight_to_the_county(engine: Engine) -> None:
    case = Routed("烧烤店油烟扰民", ["大气"], "liunan")
    process = registered(engine, case)
    assert [task.step for task in process.open_tasks()] == ["sign_for"]
    assert case.sent == {
        "handling_unit": "liunan",
        "department": "urban",
        "co_handlers": ["market"],
        "days": 7,
        "unclear": False,
        "unit_reason": "柳南区 → 属地承办",
        "department_reason": "餐饮油烟、露天烧烤 → 城市管理",
    }


@pytest.mark.parametrize(("text", "region"), [("烧烤店油烟扰民", None), ("希望规范", "liunan")])
def test_an_unclear_petition_goes_to_the_office(engine: Engine, text: str, region: str | None) -> None:
    process = registered(engine, Routed(text, ["其他"], region))
    assert [task.step for task in process.open_tasks()] == ["assign"]


def _row(types: list[str], text: str) -> str:
    return next(DEPARTMENTS._fitting({"types": types, "text": text})).id
