"""落点: the first step that a published row does not yet prove, where its case goes on."""

from dataclasses import dataclass

INVESTIGATE, RECTIFY, REVIEW, VISIT = "investigate", "rectify", "review", "visit"
LANDINGS = (INVESTIGATE, RECTIFY, REVIEW, VISIT)
"""Steps a row of history can start at, in the order of the process; no table proves the visit."""


@dataclass(frozen=True)
class Landing:
    """The step and why, for the preview."""

    step: str
    reason: str


def land(finding: str, verdict: str | None, handling: str, completion: str | None) -> Landing:
    """Where a case of history starts: nothing found 调查核实, open 落实整改, untrue 审核, done 实地回访."""
    if not finding and not verdict:
        return Landing(INVESTIGATE, _unproven(handling, completion))
    if completion == "已办结":
        return Landing(VISIT, "表中写已办结:调查和整改按补录计,还要实地回访与县级验收")
    if completion:
        return Landing(RECTIFY, f"表中写{completion}:调查核实已补录,整改还要落实")
    if verdict == "不属实":
        return Landing(REVIEW, "表中写不属实、没有办结情况:不需整改,从审核开始")
    return Landing(RECTIFY, "有调查核实情况,没有写是否办结:按未办结计,整改还要落实")


def _unproven(handling: str, completion: str | None) -> str:
    if completion or handling:
        return "没有调查核实情况和是否属实,办结没有依据:从调查核实开始"
    return "没有任何办理结果:从调查核实开始"
