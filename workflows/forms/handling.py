"""Forms of 办理: investigation, report, plan and rectification with proof."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.decision import DecisionForm
from workflows.forms.form import Form
from workflows.forms.rows import rows

VERDICTS = ("属实", "基本属实", "部分属实", "不属实")
POINT_LIMIT = 2000
"""Most characters of one reported point."""
STAGED = ("plan_mode", ["staged"])
UNFINISHED = ("finished", [False])
ON_THE_SPOT = ("on_the_spot", [True])


class PointForm(Form):
    """One reported point and what was found of it."""

    text = ask.text("反映的问题", needed=True, limit=POINT_LIMIT)
    verdict = ask.choice("是否属实", {v: v for v in VERDICTS})
    finding = ask.text("查明情况", limit=4000, long=True)


class Consequences(Form):
    """What was ordered and whom it cost; the eight counts every bulletin asks for (domain: 处理 counts)."""

    corrections = ask.number("责令整改(家)", group="处理情况")
    penalty_cases = ask.number("立案处罚(家)", group="处理情况")
    fine = ask.amount("罚款金额(万元)", group="处理情况")
    criminal_cases = ask.number("立案侦查(件)", group="处理情况")
    administrative_detentions = ask.number("行政拘留(人)", group="处理情况")
    criminal_detentions = ask.number("刑事拘留(人)", group="处理情况")
    talks = ask.number("约谈(人)", group="处理情况")
    held_accountable = ask.number("问责(人)", group="处理情况")
    accountability = ask.text("责任人被处理情况", limit=1000, long=True, group="处理情况")


class InvestigateForm(Consequences):
    """调查核实: a verdict for every reported point, then the whole; 现场即办 closes it in the same visit."""

    investigated_on = ask.day("现场核查日期", needed=True)
    points = rows("逐项核实", "问题", PointForm)
    verdict = ask.choice("总体是否属实", {v: v for v in VERDICTS})
    finding = ask.text("调查核实情况", needed=True, long=True)
    evidence = ask.files("佐证材料", "evidence")
    on_the_spot = ask.yes_no("现场即办(立行立改)", yes="已当场整改到位", no="还需整改或无需整改")
    handling = ask.text("处理和整改情况", needed=True, when=ON_THE_SPOT, long=True)
    photos_before = ask.files("整改前照片", "photo_before", needed=True, when=ON_THE_SPOT)
    photos_after = ask.files("整改后照片", "photo_after", needed=True, when=ON_THE_SPOT)

    @validates_schema(skip_on_field_errors=True)
    def check_whole(self, data: Mapping[str, Any], **_: Any) -> None:
        """The whole must follow from the points: all false is false, a true point is never false as a whole."""
        points = {point["verdict"] for point in data["points"]}
        if data["verdict"] == "不属实" and points != {"不属实"}:
            raise ValidationError("有的问题属实,总体不能是“不属实”。", "verdict")
        if data["verdict"] != "不属实" and points == {"不属实"}:
            raise ValidationError("各项都不属实,总体只能是“不属实”。", "verdict")
        if data["verdict"] == "不属实" and data["on_the_spot"]:
            raise ValidationError("不属实的没有可整改的,不能选现场即办。", "on_the_spot")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "investigated_on")


class ReportForm(DecisionForm):
    """办理情况上报: the county signs what was found, or returns it; composed from the record."""

    opinion = ask.text("意见", needed=True, when=None, limit=1000, default="情况属实,同意上报。")


class PlanForm(Form):
    """整改方案: at once, or in stages with reason, next date and person (阶段性办结, plan line 13)."""

    plan_mode = ask.choice("整改方式", {"at_once": "一次整改到位", "staged": "分阶段整改"})
    plan = ask.text("整改目标和措施", needed=True, long=True)
    plan_on = ask.day("计划完成日期", needed=True)
    staged_reason = ask.text("分阶段的理由", needed=True, when=STAGED, long=True, limit=1000)
    next_on = ask.day("下一阶段日期", needed=True, when=STAGED)
    next_person = ask.text("下一阶段责任人", needed=True, when=STAGED, limit=60)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A plan looks ahead."""
        return {
            name: "计划日期不能早于今天。"
            for name in ("plan_on", "next_on")
            if data.get(name) and data[name] < case.today
        }


class RectifyForm(Consequences):
    """落实整改: what was done, with proof; a stage reached is recorded and the work goes on."""

    finished = ask.yes_no("整改是否全部完成", yes="全部完成", no="完成了一个阶段,继续整改")
    handling = ask.text("处理和整改情况", needed=True, long=True)
    photos_before = ask.files("整改前照片", "photo_before")
    photos_after = ask.files("整改后照片", "photo_after", needed=True, when=("finished", [True]))
    documents = ask.files("其他佐证(监测报告、处罚文书等)", "evidence")
    staged_reason = ask.text("尚未完成的理由", needed=True, when=UNFINISHED, long=True, limit=1000)
    next_on = ask.day("下一阶段日期", needed=True, when=UNFINISHED)
    next_person = ask.text("下一阶段责任人", needed=True, when=UNFINISHED, limit=60)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The next stage lies ahead."""
        late = data.get("next_on") and data["next_on"] < case.today
        return {"next_on": "下一阶段日期不能早于今天。"} if late else {}
