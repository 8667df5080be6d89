"""Another city's plan: other words, other punctuation, other layout, the same form."""

import codecs
from datetime import date

import pytest

from server.imports.plan import Deadline, ParsedPlan, parse_plan, read_plan
from tests.server.imports.plan.invented import CLOUD, PLAIN, docx, lines_of, place


@pytest.fixture(scope="module")
def cloud() -> ParsedPlan:
    return parse_plan(lines_of(CLOUD))


def test_headings_are_told_by_form_and_the_preamble_is_none(cloud: ParsedPlan) -> None:
    assert cloud.title == "云溪市贯彻落实省生态环境保护督察反馈意见整改方案"
    water, waste = "水环境质量仍有差距，城镇污水收集处理短板明显", "固体废物管理粗放"
    assert [(one.no, one.part, one.aspect, one.section) for one in cloud.problems] == [
        (1, None, water, "污水收集不到位"),
        (2, None, water, "污水收集不到位"),
        (3, None, waste, None),
    ]
    assert [one.measures for one in cloud.problems] == [(1, 2), (3,), (4, 5)]


def test_texts_are_verbatim_without_number_and_label(cloud: ParsedPlan) -> None:
    assert cloud.problems[0].text == "城北片区污水管网缺失，2023年1-8月收集率低于30%。"
    assert cloud.problems[1].goal == "河道常年保洁。"
    assert cloud.measures[1].text == (
        "按照《云溪市排水管理办法（2021年修订）》（云政发〔2021〕7号）规范排水户管理。"
    )
    assert cloud.lines == tuple(lines_of(CLOUD))


def test_units_have_the_ending_they_share(cloud: ParsedPlan) -> None:
    assert cloud.measures[0].units == (
        "市住房城乡建设局",
        "云北县党委和人民政府",
        "云南县党委和人民政府",
        "高新区党工委、管委会",
        "港口新区（临港片区）党工委、管委会",
    )
    assert cloud.measures[0].first_unit == "市住房城乡建设局"
    assert cloud.problems[1].lead_units == ("市河长办（市水利局）", "市城市管理局")


def test_deadlines_are_read_in_every_spelling(cloud: ParsedPlan) -> None:
    assert [one.deadline.date for one in cloud.problems] == [
        date(2025, 12, 31),
        date(2024, 6, 30),
        date(2024, 12, 31),
    ]
    assert [one.deadline for one in cloud.measures] == [
        Deadline("2025年第三季度", date(2025, 9, 30), False, False),
        Deadline("立行立改，长期坚持", None, True, True),
        Deadline("2024年6月底前并长期坚持", date(2024, 6, 30), True, False),
        Deadline("2024年12月底前", date(2024, 12, 31), False, False),
        Deadline("2025年上半年", date(2025, 6, 30), False, False),
    ]


def test_milestones_stand_at_their_line(cloud: ParsedPlan) -> None:
    line, goal = place(cloud.lines, "1．新建"), place(cloud.lines, "整改目标：2025")
    assert [(one.date, one.text, one.target, one.line) for one in cloud.measures[0].milestones] == [
        (date(2024, 6, 30), "2024年6月底前全部开工", "全部开工", line),
        (date(2025, 9, 30), "2025年9月30日前建成", None, line),
    ]
    assert [(one.date, one.text, one.target, one.line) for one in cloud.problems[0].milestones] == [
        (date(2025, 12, 31), "2025年底前，城北片区污水集中收集率达到70%以上", "70%以上", goal),
        (date(2025, 12, 31), "直排口全部销号", "全部销号", goal),
    ]


def test_what_does_not_fit_is_flagged_with_both_facts(cloud: ParsedPlan) -> None:
    assert [[flag.code for flag in one.flags] for one in cloud.measures] == [
        ["first_unit_leads"],
        ["undated_under_dated", "lead_not_executing", "undefined_group"],
        ["first_unit_leads"],
        ["date_disagrees", "first_unit_leads", "name_slip"],
        ["later_than_problem", "yearly_with_end", "first_unit_leads"],
    ]
    slip = cloud.measures[3].flags[2].text
    assert "宏远建材有限责任公司" in slip
    assert "宏远建材有限公司" in slip


@pytest.mark.parametrize(
    "content",
    [
        CLOUD.encode(),
        codecs.BOM_UTF8 + CLOUD.encode(),
        CLOUD.encode("gb18030"),
        CLOUD.replace("\n", "\r\n").encode(),
        CLOUD.rstrip("\n").encode(),
        CLOUD.replace("\n", "\n\u3000\n")
        .replace("处理\n\u3000\n短", "处理\n短")
        .replace("）\n\u3000\n规", "）\n规")
        .encode(),
        docx(CLOUD),
    ],
    ids=["utf-8", "mark", "gb18030", "crlf", "no-final-newline", "blank-lines", "word"],
)
def test_every_kind_of_file_gives_the_same_plan(content: bytes, cloud: ParsedPlan) -> None:
    plan = read_plan(content, "plan.docx" if content.startswith(b"PK") else "plan.txt")
    if len(plan.lines) == len(cloud.lines):
        assert plan == cloud
    facts = [(one.no, one.text, one.units, one.deadline, one.problem) for one in plan.measures]
    assert facts == [(one.no, one.text, one.units, one.deadline, one.problem) for one in cloud.measures]


def test_a_plan_needs_neither_preamble_nor_headings() -> None:
    plan = parse_plan(lines_of(PLAIN))
    assert plan.title == ""
    assert [(one.part, one.aspect, one.section) for one in plan.problems] == [(None, None, None)] * 2
    assert [one.deadline.long_term for one in plan.measures] == [False, True, False]


def test_half_width_and_full_width_are_one() -> None:
    wide = PLAIN.translate(str.maketrans(":,.()", "：，．（）"))
    plain, other = parse_plan(lines_of(PLAIN)), parse_plan(lines_of(wide))
    assert (plain.problems, plain.measures) == (other.problems, other.measures)


def test_a_label_may_stand_on_a_line_of_its_own() -> None:
    text = PLAIN.replace("牵头单位:市水利局", "【牵头单位】\n市水利局").replace("问题一:甲", "问题一\n甲")
    text = text.replace("整改措施:\n1.", "整改措施:1.").replace("整改时限:持续推进", "整改时限 :\n持续推进")
    facts = [(one.text, one.lead_units) for one in parse_plan(lines_of(text)).problems]
    assert facts == [(one.text, one.lead_units) for one in parse_plan(lines_of(PLAIN)).problems]


def test_measures_counted_anew_in_each_problem_are_counted_on() -> None:
    plan = parse_plan(lines_of(PLAIN.replace("3.督促", "1.督促")))
    assert [one.no for one in plan.measures] == [1, 2, 3]
    assert [flag.text for flag in plan.measures[2].flags if flag.code == "renumbered"] == [
        "方案中是问题 2 的第 1 条,按全文顺序编为第 3 条。"
    ]


def test_a_measure_may_begin_with_a_year_but_not_with_a_decimal() -> None:
    assert parse_plan(lines_of(PLAIN.replace("2.巡", "2.2024年底前巡"))).measures[1].text.startswith("2024年")
    broken = PLAIN.replace("清理甲河河道。", "清理甲河河道\n1.5公里。")
    assert parse_plan(lines_of(broken)).measures[0].text == "清理甲河河道1.5公里。"


def test_a_number_may_stand_in_brackets_and_a_part_alone_on_its_line() -> None:
    text = "第一部分\n督察报告指出问题\n" + PLAIN.replace("问题一:", "问题（一）：").replace(
        "问题二:", "问题(2):"
    )
    plan = parse_plan(lines_of(text))
    assert [(one.no, one.part) for one in plan.problems] == [(1, "督察报告指出问题"), (2, "督察报告指出问题")]
