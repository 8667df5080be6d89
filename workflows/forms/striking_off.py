"""Forms of 核查验收, 审核备案, 长期坚持 and 问题销号: how a measure is accepted, struck off and watched, a problem closed."""

from collections.abc import Mapping
from typing import Any

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.closing import NOTICE_DAYS
from workflows.forms.decision import DecisionForm
from workflows.forms.form import Form
from workflows.forms.rows import CheckedStandardForm, rows, unmatched

RELAPSED = ("relapsed", [True])


class AcceptForm(Form):
    """核查验收: one lead unit on the spot, ticking each standard; who cannot tick them all returns the measure."""

    asks = frozenset({"unmet"})
    accepted_on = ask.day("核查验收日期", needed=True)
    accepted_on_site = ask.yes_no("核查方式", yes="现场核查", no="书面核查")
    checks = rows("逐条核查", "验收标准", CheckedStandardForm, fixed=True)
    participants = ask.text("参加人员", needed=True, limit=500)
    opinion = ask.text("验收意见", needed=True, limit=1000, default="经现场核查,达到验收标准。")
    evidence = ask.files("核查照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """Every standard is looked at on the spot and met."""
        found = ask.in_future(case, data, "accepted_on")
        if not data["accepted_on_site"]:
            found["accepted_on_site"] = "核查验收必须到现场。"
        unlike = unmatched(data["checks"], case)
        if unlike or not all(row["met"] for row in data["checks"]):
            found["checks"] = unlike or "未达到验收标准的,请退回。"
        return {**found, **_while_unmet(case)}


class PublishMeasureForm(Form):
    """公示: where the result is made public, of a whole problem unless the office chose measure by measure."""

    asks = frozenset({"waits_for"})
    notice_on = ask.day("公示开始日期", needed=True)
    notice_days = ask.number("公示期(工作日)", needed=True, least=NOTICE_DAYS, most=30, default=NOTICE_DAYS)
    notice_place = ask.text("公示地点或网址", needed=True, limit=300)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A notice starts today or started earlier, but not before the acceptance that it reports."""
        if case.waits_for:
            named = "、".join(map(str, case.waits_for))
            return {
                "notice_on": f"按问题公示须等各条措施都验收,还差措施 {named}。市整改办可以改为按措施公示。"
            }
        if case.accepted_on and data["notice_on"] < case.accepted_on:
            return {"notice_on": f"公示不能早于核查验收({case.accepted_on})。"}
        return ask.in_future(case, data, "notice_on")


class ExamineForm(DecisionForm):
    """审核: the city office examines the whole record before the leading group files it."""

    asks = frozenset({"unmet"})
    opinion = ask.text("审核意见", needed=True, limit=1000, default="经审核,符合销号条件,报领导小组备案。")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """What was true at the acceptance must be true still; a return is always possible."""
        return {**({} if data.get("start_at") else _while_unmet(case)), **super().refusals(data, case)}


class UpkeepForm(Form):
    """长期坚持复查: it holds, or it has slipped back (反弹) and the work begins again at a step."""

    reviewed_on = ask.day("复查日期", needed=True)
    relapsed = ask.yes_no("复查结果", yes="反弹", no="保持")
    review_words = ask.text("复查情况", needed=True, long=True, limit=4000)
    start_at = ask.pick("从哪一步重新整改", "return_steps", when=RELAPSED)
    evidence = ask.files("复查照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "reviewed_on")


class ConfirmProblemForm(Form):
    """问题销号确认: one lead unit says that the goal of the problem is reached, and by what one sees it."""

    asks = frozenset({"still_open", "unmet"})
    goal_words = ask.text("整改目标达到情况", needed=True, long=True, limit=4000)
    opinion = ask.text(
        "确认意见", needed=True, limit=1000, default="经核查,整改目标已经达到,同意报领导小组销号。"
    )
    evidence = ask.files("佐证材料", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A problem closes only when all its measures are struck off."""
        if not case.still_open:
            return _while_unmet(case)
        named = "、".join(map(str, case.still_open))
        return {"opinion": f"措施 {named} 还没有销号,本问题不能销号。"}


def _while_unmet(case: Circumstances) -> dict[str, str]:
    """Nothing is accepted or struck off while a condition over the petitions is false."""
    if not case.unmet:
        return {}
    return {"opinion": f"还有 {len(case.unmet)} 个条件没有满足:{';'.join(case.unmet)}。"}
