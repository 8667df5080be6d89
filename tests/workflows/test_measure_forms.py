"""The forms of a measure: what its units, lead units and the office may say, and what this measure does not allow."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from workflows.forms import FORMS
from workflows.forms.circumstances import Circumstances
from workflows.forms.rows import MOST_ROWS

TODAY = date(2026, 3, 11)
CASE = Circumstances(today=TODAY, standards=("沿江排口全部截污", "台账齐全"))
FILE = "3f" * 16
MET = [{"text": text, "met": True} for text in CASE.standards]
UNMET = [MET[0], {"text": "台账齐全", "met": False, "note": "缺 2025 年台账,月底补齐"}]
PLAN = {
    "responsible_leader": "覃某",
    "responsible_person": "韦某",
    "contact": "黄某",
    "contact_phone": "0772-0000000",
    "nodes": [{"node_on": "2026-06-30", "text": "完成招标"}],
}
SELF_CHECK = {"self_checked_on": "2026-03-10", "checks": MET, "evidence": [FILE]}
ACCEPTED = {
    "accepted_on": "2026-03-11",
    "accepted_on_site": True,
    "checks": MET,
    "participants": "覃某、韦某",
    "opinion": "达到验收标准",
}
PUBLISHED = {
    "notice_on": "2026-03-10",
    "notice_days": 5,
    "notice_place": "政府网站",
}
REVIEWED = {"reviewed_on": "2026-03-11", "relapsed": False, "review_words": "保持良好"}


def wrong(form: str, case: Circumstances = CASE, **answers: Any) -> dict[str, Any]:
    """What must be mended in these answers: by their shape, or because this measure does not allow them."""
    try:
        taken = FORMS[form]().load(answers)
    except ValidationError as error:
        return error.normalized_messages()
    return FORMS[form]().refusals(taken, case)


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        ("ChooseUnitsForm", {"units": ["rongan", "sanjiang"], "units_reason": "问题涉及两县"}),
        ("ImplementationPlanForm", PLAN),
        ("ApprovePlanForm", {"standards": [{"text": "台账齐全"}], "opinion": "同意"}),
        ("AdvanceForm", {"progress": "全部完成"}),
        ("SelfCheckForm", SELF_CHECK),
        ("CollectForm", {"summary": "材料齐全"}),
        ("CountyCheckForm", {"county_checked_on": "2026-03-11", "opinion": "合格"}),
        ("AcceptForm", ACCEPTED),
        ("PublishMeasureForm", PUBLISHED),
        ("ExamineForm", {"opinion": "同意"}),
        ("UpkeepForm", REVIEWED),
    ],
)
def test_what_is_usually_said_is_taken(form: str, answers: dict[str, Any]) -> None:
    assert wrong(form, **answers) == {}


def test_nobody_is_chosen_twice_and_not_nobody() -> None:
    assert wrong("ChooseUnitsForm", units=["rongan", "rongan"], units_reason="x").keys() == {"units"}
    assert wrong("ChooseUnitsForm", units=[], units_reason="x").keys() == {"units"}


def test_a_plan_has_milestones_each_with_its_day() -> None:
    assert wrong("ImplementationPlanForm", **{**PLAN, "nodes": []}) == {
        "nodes": [f"请至少写一个节点,最多 {MOST_ROWS} 个。"]
    }
    assert wrong("ImplementationPlanForm", **{**PLAN, "nodes": [{"text": "完成招标"}]}) == {
        "nodes": {0: {"node_on": ["请填写这一项。"]}}
    }


# --- standards of acceptance -------------------------------------------------------------------------------


def test_who_agrees_to_a_plan_says_by_what_the_work_will_be_judged() -> None:
    assert wrong("ApprovePlanForm", opinion="同意").keys() == {"standards"}
    assert wrong("ApprovePlanForm", opinion="同意", standards=[]).keys() == {"standards"}


def test_who_returns_a_plan_writes_no_standards_and_those_typed_do_not_count() -> None:
    said = {"start_at": "make_plan", "opinion": "节点不清", "standards": [{"text": "台账齐全"}]}
    assert wrong("ApprovePlanForm", start_at="make_plan", opinion="节点不清") == {}
    assert "standards" not in FORMS["ApprovePlanForm"]().load(said)


def test_the_same_standard_stands_once() -> None:
    twice = [{"text": "台账齐全"}, {"text": " 台账齐全 "}]
    assert wrong("ApprovePlanForm", opinion="同意", standards=twice) == {
        "standards": ["同一条验收标准写了两次。"]
    }


@pytest.mark.parametrize(("form", "answers"), [("SelfCheckForm", SELF_CHECK), ("AcceptForm", ACCEPTED)])
@pytest.mark.parametrize(
    "checks",
    [
        MET[:1],
        [*MET, {"text": "另加一条", "met": True}],
        [MET[0], MET[0]],
        [MET[0], {**MET[1], "text": "改了"}],
    ],
)
def test_every_standard_is_checked_by_its_own_words(
    form: str, answers: dict[str, Any], checks: list[dict[str, Any]]
) -> None:
    assert wrong(form, **{**answers, "checks": checks}) == {
        "checks": "请对照方案审定的验收标准逐条填写,不增不减。"
    }


def test_the_order_of_the_standards_does_not_matter() -> None:
    assert wrong("SelfCheckForm", **{**SELF_CHECK, "checks": MET[::-1]}) == {}


def test_where_no_standards_are_known_the_unit_writes_what_it_checked() -> None:
    taken_in = replace(CASE, standards=())
    own = [{"text": "现场已清理", "met": True}]
    assert wrong("SelfCheckForm", taken_in, **{**SELF_CHECK, "checks": own}) == {}
    assert wrong("SelfCheckForm", taken_in, **{**SELF_CHECK, "checks": []}).keys() == {"checks"}


def test_a_unit_may_say_that_a_standard_is_not_met_but_says_why() -> None:
    assert wrong("SelfCheckForm", **{**SELF_CHECK, "checks": UNMET}) == {}
    silent = [MET[0], {"text": "台账齐全", "met": False}]
    assert wrong("SelfCheckForm", **{**SELF_CHECK, "checks": silent}) == {
        "checks": {1: {"note": ["未达到的,请写明差在哪里、下一步怎么办。"]}}
    }


def test_a_self_check_comes_with_proof() -> None:
    assert wrong("SelfCheckForm", **{**SELF_CHECK, "evidence": []}).keys() == {"evidence"}


def test_nothing_is_accepted_with_a_standard_unmet() -> None:
    assert wrong("AcceptForm", **{**ACCEPTED, "checks": UNMET}) == {"checks": "未达到验收标准的,请退回。"}


def test_a_lead_unit_goes_to_the_spot() -> None:
    assert wrong("AcceptForm", **{**ACCEPTED, "accepted_on_site": False}).keys() == {"accepted_on_site"}


# --- work, days, notice, review ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (("主体工程",), "还有 1 项没有完成:主体工程。"),
        (("一", "二", "三"), "还有 3 项没有完成:一、二、三。"),
        (("一", "二", "三", "四"), "还有 4 项没有完成:一、二、三等。"),
    ],
)
def test_work_with_things_left_undone_does_not_go_on(left: tuple[str, ...], words: str) -> None:
    said = wrong("AdvanceForm", replace(CASE, open_work=left), progress="全部完成")
    assert said["progress"].startswith(words)


@pytest.mark.parametrize(
    ("form", "answers", "name"),
    [
        ("SelfCheckForm", SELF_CHECK, "self_checked_on"),
        ("CountyCheckForm", {"opinion": "合格"}, "county_checked_on"),
        ("AcceptForm", ACCEPTED, "accepted_on"),
        ("PublishMeasureForm", PUBLISHED, "notice_on"),
        ("UpkeepForm", REVIEWED, "reviewed_on"),
    ],
)
def test_what_is_reported_has_happened(form: str, answers: dict[str, Any], name: str) -> None:
    assert wrong(form, **{**answers, name: "2026-03-12"}).keys() == {name}


def test_a_notice_does_not_run_before_the_acceptance_it_reports() -> None:
    accepted = replace(CASE, accepted_on=date(2026, 3, 11))
    assert wrong("PublishMeasureForm", accepted, **PUBLISHED).keys() == {"notice_on"}
    assert wrong("PublishMeasureForm", accepted, **{**PUBLISHED, "notice_on": "2026-03-11"}) == {}
    assert wrong("PublishMeasureForm", **{**PUBLISHED, "notice_days": 4}).keys() == {"notice_days"}


def test_what_slipped_back_begins_again_at_a_step() -> None:
    assert wrong("UpkeepForm", **{**REVIEWED, "relapsed": True}).keys() == {"start_at"}
    assert wrong("UpkeepForm", **{**REVIEWED, "relapsed": True, "start_at": "advance_work"}) == {}
    held = FORMS["UpkeepForm"]().load({**REVIEWED, "start_at": "advance_work"})
    assert held["start_at"] is None, "what holds is not sent back"
