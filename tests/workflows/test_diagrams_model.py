"""The diagrams we ship and the code behind them say the same: forms, handlers, facts, lanes, tables."""

import inspect

import pytest

from tests.workflows.models.measure import SIGNED, FakeMeasure
from tests.workflows.models.problem import FakeProblem
from tests.workflows.models.samples import Clock, FakeCase, real_files
from workflows import handlers
from workflows.case import TOPS
from workflows.decisions import read_table
from workflows.element_checks import OPERATORS
from workflows.engine import ENTRY, Engine
from workflows.expressions import names_of
from workflows.forms import FORMS
from workflows.outline import Outline, parameters
from workflows.roles import LANES, MEASURE_STAGES, PROBLEM_STAGES, ROLES, STAGES
from workflows.sources import SPIFF, read

FILES = real_files()
OUTLINES = [Outline(name, read(content)) for name, content in FILES.items() if name.endswith(".bpmn")]
TABLES = [read_table(read(content)) for name, content in FILES.items() if name.endswith(".dmn")]
ENGINES = {top: Engine(FILES, top) for top in TOPS}
STEPS = [step for engine in ENGINES.values() for step in engine.user_tasks.values()]
NAMES = {name for engine in ENGINES.values() for name in engine.names}
GIVENS = FakeCase().givens().keys() | FakeMeasure(Clock()).givens().keys()


def petition():
    case = FakeCase(marks=["重点"])
    case.owed = ["1"]
    return case


def measure():
    return FakeMeasure(Clock(), ["丁县"])


CASES = {"petition": petition, "measure": measure, "problem": FakeProblem}
STAGES_OF = {"petition": STAGES, "measure": MEASURE_STAGES, "problem": PROBLEM_STAGES}


def services():
    return [
        (node, operator)
        for outline in OUTLINES
        for node in outline.of_kind("serviceTask")
        for operator in node.element.iter(f"{{{SPIFF}}}serviceTaskOperator")
    ]


def told_by_services():
    """Facts that come from service tasks: result variables, and the mappings a case answers with."""
    case = FakeCase()
    results = {operator.get("resultVariable") for _, operator in services()} - {None}
    return results | case.classify().keys() | case.route().keys()


def told_by_forms():
    return {name for form in FORMS.values() for name in form().fields}


def told_by_tables():
    return {name for table in TABLES for name in table.outputs}


def test_forms_named_by_user_tasks_are_the_schemas():
    assert {step.properties["form"] for step in STEPS} == FORMS.keys()


def test_only_the_end_of_a_notice_and_the_filing_are_asked_of_several_kinds_of_case():
    petition, measure, problem = (
        {step.properties["form"] for step in one.user_tasks.values()} for one in ENGINES.values()
    )
    assert petition & measure == {"EndNoticeForm", "FileForm"}
    assert petition & problem == measure & problem == {"FileForm"}


def test_operators_of_service_tasks_are_the_handlers():
    assert {operator.get("id") for _, operator in services()} == OPERATORS.keys()
    public = {name for name, _ in inspect.getmembers(handlers, inspect.isfunction)}
    assert {name.removeprefix("handlers.") for name in OPERATORS} == public


def test_parameters_of_service_tasks_are_the_arguments():
    for node, operator in services():
        wanted = [*inspect.signature(OPERATORS[operator.get("id")]).parameters][1:]
        assert sorted(name for _, name, _ in parameters(node.element)) == sorted(wanted)


def test_who_must_sign_is_asked_for_the_very_step_that_follows():
    asked = {
        outline.lists(node): [text for _, _, text in parameters(node.element)]
        for outline in OUTLINES
        for node in outline.of_kind("serviceTask")
        if node.operator == "handlers.missing_signers"
    }
    assert asked == {step: [f'"{step}"'] for step in (*SIGNED, "confirm_problem")}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_an_expression_asks_for_is_told_by_someone(name):
    assert name in {ENTRY} | GIVENS | told_by_forms() | told_by_tables() | told_by_services()


def test_names_of_conditions_and_tables_are_all_known_to_the_engine():
    asked = {name for outline in OUTLINES for _, text in outline.expressions() for name in names_of(text)}
    assert asked | set().union(*(table.names() for table in TABLES)) <= NAMES


def test_a_case_keeps_only_facts_its_own_diagrams_ask_for():
    petition, measure, problem = (engine.names for engine in ENGINES.values())
    assert petition & measure == {ENTRY}
    assert problem == {"missing_confirmations"}


def test_answers_of_tables_are_used():
    assert told_by_tables() <= NAMES


def test_people_named_by_a_step_are_told_by_a_form_or_a_service():
    people = {step.participant for step in STEPS} - {""}
    assert people >= {"cadre", "missing_members"}
    assert people <= told_by_forms() | told_by_services()


def test_lanes_are_the_roles():
    assert {step.lane for step in STEPS} == LANES.keys()
    assert {role for lane in LANES.values() for role in lane.roles} <= ROLES.keys()


def test_a_step_of_a_unit_that_is_named_says_which_fact_names_it():
    for step in STEPS:
        assert bool(step.participant) or LANES[step.lane].place not in ("participant", "person"), step.id


@pytest.mark.parametrize(("top", "stages"), STAGES_OF.items())
def test_stages_are_the_stages(top, stages):
    drawn = [step.properties["stage"] for step in ENGINES[top].user_tasks.values()]
    assert set(drawn) == stages.keys()


def test_steps_are_held_by_steps_that_exist():
    for step in STEPS:
        assert set(step.properties.get("held_by", "").split()) <= ENGINES["petition"].user_tasks.keys()


def test_nothing_private_and_nothing_long_becomes_a_fact():
    facts = {name for top, case in CASES.items() for name in ENGINES[top].start(case(), Clock()).facts}
    private = {
        name
        for form in FORMS.values()
        for name, field in form().fields.items()
        if field.metadata.get("private")
    }
    assert private
    assert not private & facts


@pytest.mark.parametrize("top", TOPS)
def test_every_step_can_be_reached_in_a_running_case(top):
    """Each step is opened by a return to it or to its phase, and the case can go on from there."""
    for target in ENGINES[top].returnable:
        process = ENGINES[top].start(CASES[top](), Clock())
        process.return_to(target)
        [task] = process.open_tasks()
        process.complete(task.step, {"accepted": True, "finished": True, "cadre": "9"}, task.participant)
        assert process.ended or process.open_tasks() or process.due_at
