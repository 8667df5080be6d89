"""Damaged plans: each refused in words with its line, and no damage ends in anything else."""

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from server.imports.plan import ParsedPlan, PlanRefused, parse_plan, read_plan
from tests.server.imports.plan.invented import CLOUD, PLAIN, docx, lines_of, place, without

Lines = list[str]


def refusal(lines: Lines) -> PlanRefused:
    with pytest.raises(PlanRefused) as refused:
        parse_plan(lines)
    assert f"第 {refused.value.line} 行" in refused.value.message
    return refused.value


def after(beginning: str, extra: str) -> Lines:
    lines = lines_of(PLAIN)
    lines.insert(place(lines, beginning), extra)
    return lines


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (lines_of(PLAIN.replace("2.巡", "4.巡")), 9, "编号应为 2,这里是 4"),
        (lines_of(PLAIN.replace("2.巡", "1.巡")), 9, "重复"),
        (lines_of(PLAIN.replace("问题二", "问题三")), 12, "编号应为 2,这里是 3"),
        (lines_of(PLAIN.replace("问题二", "问题一")), 12, "重复"),
        (without(PLAIN, "责任单位"), 8, "第 1 条措施还缺责任单位"),
        (without(PLAIN, "整改时限:持续"), 11, "第 2 条措施还缺整改时限"),
        (without(PLAIN, "牵头单位"), 5, "第 1 个问题还缺牵头单位"),
        (without(PLAIN, "整改目标"), 5, "第 1 个问题还缺整改目标"),
        (without(PLAIN, "问题一"), 11, "编号应为 1,这里是 2"),
        (without(PLAIN, "问题二"), 12, "第 2 条措施里不应有「牵头单位:」"),
        (without(PLAIN, "1.清"), 6, "第 1 个问题里不应有「责任单位:」"),
        (lines_of(PLAIN)[:17], 17, "还缺责任单位、整改时限"),
        (lines_of(PLAIN)[:16], 16, "还缺整改措施"),
        (lines_of(PLAIN)[:13], 13, "还缺整改目标、整改时限"),
        (after("责任单位", "乱码 %%% xyz"), 8, "「乱码 %%% xyz」"),
        (after("整改措施", "说明文字"), 6, "「说明文字」"),
        (after("1.清", "另起一段的话,原文没有编号。"), 7, "「另起一段的话"),
        (after("牵头单位", "督办领导:张某"), 3, "不认识的标签「督办领导」"),
        (after("整改时限", "整改时限:2024年底前。"), 5, "重复"),
        (after("整改时限:2025", "一、又一个方面"), 16, "还没有整改措施"),
        ([*lines_of(PLAIN), "一、又一个方面"], 20, "标题下没有问题"),
        (lines_of(PLAIN.replace("持续推进", "尽快")), 11, "读不出"),
        (lines_of(PLAIN.replace("持续推进", "2024年13月底前")), 11, "读不出"),
        (lines_of(PLAIN.replace("持续推进", "2024年2月30日前")), 11, "读不出"),
        (lines_of(PLAIN.replace("东山县党委", "东山县(新区党委")), 10, "括号没有成对"),
        (lines_of(PLAIN.replace("东山县党委和人民政府", "!!!")), 10, "读不出"),
        ([], 1, "空的"),
        (["", "\u3000"], 1, "空的"),
        (["关于召开会议的通知", "请准时参加。"], 1, "没有找到"),
    ],
)
def test_damage_is_refused_with_its_line(lines: Lines, line: int, words: str) -> None:
    refused = refusal(lines)
    assert words in refused.message
    assert refused.line == line


def test_a_file_cut_in_its_last_words_is_refused() -> None:
    lines = lines_of(PLAIN)
    last = max(number for number, line in enumerate(lines) if line.startswith("整改时限"))
    ended = [f"{line.rstrip('。')}。" if line.startswith("整改时限") else line for line in lines[: last + 1]]
    assert parse_plan(ended).problems
    ended[-1] = ended[-1].removesuffix("。")
    assert "没有写完" in refusal(ended).message


def test_a_skipped_heading_is_refused() -> None:
    lines = lines_of(CLOUD)
    at = place(lines, "二、固体")
    lines[at - 1] = "三、固体废物管理粗放"
    assert refusal(lines).line == at


def test_what_the_preamble_counts_is_held_against_what_was_read() -> None:
    for stated in ("3个方面、3个", "2个方面、4个", "2个方面三十个"):
        lines = lines_of(CLOUD.replace("2个方面、3个", stated))
        assert refusal(lines).line == place(lines, "清单包含")
    lines = lines_of(CLOUD)[:-3]
    assert "5 个整改措施,实际读到 4 个" in refusal(lines).message


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.txt"),
        (b"\xef\xbb\xbf \r\n", "a.txt"),
        (bytes(range(256)) * 20, "a.txt"),
        (b"PK\x03\x04" + bytes(200), "a.docx"),
        (b"%PDF-1.7 x", "a.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc"),
        (PLAIN.encode(), "a.docx"),
        (docx(PLAIN)[:-40], "a.docx"),
        (docx("只有一段话。"), "a.docx"),
        (b"x" * 10_000_001, "a.txt"),
        (("字" * 3_000_001).encode(), "a.txt"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan(content, name)
    assert refused.value.line == 1


def consistent(plan: ParsedPlan) -> None:
    """What holds of any plan that is taken in."""
    assert [one.no for one in plan.problems] == [*range(1, len(plan.problems) + 1)]
    assert [one.no for one in plan.measures] == [*range(1, len(plan.measures) + 1)]
    assert [no for one in plan.problems for no in one.measures] == [one.no for one in plan.measures]
    for problem in plan.problems:
        assert problem.text
        assert problem.goal
        assert problem.lead_units
        assert problem.measures
    for measure in plan.measures:
        assert measure.text
        assert measure.units
        assert measure.no in plan.problems[measure.problem - 1].measures
        deadline = measure.deadline
        assert deadline.date or deadline.long_term or deadline.immediate


def holds(read: Callable[[], ParsedPlan]) -> None:
    try:
        plan = read()
    except PlanRefused as refused:
        assert refused.line >= 1
        assert str(refused).startswith(f"第 {refused.line} 行:")
    else:
        consistent(plan)


PLANS = st.sampled_from([CLOUD, PLAIN])


@given(PLANS, st.data())
def test_a_file_cut_anywhere(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text.encode())))
    holds(lambda: read_plan(text.encode()[:cut], "a.txt"))
    holds(lambda: parse_plan(lines_of(text.encode()[:cut].decode(errors="ignore"))))


@given(PLANS, st.data())
def test_lines_lost_doubled_and_swapped(text: str, data: st.DataObject) -> None:
    lines = lines_of(text)
    for _ in range(data.draw(st.integers(1, 3))):
        at, to = data.draw(st.tuples(*[st.integers(0, len(lines) - 1)] * 2))
        kind = data.draw(st.sampled_from(["lose", "double", "swap"]))
        if kind == "lose":
            lines.pop(at)
        elif kind == "double":
            lines.insert(at, lines[at])
        else:
            lines[at], lines[to] = lines[to], lines[at]
    holds(lambda: parse_plan(lines))


@given(PLANS, st.data())
def test_signs_changed_anywhere(text: str, data: st.DataObject) -> None:
    signs = st.sampled_from("一十百1234.、:,;()《》年月日底前至-—。问题牵头\n \u3000%¹²①")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(signs) + text[at + data.draw(st.integers(0, 1)) :]
    holds(lambda: parse_plan(text.split("\n")))


@given(st.binary(max_size=300))
def test_bytes_of_any_kind(content: bytes) -> None:
    holds(lambda: read_plan(content, "a.txt"))


def test_numbers_made_by_word_are_named_as_the_cause() -> None:
    document = Document()
    for line in lines_of(PLAIN):
        number, _, words = line.partition(".")
        style = "List Number" if number.isdigit() else None
        paragraph = document.add_paragraph(words if style else line)
        if style:
            paragraph._p.get_or_add_pPr().get_or_add_numPr()
    target = BytesIO()
    document.save(target)
    with pytest.raises(PlanRefused, match="自动编号"):
        read_plan(target.getvalue(), "plan.docx")


def test_a_doubled_first_heading_is_refused() -> None:
    lines = lines_of("第一部分督察报告指出问题\n" * 2 + PLAIN)
    assert refusal(lines).line == 2


def test_a_plan_of_one_endless_line_is_read_in_time() -> None:
    for piece in ("根据2024年", "《", "(", "《甲《乙》", "甲有限公司", "甲—乙", "2024年—", "各县、"):
        lines = lines_of(PLAIN.replace("甲河水质达标", piece * 30_000))
        begun = time.process_time()
        holds(lambda lines=lines: parse_plan(lines))
        assert time.process_time() - begun < 2, piece


def test_only_the_counts_nearest_to_the_list_are_compared() -> None:
    past = "第一轮督察反馈的2个方面30个问题70条整改措施已全部完成。"
    assert parse_plan(lines_of(f"某市整改方案\n{past}\n清单包含2个问题3条整改措施。\n{PLAIN}")).measures
    assert refusal(lines_of(f"某市整改方案\n{past}\n清单包含2个问题4条整改措施。\n{PLAIN}")).line == 3
