"""Normal forms: every spelling met in real sheets, and nothing whatever that makes them raise."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import normal

SIGNS = "柳江城鹿寨县区、,水大气噪声扬尘是否基本属实未已办结阶段性第十批年月日*★0123456789DXLZ无/- \n"
WRITTEN = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=SIGNS, max_size=40),
)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("鱼峰区", ["yufeng"]),
        ("柳州市柳北区", ["liubei"]),
        ("广西壮族自治区柳州市城中区", ["chengzhong"]),
        ("鹿寨县黄冕镇", ["luzhai"]),
        ("柳南区流山镇", ["liunan"]),
        ("柳江", ["liujiang"]),
        ("柳江县", ["liujiang"]),
        ("柳江三都镇", ["liujiang"]),
        ("融水县", ["rongshui"]),
        ("融水苗族\n自治县", ["rongshui"]),
        ("三江县丹州镇", ["sanjiang"]),
        ("柳城县、鹿寨县", ["liucheng", "luzhai"]),
        ("柳城县与鹿寨县交界", ["liucheng", "luzhai"]),
        ("柳城县六塘镇鹿寨县", ["liucheng", "luzhai"]),
        ("鱼峰区 柳南区", ["yufeng", "liunan"]),
        ("鱼峰区和柳南区、鱼峰区", ["yufeng", "liunan"]),
        ("阳和工业新区", ["yanghe"]),
        ("北部生态新区", ["yanghe"]),
        ("阳和工业新区(北部生态新区)", ["yanghe"]),
        ("柳东新区", ["liudong"]),
        ("柳江区、市生态环境局", ["liujiang"]),
    ],
)
def test_regions_of_liuzhou_are_known_by_all_their_names(written: str, codes: list[str]) -> None:
    assert normal.read_regions(written) == codes


@pytest.mark.parametrize(
    "written",
    [
        "",
        "来宾市兴宾区",
        "西宁市城中区",
        "鹿寨县、来宾市",
        "柳州市",
        "各县区",
        "经开区",
        "柳江河",
        "城中村",
        "三江口镇",
    ],
)
def test_regions_that_are_none_of_ours_stay_open(written: str) -> None:
    assert normal.read_regions(written) == []


def test_every_unit_is_found_by_its_own_name() -> None:
    for code, name in normal.UNIT_NAMES.items():
        assert normal.read_regions(name) == [code]


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("大气污染", ["大气"]),
        ("噪音", ["噪声"]),
        ("水,大气", ["水", "大气"]),
        ("水、生态", ["水", "生态"]),
        ("大气,噪音", ["大气", "噪声"]),
        ("水大气噪声", ["水", "大气", "噪声"]),
        ("生态破坏", ["生态"]),
        ("废水", ["水"]),
        ("恶臭", ["大气"]),
        ("固体废物", ["固废"]),
        ("畜禽养殖", ["畜禽"]),
        ("核与辐射", ["辐射"]),
        ("水泥厂粉尘", ["大气"]),
        ("水土流失", ["生态"]),
        ("大气(扬尘)", ["大气", "扬尘"]),
        ("工业企业污染", ["其他"]),
        ("大气、其它", ["大气", "其他"]),
        ("", []),
        ("/", []),
    ],
)
def test_types_become_normal_forms(written: str, forms: list[str]) -> None:
    assert normal.read_types(written) == forms


def test_every_type_is_its_own_normal_form() -> None:
    assert [normal.read_types(form) for form in normal.TYPES] == [[form] for form in normal.TYPES]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("是", "属实"),
        ("否", "不属实"),
        ("属实", "属实"),
        ("情况属实", "属实"),
        ("基本\n属实", "基本属实"),
        ("部分属实", "部分属实"),
        ("不完全属实", "部分属实"),
        ("1.属实;2.不属实", "部分属实"),
        ("不属实", "不属实"),
        ("举报不实", "不属实"),
        ("是否属实", None),
        ("待核实", None),
        ("无法认定属实", None),
        ("", None),
    ],
)
def test_verdicts(written: str, verdict: str | None) -> None:
    assert normal.read_verdict(written) == verdict


@pytest.mark.parametrize(
    ("written", "completion"),
    [
        ("办结", "已办结"),
        ("已办结", "已办结"),
        ("是", "已办结"),
        ("已销号", "已办结"),
        ("已办结验收中", "已办结"),
        ("阶段性办结", "阶段性办结"),
        ("未办结", "未办结"),
        ("未办结(正在办理)", "未办结"),
        ("正在办理", "未办结"),
        ("整改中", "未办结"),
        ("否", "未办结"),
        ("", None),
        ("暂无", None),
        ("另行通知", None),
    ],
)
def test_completions(written: str, completion: str | None) -> None:
    assert normal.read_completion(written) == completion


@pytest.mark.parametrize(
    ("written", "no", "starred", "usual"),
    [
        ("D2LZ202310190001", "D2LZ202310190001", False, True),
        ("D2LZ\n2023 10190001", "D2LZ202310190001", False, True),
        ("X2LZ202310120003*", "X2LZ202310120003", True, True),
        ("d2lz202310120003＊", "D2LZ202310120003", True, True),
        ("★D450000201806110023(重点)", "D450000201806110023", True, True),
        ("X3YN202*****0026", "X3YN202*****0026", False, False),
        ("访受〔2021〕0517031号", "访受〔2021〕0517031号", False, False),
        ("2280", "2280", False, False),
        ("—", "", False, False),
    ],
)
def test_numbers(written: str, no: str, starred: bool, usual: bool) -> None:
    assert normal.read_number(written) == normal.PetitionNumber(no, written, starred, usual)


@pytest.mark.parametrize(
    ("written", "batch"),
    [
        ("10", "第十批"),
        ("第10批", "第十批"),
        ("第二十一批", "第二十一批"),
        ("105", "第一百零五批"),
        ("加办件", "加办件"),
        ("", ""),
    ],
)
def test_batches(written: str, batch: str) -> None:
    assert normal.read_batch(written) == batch


def test_channel_comes_from_the_cell_or_else_from_the_number() -> None:
    assert normal.read_channel("电话举报", "X2LZ202310120003") == "来电"
    assert normal.read_channel("", "X2LZ202310120003") == "来信"
    assert normal.read_channel("", "D1YU202000234") == "来电"
    assert normal.read_channel("", "2280") == ""
    assert normal.read_channel("领导交办", "") == "领导交办"


@pytest.mark.parametrize(
    "written",
    [
        "2023-10-12",
        "2023-10-12 00:00:00",
        "2023-10-12T08:00:00",
        "2023/10/12",
        "2023.10.12",
        "2023年10月12日",
        "2023年10月12日 上午",
        "二〇二三年十月十二日",
        "20231012",
        "45211",
        "45211.375",
    ],
)
def test_dates(written: str) -> None:
    assert normal.read_date(written) == date(2023, 10, 12)


def test_the_day_of_receipt_stands_in_the_number() -> None:
    assert normal.received_on("D2LZ202310190001") == date(2023, 10, 19)
    assert normal.received_on("D450000201806110023") == date(2018, 6, 11)
    assert normal.received_on("D2LZ202313190001") is None
    assert normal.received_on("2280") is None


def test_a_title_names_one_batch_or_none() -> None:
    assert normal.find_batch("一览表(第 10 批 2023年10月31日)") == "第十批"
    assert normal.find_batch("第一批至第三批") == ""
    assert normal.find_batch("交办清单(第一、二批)") == ""


def test_dates_that_do_not_exist_are_none_and_a_missing_year_is_taken_from_the_title() -> None:
    assert normal.read_date("2023-13-45") is None
    assert normal.read_date("尽快") is None
    assert normal.read_date("10月12日") is None
    assert normal.read_date("10月12日", year=2023) == date(2023, 10, 12)
    assert normal.find_date("一览表(第十批 2023年10月31日)") == date(2023, 10, 31)
    assert normal.find_date("一览表") is None
    assert normal.find_date("自 2023-13-40 起,2023-10-12 止") == date(2023, 10, 12)
    assert normal.read_date("二〇二三年十一十月一日") is None


@given(WRITTEN)
def test_normal_forms_never_raise_and_stay_as_they_are_when_read_again(written: str) -> None:
    assert normal.tight(normal.tight(written)) == normal.tight(written)
    assert normal.fold(normal.fold(written)) == normal.fold(written)
    codes = normal.read_regions(written)
    assert normal.read_regions("、".join(normal.UNIT_NAMES[code] for code in codes)) == codes
    types = normal.read_types(written)
    assert normal.read_types("、".join(types)) == types
    no = normal.read_number(written).no
    assert normal.read_number(no).no == no
    batch = normal.read_batch(written)
    assert normal.read_batch(batch) == batch
    channel = normal.read_channel(written)
    assert normal.read_channel(channel) == channel


@given(WRITTEN)
def test_verdicts_completions_and_dates_stay_as_they_are_when_read_again(written: str) -> None:
    verdict, completion, day = (
        normal.read_verdict(written),
        normal.read_completion(written),
        normal.read_date(written),
    )
    assert verdict is None or normal.read_verdict(verdict) == verdict
    assert completion is None or normal.read_completion(completion) == completion
    assert day is None or normal.read_date(day.isoformat()) == day
    normal.find_date(written)


READERS = [
    *(
        normal.read_regions,
        normal.read_types,
        normal.read_verdict,
        normal.read_completion,
        normal.read_number,
    ),
    *(normal.read_batch, normal.find_batch, normal.read_channel, normal.read_date, normal.find_date),
    *(normal.received_on, normal.tight, normal.fold, normal.is_blank),
]
ODD = [
    *"一十* 未(与市第",
    "柳江",
    "柳江区",
    "属实",
    "无法",
    "第",
    "第十",
    "1月",
    "2023年",
    "2023-",
    "一",
    "十",
    "*",
    "(重点)",
    " ",
    "未",
    "(",
    "与",
    "市",
]


@pytest.mark.parametrize("word", ODD)
def test_long_cells_are_read_in_a_blink(word: str) -> None:
    cells = [f"{start}{word * (32_000 // len(word))}{end}" for start in ("", "x") for end in ("", "x", "年")]
    for read in READERS:
        begun = process_time()
        for cell in cells:
            read(cell)
        assert process_time() - begun < 3, read
