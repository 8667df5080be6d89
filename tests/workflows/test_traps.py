"""Traps of SpiffWorkflow 3.2.0: each sprung by the stock engine, and held by ours."""

from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from tests.workflows.models.drawing import draw, end, rule, service, start, table, user, xor
from tests.workflows.models.samples import MEMBERS, ROUND, Clock, FakeCase, long_round
from workflows.deploy import check
from workflows.engine import Engine


def stock_specs(files, top):
    """The diagrams as SpiffWorkflow reads them by itself."""
    parser = SpiffBpmnParser()
    for name, content in files.items():
        add = parser.add_dmn_xml if name.endswith(".dmn") else parser.add_bpmn_xml
        add(etree.fromstring(content), filename=name)
    return parser.get_spec(top), parser.get_subprocess_specs(top)


def stock(files, top):
    workflow = BpmnWorkflow(*stock_specs(files, top))
    workflow.do_engine_steps()
    return workflow


def do(workflow, step, **answers):
    task = workflow.get_next_task(spec_name=step, state=TaskState.READY)
    task.data.update(answers)
    task.run()
    workflow.do_engine_steps()


def open_in(workflow):
    return [task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.READY, manual=True)]


def ours(files, top, case=None):
    return Engine(files, top).start(case or FakeCase(), Clock())


def open_steps(process):
    return [task.step for task in process.open_tasks()]


# 1: a parallel join inside a loop fires after one branch when the order of the branches changes


def test_trap_1_stock_joins_after_one_branch_on_the_second_round():
    workflow = stock(ROUND, "round")
    for step in ("a", "b"):
        do(workflow, step, repeat=True)
    do(workflow, "b", repeat=False)
    passed = workflow.get_tasks(spec_name="enough", state=TaskState.COMPLETED)
    assert len(passed) == 2
    assert open_in(workflow) == ["a"]


@pytest.mark.parametrize("restored", [False, True])
def test_trap_1_ours_waits_for_both_in_any_order(restored):
    engine = Engine(ROUND, "round")
    process = engine.start(FakeCase(), Clock())
    for first, second in ("ab", "ba", "ba", "ab"):
        process.complete(first, {"repeat": True})
        assert open_steps(process) == [second]
        if restored:
            process = engine.restore(process.dump(), FakeCase(), Clock())
        process.complete(second, {"repeat": True})
        assert sorted(open_steps(process)) == ["a", "b"]


# 2: beyond a depth of 1000 tasks the tree is no longer searched: open work is not seen


def test_trap_2_stock_calls_a_long_case_completed_while_a_step_is_open():
    workflow = stock(long_round(40), "long")
    for _ in range(26):
        task = next(
            one
            for one in workflow.tasks.values()
            if one.task_spec.name == "a" and one.state == TaskState.READY
        )
        task.data["repeat"] = True
        task.run()
        workflow.do_engine_steps()
        if workflow.is_completed():
            break
    assert workflow.is_completed()
    assert any(one.has_state(TaskState.NOT_FINISHED_MASK) for one in workflow.tasks.values())


def test_trap_2_ours_goes_on_as_long_as_it_takes():
    process = ours(long_round(40), "long")
    for _ in range(60):
        process.complete("a", {"repeat": True})
        assert open_steps(process) == ["a"]
        assert not process.ended


# 4: parsed specs and several people in flight: after a restart nobody counts their signatures


def revived(workflow, files, top):
    """The same case after a restart: its state restored over freshly parsed specs."""
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, **SPIFF_CONFIG}))
    state = serializer.to_dict(workflow)
    state["spec"], state["subprocess_specs"] = stock_specs(files, top)
    return serializer.from_dict(state)


def test_trap_4_stock_stalls_after_a_restart_over_parsed_specs():
    drawn = MEMBERS["members.bpmn"].replace(b"len(missing_members)", b"2")
    files = {"members.bpmn": drawn.replace(b"serviceTask", b"task")}
    workflow = stock(files, "members")
    do(workflow, "list_members")
    workflow = revived(workflow, files, "members")
    for _ in range(2):
        workflow.get_next_task(spec_name="sign [child]", state=TaskState.READY).run()
        workflow.do_engine_steps()
    assert open_in(workflow) == []
    assert not workflow.is_completed()


def test_trap_4_ours_goes_on_after_a_restart():
    case = FakeCase()
    case.owed = ["1", "2"]
    state = ours(MEMBERS, "members", case).dump()
    process = Engine(MEMBERS, "members").restore(state, case, Clock())
    for person in case.owed:
        process.complete("sign", {}, person)
    assert open_steps(process) == ["after"]


# 6: a step that was done runs again without a word, and its stale form wins


def test_trap_6_stock_does_a_finished_step_again():
    workflow = stock(ROUND, "round")
    task = workflow.get_next_task(spec_name="a", state=TaskState.READY)
    do(workflow, "a", approved=True)
    task.data["approved"] = False
    task.run()
    assert task.data["approved"] is False


def test_trap_6_ours_refuses_and_keeps_what_was_said():
    process = ours(ROUND, "round")
    process.complete("a", {"repeat": True})
    with pytest.raises(LookupError):
        process.complete("a", {"repeat": False})
    assert process.facts["repeat"] is True


# 9: conditions of a diagram run commands of the operating system

ATTACK = "__import__('pathlib').Path('pwned').write_text('x') == 1"


def attacked():
    flows = [("start", "a"), ("a", "g"), ("g", "b", ATTACK), ("g", "end"), ("b", "end")]
    return {"line.bpmn": draw("line", [start(), user("a"), xor("g", "end"), user("b"), end()], flows)}


def test_trap_9_stock_runs_what_a_condition_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    do(stock(attacked(), "line"), "a")
    assert Path("pwned").read_text() == "x"


def test_trap_9_ours_refuses_the_diagram(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [problem] = check(attacked(), "line")
    assert problem.element_id == "g_to_b"
    assert not Path("pwned").exists()


# 14: a decision table that does not match keeps the old answer; lists grow into each other


def decided(rows):
    nodes = [start(), user("a"), rule("r", "unit"), user("b"), end()]
    drawn = draw("line", nodes, [("start", "a"), ("a", "r"), ("r", "b"), ("b", "end")])
    return {"line.bpmn": drawn, "unit.dmn": table("unit", ["days"], ["units"], rows)}


def test_trap_14_stock_merges_the_new_answer_into_the_old_one():
    workflow = stock(decided([(["1"], ['["d"]']), (["-"], ["[]"])]), "line")
    do(workflow, "a", days=1, units=["a", "b", "c"])
    task = workflow.get_next_task(spec_name="b", state=TaskState.READY)
    assert task.data["units"] == ["a"]


def test_trap_14_ours_replaces_it():
    process = ours(decided([(["1"], ['["d"]']), (["-"], ["[]"])]), "line")
    process.facts["units"] = ["a", "b", "c"]
    process.complete("a", {"days": 1})
    assert process.facts["units"] == ["d"]


# 17: a cell written as in FEEL never matches, and nobody is told


def test_trap_17_stock_never_matches_a_list_of_values():
    rows = [(['"a","b"'], ['"never"']), (["-"], ['"always"'])]
    workflow = stock(decided(rows), "line")
    do(workflow, "a", days="a")
    assert workflow.get_next_task(spec_name="b", state=TaskState.READY).data["units"] == "always"


def test_trap_17_ours_refuses_the_table():
    [problem] = check(decided([(['"a","b"'], ['"never"']), (["-"], ['"always"'])]), "line")
    assert problem.element_id == "inputEntry_0_0"


# 18: the error of a handler is hidden behind one of the engine


def serving():
    nodes = [start(), user("a"), service("s", "handlers.archive"), end()]
    return {"line.bpmn": draw("line", nodes, [("start", "a"), ("a", "s"), ("s", "end")])}


def test_trap_18_stock_hides_the_error_of_a_service():
    with pytest.raises((NameError, WorkflowException)) as hidden:
        do(stock(serving(), "line"), "a")
    assert "script" in str(hidden.value)


def test_trap_18_ours_shows_it():
    case = FakeCase()
    case.archive = lambda: {}["no such file"]
    with pytest.raises(KeyError, match="no such file"):
        ours(serving(), "line", case).complete("a", {})
