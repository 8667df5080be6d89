"""The facts of the published plan, where its file is at hand: numbers, dates, units, milestones, flags."""

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from server.imports.plan import ParsedPlan, as_json, read_plan
from tests.server.imports.plan.invented import docx

JUNE, DECEMBER = date(2024, 6, 30), date(2024, 12, 31)


@pytest.fixture(scope="module")
def content(shared: Path) -> bytes:
    return (shared / "seed" / "rectification-plan.txt").read_bytes()


@pytest.fixture(scope="module")
def plan(content: bytes) -> ParsedPlan:
    return read_plan(content, "plan.txt")


def flagged(plan: ParsedPlan, code: str) -> list[int]:
    return [one.no for one in plan.measures if code in {flag.code for flag in one.flags}]


def test_every_problem_and_measure_is_there(plan: ParsedPlan) -> None:
    assert (len(plan.problems), len(plan.measures), len(plan.lines)) == (33, 84, 482)
    assert [one.measures for one in plan.problems[9:12]] == [(22, 23, 24), (25, 26, 27), (28, 29)]
    assert plan.measures[-1].end_line == 482


def test_headings_and_sections(plan: ParsedPlan) -> None:
    assert len({one.part for one in plan.problems}) == 2
    assert len({one.aspect for one in plan.problems}) == 5
    assert len({one.section for one in plan.problems} - {None}) == 13
    assert [one.no for one in plan.problems if one.section is None] == [32, 33]
    assert plan.problems[10].section == "大气污染防治工作难度大"


def test_deadlines_add_up(plan: ParsedPlan) -> None:
    problems = Counter((one.deadline.date, one.deadline.long_term) for one in plan.problems)
    assert problems == {
        (JUNE, False): 4,
        (DECEMBER, False): 9,
        (DECEMBER, True): 2,
        (date(2025, 6, 30), False): 1,
        (date(2025, 12, 31), False): 14,
        (date(2027, 12, 31), False): 2,
        (None, True): 1,
    }
    measures = Counter((one.deadline.date, one.deadline.long_term) for one in plan.measures)
    assert measures == {
        (JUNE, False): 14,
        (JUNE, True): 8,
        (DECEMBER, False): 22,
        (date(2025, 6, 30), False): 1,
        (date(2025, 12, 31), False): 29,
        (date(2027, 12, 31), False): 5,
        (None, True): 5,
    }
    assert [one.no for one in plan.measures if one.deadline.immediate] == [1, 2, 3, 4, 69]


def test_units_survive_their_separators(plan: ParsedPlan) -> None:
    assert plan.measures[71].units[-2:] == ("鱼峰区党委和人民政府", "融水苗族自治县党委和人民政府")
    assert len(plan.measures[71].units) == 8
    assert plan.measures[34].units[2] == "市河长办(市水利局)"
    new_areas = ("柳东新区党工委、管委会", "阳和工业新区(北部生态新区)党工委、管委会")
    assert plan.measures[34].units[-2:] == new_areas
    assert sum(new_areas[1] in one.units for one in plan.measures) == 36
    assert [len(one.lead_units) for one in plan.problems] == [1] * 31 + [4, 3]
    leads = Counter(unit for one in plan.problems for unit in one.lead_units)
    assert leads["市生态环境局"] == 17


def test_flags_reach_the_known_figures(plan: ParsedPlan) -> None:
    assert len(flagged(plan, "first_unit_leads")) == 51
    assert len(flagged(plan, "lead_not_executing")) == 26
    assert flagged(plan, "later_than_problem") == [48]
    assert flagged(plan, "undated_under_dated") == [69]
    assert flagged(plan, "date_disagrees") == [42]
    assert flagged(plan, "yearly_with_end") == [22]
    assert flagged(plan, "undefined_group") == [3, 25, 31, 66, 75, 76, *range(78, 85)]
    assert flagged(plan, "name_slip") == [79]
    codes = {one.no: {flag.code for flag in one.flags} for one in plan.problems if one.flags}
    assert [no for no in codes if "date_disagrees" in codes[no]] == [7, 12, 16]
    assert [no for no in codes if "name_slip" in codes[no]] == [8, 28, 33]
    assert len(codes) == 6


def test_milestones_by_line(plan: ParsedPlan) -> None:
    found = {
        (one.line, str(one.date), one.target)
        for owner in (*plan.problems, *plan.measures)
        for one in owner.milestones
    }
    assert found >= {
        (122, "2025-12-31", "60%"),
        (244, "2024-06-30", "全部完成整治"),
        (270, "2024-12-31", None),
        (353, "2024-04-30", "全部开工"),
        (371, "2025-12-31", "75%"),
        (385, "2024-12-31", "70%"),
        (391, "2025-12-31", "60%以上"),
        (391, "2025-12-31", "60毫克/升以上"),
        (406, "2027-12-31", None),
    }
    lines = Counter(one.line for owner in (*plan.problems, *plan.measures) for one in owner.milestones)
    assert lines == {
        **dict.fromkeys((119, 122, 128, 139, 227, 241, 244, 255, 261, 270, 275, 290, 296), 1),
        **dict.fromkeys((353, 371, 400, 414), 1),
        **dict.fromkeys((193, 382, 391, 406), 2),
        **dict.fromkeys((385, 409), 3),
    }


def test_data_for_export(plan: ParsedPlan) -> None:
    data = as_json(plan)
    assert set(data) == {"problems", "measures"}
    measure = data["measures"][66]
    assert (measure["first_unit"], measure["deadline"]["date"]) == ("鱼峰区党委和人民政府", "2027-12-31")
    assert [one["line"] for one in measure["milestones"]] == [406, 406, 400]
    assert data["problems"][0]["deadline"] == {
        "raw": "立行立改,长期坚持",
        "date": None,
        "long_term": True,
        "immediate": True,
    }


def test_full_width_signs_and_word_give_the_same(plan: ParsedPlan, content: bytes) -> None:
    text = content.decode()
    wide = read_plan(text.translate(str.maketrans(",:;()", "，：；（）")).encode("gb18030"), "plan.txt")
    assert [one.deadline.date for one in wide.measures] == [one.deadline.date for one in plan.measures]
    assert [[flag.code for flag in one.flags] for one in wide.measures] == [
        [flag.code for flag in one.flags] for one in plan.measures
    ]
    assert read_plan(docx(text), "plan.docx") == plan


def test_it_is_read_in_no_time(content: bytes) -> None:
    begun = time.process_time()
    read_plan(content, "plan.txt")
    assert time.process_time() - begun < 0.5
