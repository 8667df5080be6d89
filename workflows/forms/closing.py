"""Forms of 公示销号: the notice before closure, the application, the city's verification, the filing."""

from collections.abc import Mapping
from typing import Any

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.decision import DecisionForm
from workflows.forms.form import Form

NOTICE_DAYS = 5  # working days; 汶上 publishes 5, others 7 to 10


class PublishNoticeForm(Form):
    """办结(拟销号)公示: where the county made the result public, from when and for how long."""

    notice_on = ask.day("公示开始日期", needed=True)
    notice_days = ask.number("公示期(工作日)", needed=True, least=NOTICE_DAYS, most=30, default=NOTICE_DAYS)
    notice_place = ask.text("公示地点或网址", needed=True, limit=300)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A notice starts today or started earlier, but not before the visit that it reports."""
        if case.visited_on and data["notice_on"] < case.visited_on:
            return {"notice_on": f"公示不能早于回访验收({case.visited_on})。"}
        return ask.in_future(case, data, "notice_on")


class EndNoticeForm(Form):
    """公示期满: what came in during the notice and how it was answered."""

    objections = ask.number("收到异议(件)", needed=True, least=0, most=1000, default=0)
    objections_answer = ask.text("异议及答复情况", long=True, limit=4000, hint="有异议的必须写明答复")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The period must be over, and every objection answered."""
        if case.notice_ends_on and case.today <= case.notice_ends_on:
            return {"objections": f"公示期到 {case.notice_ends_on} 止,期满后再办理。"}
        if data["objections"] and not data.get("objections_answer"):
            return {"objections_answer": "有异议的,请写明每一件的答复。"}
        return {}


class ApplyForm(DecisionForm):
    """销号申请审签: the unit's principal signs the application composed from the record (plan line 35)."""

    opinion = ask.text("审签意见", needed=True, limit=1000, default="同意申请销号。")


class VerifyForm(DecisionForm):
    """市级复核: on paper, or on site for 重点, 重复 and 不满意."""

    on_site = ask.yes_no("复核方式", yes="现场复核", no="书面复核")
    verified_on = ask.day("复核日期", needed=True)
    opinion = ask.text("复核意见", needed=True, limit=1000, default="经复核,符合销号条件。")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """重点, 重复 and 不满意 cases are verified on site, never on paper."""
        if case.must_visit_site and not data["on_site"] and not data.get("start_at"):
            return {"on_site": "重点、重复件和回访不满意的,必须现场复核。"}
        return {**super().refusals(data, case), **ask.in_future(case, data, "verified_on")}


class FileForm(Form):
    """领导小组销号备案: one filing number for all cases of the list (plan line 45)."""

    filing_no = ask.text("备案号", needed=True, limit=60, hint="一个备案号可含多件")
    filed_on = ask.day("备案日期", needed=True)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "filed_on")


class AnnounceForm(Form):
    """销号结果公开: where and when the strike-off was made public."""

    announced_on = ask.day("公开日期", needed=True)
    announced_place = ask.text("公开地点或网址", needed=True, limit=300)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "announced_on")
