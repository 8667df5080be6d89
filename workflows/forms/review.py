"""Forms of 审核回访: the chief's review, the department's check, the visit and the explaining."""

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.decision import DecisionForm
from workflows.forms.form import Form

SATISFACTION = {
    "满意": "满意",
    "基本满意": "基本满意",
    "不满意": "不满意",
    "联系不上": "联系不上",
    "无联系方式": "无联系方式(匿名)",
}
REMEDIES = {
    "rectify": "补充整改",
    "explain": "解释疏导",
    "case_group": "包案化解",
    "settled": "诉求已处理到位(市级须现场复核)",
}
DISCONTENT, UNREACHABLE = "不满意", "联系不上"
MET = ("满意", "基本满意", DISCONTENT)
"""Answers of people who were met; every rate of satisfaction counts these only."""
UNSATISFIED = ("satisfaction", [DISCONTENT])
NOT_MET = ("satisfaction", [UNREACHABLE, "无联系方式"])


class ReviewForm(DecisionForm):
    """科(股)室负责人审核: agree, or return to a named step with a reason."""

    opinion = ask.text("意见", needed=True, limit=1000, default="同意。")


class CheckForm(ReviewForm):
    """主管部门核查: the city department looks at the result."""

    checked_on = ask.day("核查日期", needed=True)
    evidence = ask.files("核查照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return {**super().refusals(data, case), **ask.in_future(case, data, "checked_on")}


class VisitForm(Form):
    """实地回访与县级验收: one visit by two people who did not handle the case."""

    visited_on = ask.day("回访日期", needed=True)
    companion = ask.pick("同行回访人", "companions", hint="两人同去,都不能是办理过本件的人")
    satisfaction = ask.choice("回访结果", SATISFACTION)
    households = ask.number("走访周边群众(户)", needed=True, when=NOT_MET, least=1, most=1000)
    words = ask.text("群众意见", needed=True, long=True, limit=4000)
    acceptance = ask.text("现场验收情况", needed=True, long=True, limit=4000)
    photos_visit = ask.files("回访照片", "photo_visit")
    remedy = ask.choice("不满意的处理", REMEDIES, when=UNSATISFIED)
    remedy_reason = ask.text("理由", needed=True, when=UNSATISFIED, limit=1000, long=True)

    @post_load
    def aim(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """补充整改 and 包案化解 are returns to these steps: the diagram reads where from `start_at`."""
        remedy = data.get("remedy") if ask.holds(UNSATISFIED, data) else None
        return {**data, "remedy": remedy, "start_at": remedy if remedy in ("rectify", "case_group") else None}

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "visited_on")


class ExplainForm(Form):
    """解释疏导: what was explained to the people, after which they are visited again."""

    explained_on = ask.day("解释疏导日期", needed=True)
    explanation = ask.text("解释疏导情况", needed=True, long=True, limit=4000)
    evidence = ask.files("照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "explained_on")
