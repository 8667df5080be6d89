"""What each step in the diagrams says about itself: who does it, with which form, until when."""

from collections.abc import Iterator

import pytest

from tests.workflows.diagrams import DIAGRAMS, FILES
from workflows.deploy import check
from workflows.engine import Engine
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
preparing
choose_units 明确责任单位 市整改办 stage=prepare days=3
make_plan 制定实施方案 责任单位 stage=prepare days=10 participant=missing_plans form=ImplementationPlanForm
approve_plan 审定方案 牵头单位 stage=prepare days=5 paper proven_by=方案已审定+推进中
progress
advance_work 推进整改 第一责任单位 stage=progress days=case participant=missing_progress handling form=AdvanceForm
self_check 自查 责任单位 stage=check days=5 participant=missing_self_checks handling batch proven_by=已自查
collect 材料汇总 第一责任单位 stage=check days=3 participant=missing_collections handling proven_by=已汇总
county_check 县区验收 县区 stage=accept days=5 participant=missing_county_checks excludes=handled proven_by=县区已验收
acceptance
accept 核查验收 牵头单位 stage=accept days=10 participant=missing_acceptances excludes=section+handled paper proven_by=牵头单位已验收
filing
publish_measure 公示 牵头单位 stage=filing days=2 batch
end_measure_notice 公示期满 牵头单位 stage=filing days=7 batch form=EndNoticeForm proven_by=已公示
examine 审核 市整改办 stage=filing days=5 excludes=inspect+handled paper proven_by=已审核
file_measure 销号备案 领导小组 stage=filing days=5 batch paper form=FileForm proven_by=已销号
upkeep
review_upkeep 长期坚持复查 牵头单位 stage=upkeep days=10 form=UpkeepForm
closing_problem
confirm_problem 问题销号确认 牵头单位 stage=confirm days=10 participant=missing_confirmations excludes=section+handled paper
close_problem 问题销号备案 领导小组 stage=close days=5 batch paper form=FileForm
"""  # noqa: E501 - one line for each step
"""Under each process: step, name, lane, properties (without a value: yes); forms are called after steps."""
PHASES = {
    "petition": ("intake", "handling", "callback", "closing"),
    "measure": ("preparing", "progress", "acceptance", "filing", "upkeep"),
    "problem": ("closing_problem",),
}
BEGIN_AT_ONE_PLACE = {"acceptance": ["accept"], "closing_problem": ["confirm_problem", "close_problem"]}
"""Phases that always ask first who has not signed: nothing can be skipped by naming a later step."""
CHOICE = "choose_units"
BEGIN_BY_THEMSELVES = ("preparing", "upkeep")
"""Phases whose first step is an automatic one."""
SIGNERS = "handlers.missing_signers"
AUTOMATIC = {
    "intake": {"classify": "handlers.classify", "route": "handlers.route"},
    "case_group": {"list_members": "handlers.missing_members"},
    "closing": {"archive": "handlers.archive"},
    "preparing": {"open_groups": "handlers.open_groups", "list_plans": SIGNERS},
    "progress": dict.fromkeys(
        ("list_progress", "list_self_checks", "list_collections", "list_county_checks"), SIGNERS
    ),
    "acceptance": {"list_acceptances": SIGNERS},
    "filing": {"archive_measure": "handlers.archive"},
    "upkeep": {"schedule_review": "handlers.schedule_review"},
    "closing_problem": {"list_confirmations": SIGNERS, "archive_problem": "handlers.archive"},
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
    """Walked steps are kept by id: only the gateways of entries and returns share theirs."""
    shared = {"enter", "join_returns", "choose_phase"}
    ids = [node.id for outline in OUTLINES.values() for node in outline.nodes.values()]
    assert {one for one in ids if ids.count(one) > 1} == shared


@pytest.mark.parametrize("top", PHASES)
def test_every_phase_can_be_left_for_an_earlier_step(top: str) -> None:
    guards = OUTLINES[top].of_kind("boundaryEvent")
    assert [node.element.get("attachedToRef") for node in guards] == list(PHASES[top])
    for guard in guards:
        definition = guard.element.find(f"{{{BPMN}}}messageEventDefinition")
        assert definition is not None
        assert definition.get("messageRef") == "return_to"
        assert guard.element.get("cancelActivity", "true") == "true"
        assert [flow.target for flow in OUTLINES[top].outgoing(guard.id)] == ["join_returns"]


@pytest.mark.parametrize("phase", [phase for phases in PHASES.values() for phase in phases])
def test_every_phase_is_entered_at_any_of_its_steps(phase: str) -> None:
    outline = OUTLINES[phase]
    steps = [n.id for n in outline.of_kind("userTask", "callActivity")]
    if phase in BEGIN_AT_ONE_PLACE:
        assert steps == BEGIN_AT_ONE_PLACE[phase]
        assert "enter" not in outline.nodes
        return
    first, *others = (flow.condition for flow in outline.outgoing("enter"))
    begins = phase in BEGIN_BY_THEMSELVES
    assert first == ("start_at == None" if begins else f'start_at in [None, "{steps[0]}"]')
    assert {f'start_at == "{step}"' for step in steps[not begins :]} == set(others)
    assert outline.nodes["enter"].element.get("default") is None


def test_a_change_of_units_asks_only_those_who_have_not_signed() -> None:
    """Every step of several units hears it, and 明确责任单位; back to where the first question of the phase is."""
    for phase, begin in (
        ("preparing", "join_groups"),
        ("progress", "join_list_progress"),
        ("acceptance", "join_list_acceptances"),
        ("closing_problem", "join_list_confirmations"),
    ):
        outline = OUTLINES[phase]
        several = [node.id for node in outline.of_kind("userTask") if node.is_multiple or node.id == CHOICE]
        guards = outline.of_kind("boundaryEvent")
        assert [node.element.get("attachedToRef") for node in guards] == several
        assert {flow.target for node in guards for flow in outline.outgoing(node.id)} == {begin}
        messages = {one.get("messageRef") for node in guards for one in node.element if one.get("messageRef")}
        assert messages == {"units_changed"}
        assert set(several) <= outline.returnable()


def test_a_member_of_a_case_group_is_not_returned_to() -> None:
    """Its list stands behind 组建包案小组: a case is returned to 包案化解 as a whole."""
    assert "member_visit" not in Engine(FILES).returnable


def _expected() -> Iterator[tuple[str, str, str, str, list[tuple[str, str]]]]:
    process = ""
    for step, *line in (line.split() for line in STEPS.splitlines() if line):
        if not line:
            process = step
            continue
        name, lane, *said = line
        pairs = (one.partition("=") for one in said)
        properties = {key: value.replace("+", " ") or "yes" for key, _, value in pairs}
        properties.setdefault("form", f"{step.title().replace('_', '')}Form")
        yield process, step, name, lane, sorted(properties.items())


def _operator(node: Node) -> str | None:
    operator = node.element.find(f".//{{{SPIFF}}}serviceTaskOperator")
    return None if operator is None else operator.get("id")
