"""What each step in the diagrams says about itself: who does it, with which form, until when."""

from collections.abc import Iterator

import pytest

from tests.workflows.diagrams import DIAGRAMS, FILES
from workflows.deploy import check
from workflows.outline import Node, Outline
from workflows.sources import BPMN, SPIFF, read

OUTLINES = {name: Outline(f"{name}.bpmn", read(content)) for name, content in DIAGRAMS.items()}
OFFICE = "市整改办"
BARRED = "handled+cadre+resolve"
HOLDERS = "sign_for+investigate+plan+rectify"
STEPS = f"""
intake
register 登记建档 市整改办 stage=register days=1 return_by=office
assign 分办 市整改办 stage=register days=1 stamps=assigned_at
sign_for 签收 承办单位经办人 stage=register days=1 stamps=signed_at press
handling
investigate 调查核实 承办单位经办人 stage=investigate days=3 held_by={HOLDERS} handling
report 办理情况上报 科(股)室负责人 stage=investigate days=case excludes=handled stamps=reported_at paper
plan 整改方案 承办单位经办人 stage=case_group days=5 held_by={HOLDERS}
rectify 落实整改 承办单位经办人 stage=case_group days=10 held_by={HOLDERS} handling staged
case_group
appoint 组建包案小组 主要负责人 stage=case_group days=2 paper
member_visit 带案下访 包案成员 stage=case_group days=5 participant=missing_members handling identity
resolve 化解方案 包案领导 stage=case_group days=5 participant=cadre paper
callback
review 审核 科(股)室负责人 stage=callback days=2 excludes=handled paper batch stamps=reported_at return_also=case_group
check 主管部门核查 主管部门 stage=callback days=3 excludes=handled paper return_also=case_group
visit 实地回访与县级验收 回访组 stage=callback days=5 excludes={BARRED} identity counts_as=已办结 return_also=case_group
explain 解释疏导 承办单位经办人 stage=callback days=5 held_by={HOLDERS}+explain identity counts_as=已办结 return_also=case_group
closing
publish_notice 办结公示 承办单位经办人 stage=notice days=2 batch stamps=noticed_at counts_as=已办结
end_notice 公示期满 承办单位经办人 stage=notice days=7 batch counts_as=已办结
apply 销号申请审签 主要负责人 stage=closure days=3 excludes=handled paper counts_as=已办结
verify 市级复核 主管部门 stage=closure days=5 excludes=handled+cadre+resolve fallback=office counts_as=已办结
file 销号备案 领导小组 stage=closure days=5 batch paper stamps=filed_at counts_as=已办结
announce 销号结果公开 市整改办 stage=closure days=5 batch stamps=announced_at counts_as=已销号
"""
"""Under each process: step, name, lane, properties (without a value: yes); forms are called after steps."""
PHASES = ("intake", "handling", "callback", "closing")
AUTOMATIC = {
    "intake": {"classify": "handlers.classify", "route": "handlers.route"},
    "case_group": {"list_members": "handlers.missing_members"},
    "closing": {"archive": "handlers.archive"},
}


def test_the_diagrams_and_tables_may_be_deployed() -> None:
    assert check(FILES) == []


def test_steps_say_who_how_and_until_when() -> None:
    drawn = [(outline.id, node) for outline in OUTLINES.values() for node in outline.of_kind("userTask")]
    assert sorted((p, n.id, n.name, n.lane, sorted(n.properties.items())) for p, n in drawn) == sorted(
        _expected()
    )


def test_every_step_explains_itself() -> None:
    for outline in OUTLINES.values():
        for node in outline.of_kind("userTask"):
            assert node.element.findtext(f"{{{BPMN}}}documentation"), node.id


@pytest.mark.parametrize("process", AUTOMATIC)
def test_automatic_steps_stand_with_the_office(process: str) -> None:
    services = OUTLINES[process].of_kind("serviceTask")
    assert {node.id: _operator(node) for node in services} == AUTOMATIC[process]
    assert {node.lane for node in services} == {OFFICE}


def test_elements_are_told_apart_over_all_diagrams() -> None:
    """Walked steps are kept by id: only the entry gateways and called diagrams share theirs."""
    ids = [node.id for outline in OUTLINES.values() for node in outline.nodes.values() if node.id != "enter"]
    assert len(ids) == len(set(ids))


def test_every_phase_can_be_left_for_an_earlier_step() -> None:
    guards = OUTLINES["petition"].of_kind("boundaryEvent")
    assert [node.element.get("attachedToRef") for node in guards] == list(PHASES)
    for guard in guards:
        definition = guard.element.find(f"{{{BPMN}}}messageEventDefinition")
        assert definition is not None
        assert definition.get("messageRef") == "return_to"
        assert guard.element.get("cancelActivity", "true") == "true"
        assert [flow.target for flow in OUTLINES["petition"].outgoing(guard.id)] == ["join_returns"]


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_is_entered_at_any_of_its_steps(phase: str) -> None:
    outline = OUTLINES[phase]
    first, *others = (flow.condition for flow in outline.outgoing("enter"))
    steps = [n.id for n in outline.of_kind("userTask", "callActivity")]
    assert first == f'start_at in [None, "{steps[0]}"]'
    assert {f'start_at == "{step}"' for step in steps[1:]} == set(others)
    assert outline.nodes["enter"].element.get("default") is None


def _expected() -> Iterator[tuple[str, str, str, str, list[tuple[str, str]]]]:
    process = ""
    for step, *line in (line.split() for line in STEPS.splitlines() if line):
        if not line:
            process = step
            continue
        name, lane, *said = line
        pairs = (one.partition("=") for one in said)
        properties = {key: value.replace("+", " ") or "yes" for key, _, value in pairs}
        properties["form"] = f"{step.title().replace('_', '')}Form"
        yield process, step, name, lane, sorted(properties.items())


def _operator(node: Node) -> str | None:
    operator = node.element.find(f".//{{{SPIFF}}}serviceTaskOperator")
    return None if operator is None else operator.get("id")
