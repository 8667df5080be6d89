"""Deadlines, units and milestones one by one, as many ways as plans write them."""

from datetime import date

import pytest

from server.imports.plan import Deadline, PlanRefused, is_undefined, name_key
from server.imports.plan.deadlines import read_deadline
from server.imports.plan.milestones import find_milestones
from server.imports.plan.signs import number_of
from server.imports.plan.slips import Passage, find_slips
from server.imports.plan.units import read_units


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("2024年6月底前。", Deadline("2024年6月底前", date(2024, 6, 30), False, False)),
        ("2024年2月底前", Deadline("2024年2月底前", date(2024, 2, 29), False, False)),
        ("2025年底前;", Deadline("2025年底前", date(2025, 12, 31), False, False)),
        ("2025年年底前", Deadline("2025年年底前", date(2025, 12, 31), False, False)),
        ("２０２５年１２月底前。", Deadline("２０２５年１２月底前", date(2025, 12, 31), False, False)),
        ("2024 年 6 月底前", Deadline("2024 年 6 月底前", date(2024, 6, 30), False, False)),
        ("2024年3月15日前", Deadline("2024年3月15日前", date(2024, 3, 15), False, False)),
        ("2025年第三季度", Deadline("2025年第三季度", date(2025, 9, 30), False, False)),
        ("2025年四季度末前", Deadline("2025年四季度末前", date(2025, 12, 31), False, False)),
        ("2026年上半年", Deadline("2026年上半年", date(2026, 6, 30), False, False)),
        ("2026年下半年底前", Deadline("2026年下半年底前", date(2026, 12, 31), False, False)),
        ("2026年", Deadline("2026年", date(2026, 12, 31), False, False)),
        ("二〇二四年十月底前", Deadline("二〇二四年十月底前", date(2024, 10, 31), False, False)),
        ("2024年12月底前完成整改", Deadline("2024年12月底前完成整改", date(2024, 12, 31), False, False)),
        ("2024年6月底前并长期坚持", Deadline("2024年6月底前并长期坚持", date(2024, 6, 30), True, False)),
        ("2024年6月底前,持续推进", Deadline("2024年6月底前,持续推进", date(2024, 6, 30), True, False)),
        ("立行立改", Deadline("立行立改", None, False, True)),
        ("立即整改。", Deadline("立即整改", None, False, True)),
        ("立行立改、长期坚持", Deadline("立行立改、长期坚持", None, True, True)),
        ("持续推进", Deadline("持续推进", None, True, False)),
        ("长期坚持。", Deadline("长期坚持", None, True, False)),
        ("2024-06-30", Deadline("2024-06-30", date(2024, 6, 30), False, False)),
        ("2024.6.30前完成", Deadline("2024.6.30前完成", date(2024, 6, 30), False, False)),
    ],
)
def test_a_deadline_is_read(words: str, deadline: Deadline) -> None:
    assert read_deadline(7, words) == deadline


@pytest.mark.parametrize(
    "words", ["。", "尽快", "2024", "2024年13月底前", "2024年2月30日前", "2024年6月底前xyz"]
)
def test_any_other_deadline_is_refused(words: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_deadline(7, words)
    assert refused.value.line == 7


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("市水利局。", ["市水利局"]),
        (
            "甲新区、乙工业新区(北部新区)党工委、管委会。",
            ["甲新区党工委、管委会", "乙工业新区(北部新区)党工委、管委会"],
        ),
        ("甲县党委和人民政府、乙区党委和人民政府", ["甲县党委和人民政府", "乙区党委和人民政府"]),
        ("甲县、乙区党委、政府;市水利局", ["甲县党委、政府", "乙区党委、政府", "市水利局"]),
        ("甲县、乙区人民政府，市水利局", ["甲县人民政府", "乙区人民政府", "市水利局"]),
        ("甲县委、县政府,市水利局", ["甲县委、县政府", "市水利局"]),
        ("市委、市政府", ["市委", "市政府"]),
        ("市水利局、甲新区管委会", ["市水利局", "甲新区管委会"]),
        (
            "各县区党委和人民政府,甲新区、乙新区党工委、管委会",
            ["各县区党委和人民政府", "甲新区党工委、管委会", "乙新区党工委、管委会"],
        ),
        ("各县区、甲新区党工委、管委会", ["各县区", "甲新区党工委、管委会"]),
        ("市林长办（市林业局、市园林局）；市水利局", ["市林长办（市林业局、市园林局）", "市水利局"]),
        ("市工业和信息化局、负有生态环境保护责任的部门", ["市工业和信息化局", "负有生态环境保护责任的部门"]),
    ],
)
def test_units_are_taken_apart(words: str, units: list[str]) -> None:
    assert list(read_units(1, words)) == units


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市林长办(市林业局)", "市林业局"),
        ("市河长办（市水利局）", "市水利局"),
        ("云溪市生态环境局", "市生态环境局"),
        ("甲山县党委和人民政府", "甲山县党委、政府"),
        ("云溪市甲山县党委和政府", "甲山县党委和人民政府"),
        ("甲新区党工委、管委会", "甲新区党工委和管理委员会"),
    ],
)
def test_names_of_one_unit_are_compared_as_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_line_also_divides_units_and_a_part_is_no_name() -> None:
    assert read_units(7, "市水利局/市生态环境局。") == ("市水利局", "市生态环境局")
    with pytest.raises(PlanRefused, match="把分工“牵头”写进了单位名称"):
        read_units(7, "市生态环境局牵头,市水利局配合。")


def test_names_of_two_units_stay_two() -> None:
    names = [
        "市水利局",
        "市林业局",
        "甲县党委和人民政府",
        "乙县党委和人民政府",
        "乙工业新区(北部新区)党工委、管委会",
    ]
    assert len({name_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "undefined"),
    [
        ("各有关县区党委和人民政府", True),
        ("市大气办各成员单位", True),
        ("负有生态环境保护责任的部门", True),
        ("各相关部门", True),
        ("各县区党委和人民政府", False),
        ("各级党委和人民政府", False),
        ("市水利局", False),
    ],
)
def test_a_group_without_named_members_is_undefined(name: str, undefined: bool) -> None:
    assert is_undefined(name) is undefined


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到2024年4月底,项目实现全部开工。", [("2024-04-30", "到2024年4月底,项目实现全部开工", "全部开工")]),
        ("2024年底前完成年度任务。", [("2024-12-31", "2024年底前完成年度任务", None)]),
        (
            "2024年完成设计，2025年完成前期工作，2027年底前建成。",
            [
                ("2024-12-31", "2024年完成设计", None),
                ("2025-12-31", "2025年完成前期工作", None),
                ("2027-12-31", "2027年底前建成", None),
            ],
        ),
        ("到2025年，建成绿色工厂20家。", [("2025-12-31", "到2025年，建成绿色工厂20家", "20家")]),
        (
            "2025年底前,负荷率60%以上,不停机,浓度60毫克/升以上。",
            [
                ("2025-12-31", "2025年底前,负荷率60%以上", "60%以上"),
                ("2025-12-31", "浓度60毫克/升以上", "60毫克/升以上"),
            ],
        ),
        ("2024年前完成规划。", [("2023-12-31", "2024年前完成规划", None)]),
        ("2025年第二季度前全面完成整治。", [("2025-06-30", "2025年第二季度前全面完成整治", None)]),
        ("根据《办法》(2023年修订)和《规划(2022—2025年)》落实。", []),
        ("落实《甲〈2025年底前完成乙〉方案》。", []),
        ("按文件(市政发〔2022〕95号)落实。", []),
        ("2023—2024年案件数量下降,2021至2022年完成调查。", []),
        ("截至2023年9月完成17个,2020年以来实现增长。", []),
        ("根据2022年秋冬季督导发现的问题,督促整改到位。", []),
        ("在省厅下达2024年任务后,及时完成部署。", []),
        ("达到《标准》(GB8978—1996)三级。", []),
    ],
)
def test_milestones_are_found_and_history_is_none(
    text: str, found: list[tuple[str, str, str | None]]
) -> None:
    milestones = find_milestones(text, 3)
    assert [(one.date and one.date.isoformat(), one.text, one.target) for one in milestones] == found
    assert all(one.line == 3 for one in milestones)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        *[("十", 10), ("十二", 12), ("二十", 20), ("三十三", 33), ("一百", 100), ("一百零二", 102)],
        *[
            ("一百一十", 110),
            ("二〇二四", 2024),
            ("84", 84),
            ("", None),
            ("十十", None),
            ("甲", None),
            ("¹", None),
        ],
    ],
)
def test_numbers_are_read(words: str, number: int | None) -> None:
    assert number_of(words) == number


def slips(*words: str, unit: bool = False) -> dict[int, list[str]]:
    passages = [Passage(no, no, text, unit=unit) for no, text in enumerate(words, 1)]
    return {no: [flag.text for flag in flags] for no, flags in find_slips(passages).items()}


def test_names_written_in_two_ways_are_told_with_both_lines() -> None:
    assert slips("督促云溪宏远建材有限公司整改", "指出的云溪宏远建材有限责任公司") == {
        1: ["第 1 行写作「云溪宏远建材有限公司」,第 2 行写作「云溪宏远建材有限责任公司」,可能是同一个名称。"],
        2: ["第 2 行写作「云溪宏远建材有限责任公司」,第 1 行写作「云溪宏远建材有限公司」,可能是同一个名称。"],
    }


@pytest.mark.parametrize(
    ("words", "owners"),
    [
        (("督促云溪宏远建材有限公司", "指出的云溪宏远建材有限责任公司"), {1, 2}),
        (("督促云溪宏远建材有限公司", "云溪宏远建材有限公司", "指出的云溪宏元建材有限公司"), {3}),
        (("甲山—乙江风景区", "甲山—乙江风景区", "甲山-乙江风景区"), {3}),
        (("云北县政府", "云北县", "云北区某镇"), {3}),
        (("云北县和云南县", "各县、各区,自治县和自治区", "甲公司、乙公司"), set()),
        (("云溪宏远建材有限公司", "云溪大明矿业有限责任公司"), set()),
    ],
)
def test_likeness_tells_slips(words: tuple[str, ...], owners: set[int]) -> None:
    assert set(slips(*words)) == owners


def test_units_that_differ_by_a_link_word_are_slips() -> None:
    assert set(slips("市住房城乡建设局", "市住房和城乡建设局", "市住房和城乡建设局", unit=True)) == {1}
