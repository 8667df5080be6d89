"""The diagrams we ship and the code behind them say the same: forms, handlers, facts, lanes, tables."""

import inspect

import pytest

from tests.workflows.models.samples import Clock, FakeCase, real_files
from workflows import handlers
from workflows.decisions import read_table
from workflows.element_checks import OPERATORS
from workflows.engine import ENTRY, Engine
from workflows.expressions import names_of
from workflows.forms import FORMS
from workflows.outline import Outline, parameters
from workflows.roles import LANES, STAGES
from workflows.sources import SPIFF, read

FILES = real_files()
OUTLINES = [Outline(name, read(content)) for name, content in FILES.items() if name.endswith(".bpmn")]
TABLES = [read_table(read(content)) for name, content in FILES.items() if name.endswith(".dmn")]
ENGINE = Engine(FILES)
STEPS = ENGINE.user_tasks.values()
GIVENS = set(FakeCase().givens())


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
    assert sorted(step.properties["form"] for step in STEPS) == sorted(FORMS)


def test_operators_of_service_tasks_are_the_handlers():
    assert sorted(operator.get("id") for _, operator in services()) == sorted(OPERATORS)
    public = {name for name, _ in inspect.getmembers(handlers, inspect.isfunction)}
    assert {name.removeprefix("handlers.") for name in OPERATORS} == public


def test_parameters_of_service_tasks_are_the_arguments():
    for node, operator in services():
        wanted = [*inspect.signature(OPERATORS[operator.get("id")]).parameters][1:]
        assert sorted(name for _, name, _ in parameters(node.element)) == sorted(wanted)


@pytest.mark.parametrize("name", sorted(ENGINE.names))
def test_every_name_an_expression_asks_for_is_told_by_someone(name):
    assert name in {ENTRY} | GIVENS | told_by_forms() | told_by_tables() | told_by_services()


def test_names_of_conditions_and_tables_are_all_known_to_the_engine():
    asked = {name for outline in OUTLINES for _, text in outline.expressions() for name in names_of(text)}
    assert asked | set().union(*(table.names() for table in TABLES)) <= ENGINE.names


def test_answers_of_tables_are_used():
    assert told_by_tables() <= ENGINE.names


def test_people_named_by_a_step_are_told_by_a_form_or_a_service():
    people = {step.participant for step in STEPS} - {""}
    assert people == {"cadre", "missing_members"}
    assert people <= told_by_forms() | told_by_services()


def test_lanes_are_the_roles_and_stages_are_the_stages():
    assert {step.lane for step in STEPS} <= LANES.keys()
    assert {step.properties["stage"] for step in STEPS} == STAGES.keys()


def test_steps_are_held_by_steps_that_exist():
    for step in STEPS:
        assert set(step.properties.get("held_by", "").split()) <= ENGINE.user_tasks.keys()


def test_nothing_private_and_nothing_long_becomes_a_fact():
    process = ENGINE.start(FakeCase(), Clock())
    private = {
        name
        for form in FORMS.values()
        for name, field in form().fields.items()
        if field.metadata.get("private")
    }
    assert private
    assert not private & process.facts.keys()


def test_every_step_can_be_reached_in_a_running_case():
    """Each step is opened by a return to it or to its phase, and the case can go on from there."""
    for target in ENGINE.returnable:
        case = FakeCase(marks=["重点"])
        case.owed = ["1"]
        process = ENGINE.start(case, Clock())
        process.return_to(target)
        [task] = process.open_tasks()
        process.complete(task.step, {"accepted": True, "finished": True, "cadre": "9"}, task.participant)
        assert process.ended or process.open_tasks()
