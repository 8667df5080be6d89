"""Forms of 制定方案 and 推进自查: what a measure's units plan, do, check and bring together."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.decision import DecisionForm
from workflows.forms.form import Form
from workflows.forms.rows import (
    NodeForm,
    SelfCheckedForm,
    StandardForm,
    is_doubled,
    rows,
    unmatched,
)

NAMED = 3
"""How many of the things not yet done a refusal names."""


class ChooseUnitsForm(Form):
    """明确责任单位: which units stand behind a group the plan leaves open (各有关县区, 成员单位)."""

    units = ask.pick_many("责任单位", "groups_members", needed=True)
    units_reason = ask.text("理由", needed=True, limit=500)


class ImplementationPlanForm(Form):
    """制定实施方案: who answers for the work in one unit, and its milestones (plan line 36)."""

    responsible_leader = ask.text("责任领导", needed=True, limit=60)
    responsible_person = ask.text("责任人", needed=True, limit=60)
    contact = ask.text("联络人", needed=True, limit=60)
    contact_phone = ask.text("联络电话", needed=True, limit=40)
    nodes = rows("节点安排", "节点", NodeForm)
    plan_files = ask.files("实施方案文件", "evidence")


class ApprovePlanForm(DecisionForm):
    """审定方案: the lead unit agrees to the plans and writes the standards of acceptance."""

    standards = rows(
        "验收标准", "验收标准", StandardForm, needed=False, hint="同意的,至少写一条;退回的不用写"
    )
    opinion = ask.text("意见", needed=True, limit=1000, default="同意实施方案。")

    @validates_schema(skip_on_field_errors=True)
    def check_standards(self, data: Mapping[str, Any], **_: Any) -> None:
        """Who agrees says by what the work will be judged, each standard once."""
        if not data.get("start_at") and not data.get("standards"):
            raise ValidationError("同意实施方案的,请至少写一条验收标准。", "standards")
        if is_doubled(data.get("standards") or []):
            raise ValidationError("同一条验收标准写了两次。", "standards")

    @post_load
    def leave_standards(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A plan that is returned has no new standards: those agreed to before stay as they are."""
        return {
            name: value for name, value in data.items() if name != "standards" or not data.get("start_at")
        }


class AdvanceForm(Form):
    """推进整改: the first unit says that the work is done; milestones and items say whether it is."""

    asks = frozenset({"open_work"})
    progress = ask.text("整改推进情况", needed=True, long=True)
    remaining = ask.text("存在的问题", long=True, limit=4000)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """Nothing the plan counts may be left undone."""
        if not case.open_work:
            return {}
        named = "、".join(case.open_work[:NAMED])
        more = "等" if len(case.open_work) > NAMED else ""
        return {"progress": f"还有 {len(case.open_work)} 项没有完成:{named}{more}。请先在清单和节点里销项。"}


class SelfCheckForm(Form):
    """自查: one unit looks at its own work against each standard, with proof."""

    self_checked_on = ask.day("自查日期", needed=True)
    checks = rows("逐条自查", "验收标准", SelfCheckedForm, fixed=True)
    evidence = ask.files("佐证材料", "evidence", needed=True)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come, and no standard is passed over."""
        unlike = unmatched(data["checks"], case)
        return {**({"checks": unlike} if unlike else {}), **ask.in_future(case, data, "self_checked_on")}


class CollectForm(Form):
    """材料汇总: the first unit brings the proof of all units together (plan line 45)."""

    summary = ask.text("汇总情况", needed=True, long=True)
    evidence = ask.files("汇总材料", "evidence")


class CountyCheckForm(Form):
    """县区验收: a county accepts what was done on its ground."""

    county_checked_on = ask.day("县区验收日期", needed=True)
    opinion = ask.text("验收意见", needed=True, limit=1000, default="经验收,已按要求完成整改。")
    evidence = ask.files("验收照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "county_checked_on")
