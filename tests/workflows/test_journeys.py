"""Journeys of a petition as a clerk would tell them; together they walk every line of every diagram.

A line of a journey is a step by its name in the diagram and what was answered; “退回 …” sends the case back to a
step from outside, “成员变动” tells the case group that its members have changed.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.workflows.diagrams import FILES
from tests.workflows.models.samples import FakeCase
from workflows.engine import Engine, Process

ENGINE = Engine(FILES)
NAMES = {**{step.name: step.id for step in ENGINE.user_tasks.values()}, "包案化解": "case_group"}
ANSWERS: dict[str, dict[str, Any]] = {
    "": {},
    "签收": {"accepted": True},
    "退件": {"accepted": False},
    "属实": {"verdict": "属实", "on_the_spot": False},
    "不属实": {"verdict": "不属实", "on_the_spot": False},
    "当场整改到位": {"verdict": "属实", "on_the_spot": True},
    "全部完成": {"finished": True},
    "完成一个阶段": {"finished": False},
    "不设主管部门": {"department": None},
    "满意": {"remedy": None},
    "不满意,解释疏导": {"remedy": "explain"},
    "不满意,补充整改": {"remedy": "rectify", "start_at": "rectify"},
    "不满意,再包案": {"remedy": "case_group", "start_at": "case_group"},
    "韦某带队": {"cadre": "7"},
    **{f"退到{name}": {"start_at": step} for name, step in NAMES.items()},
}

TO_THE_ARCHIVE = """
办结公示
公示期满
销号申请审签
市级复核
销号备案
销号结果公开
归档
"""
JOURNEYS = {
    "现场即办的件,从登记到归档": """
登记建档
签收 签收
调查核实 当场整改到位
审核
主管部门核查
实地回访与县级验收 满意
"""
    + TO_THE_ARCHIVE,
    "不属实的件,上报以后直接审核": """
登记建档
签收 签收
调查核实 不属实
办理情况上报
审核
主管部门核查
实地回访与县级验收 满意
"""
    + TO_THE_ARCHIVE,
    "退件以后由市整改办分办,不设主管部门,分阶段整改": """
登记建档
签收 退件
分办 不设主管部门
签收 签收
调查核实 属实
办理情况上报
整改方案
落实整改 完成一个阶段
落实整改 全部完成
审核
实地回访与县级验收 满意
"""
    + TO_THE_ARCHIVE,
    "区域不清的件,先由市整改办分办": """
区域不清
登记建档
分办
签收 签收
调查核实 属实
办理情况上报 退到调查核实
调查核实 属实
办理情况上报
整改方案
落实整改 全部完成
审核 退到落实整改
落实整改 全部完成
审核 退到包案化解
组建包案小组 韦某带队
化解方案
落实整改 全部完成
审核
主管部门核查 退到审核
审核
主管部门核查
实地回访与县级验收 不满意,解释疏导
解释疏导
实地回访与县级验收 不满意,补充整改
落实整改 全部完成
审核
主管部门核查
实地回访与县级验收 不满意,再包案
组建包案小组 韦某带队
化解方案
落实整改 全部完成
审核
主管部门核查
实地回访与县级验收 满意
办结公示
公示期满
销号申请审签 退到公示期满
公示期满
销号申请审签
市级复核 退到主管部门核查
主管部门核查
实地回访与县级验收 满意
"""
    + TO_THE_ARCHIVE,
    "重点件由包案小组办,成员中途有变": """
列为重点
登记建档
签收 签收
调查核实 属实
办理情况上报
整改方案
成员 11 12
组建包案小组 韦某带队
带案下访 11
成员 12 13
成员变动
带案下访 12
带案下访 13
成员
化解方案
落实整改 全部完成
审核
主管部门核查
实地回访与县级验收 满意
"""
    + TO_THE_ARCHIVE,
    "从外面退回到每一步,都能接着往下办": """
登记建档
退回 登记建档
登记建档
退回 分办
分办
退回 签收
签收 签收
调查核实 属实
退回 办理情况上报
办理情况上报
整改方案
落实整改 全部完成
退回 整改方案
整改方案
退回 包案化解
组建包案小组 韦某带队
化解方案
退回 落实整改
落实整改 全部完成
审核
主管部门核查
退回 主管部门核查
主管部门核查
退回 解释疏导
解释疏导
退回 实地回访与县级验收
实地回访与县级验收 满意
办结公示
退回 公示期满
公示期满
退回 销号申请审签
销号申请审签
退回 市级复核
市级复核
退回 销号备案
销号备案
退回 销号结果公开
销号结果公开
归档
""",
}


def walk(journey: str) -> Process:
    """Live through a journey; a step that is not open, or a wrong end, fails with its line."""
    case = FakeCase(text="夜间油烟扰民", marks=[])
    process: Process | None = None
    for line in filter(None, journey.split("\n")):
        word, _, rest = line.partition(" ")
        match word:
            case "区域不清":
                case.by_hand = True
            case "列为重点":
                case.given["marks"] = ["重点"]
            case "成员":
                case.owed = rest.split()
            case _:
                process = process or ENGINE.start(case, lambda: datetime(2026, 3, 11, tzinfo=UTC))
                _do(process, word, rest, line)
    assert process is not None
    return process


def _do(process: Process, word: str, rest: str, line: str) -> None:
    match word:
        case "归档":
            assert process.ended, [task.name for task in process.open_tasks()]
        case "退回":
            process.return_to(NAMES[rest])
        case "成员变动":
            assert process.send("members_changed")
        case _:
            found = {(task.step, task.participant) for task in process.open_tasks()}
            person = rest if word == "带案下访" else "7" if word == "化解方案" else None
            assert (NAMES[word], person) in found, (line, found)
            process.complete(NAMES[word], ANSWERS["" if person else rest], person)


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=list(JOURNEYS))
def test_the_journey_leads_to_the_archive(journey: str) -> None:
    assert walk(journey).ended


def test_the_journeys_walk_every_line_of_every_diagram() -> None:
    drawn = {(process, flow) for (process, _, _), flows in ENGINE.flows.items() for flow in flows}
    walked = {place for journey in JOURNEYS.values() for place in walk(journey).trail}
    assert drawn - walked == set()
