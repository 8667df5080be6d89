"""The gate before a new definition: what a diagram must not contain is found here, not in a running case."""
# mypy: disallow-subclassing-any=False
# SpiffWorkflow ships no types, so all its classes are Any.

from collections.abc import Iterable, Mapping
from functools import lru_cache

from lxml import etree
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import BusinessRuleTaskParser, SpiffTaskParser

from workflows.branch_checks import check_branches
from workflows.case import TOPS
from workflows.decision_checks import check_table
from workflows.decisions import Table, read_table
from workflows.element_checks import check_elements
from workflows.flow_checks import check_flows
from workflows.model import ClockTimer, Gathering, Model, Rule, Service
from workflows.outline import Outline
from workflows.reference_checks import check_process, check_references
from workflows.refusals import ModelRefused
from workflows.sources import SPIFF, Problem, SourceRefused, problem, read

TOP = "petition"
"""The process a case starts with unless another one is named."""


class RuleParser(BusinessRuleTaskParser):
    """Reads a business rule task together with its table."""

    def create_task(self) -> Rule:
        """Make the task with the table its diagram names."""
        table = self.process_parser.parser.tables[self.get_decision_ref(self.node)]
        return Rule(self.spec, self.bpmn_id, table, **self.bpmn_attributes)


class ServiceParser(SpiffTaskParser):
    """Reads a service task with its operator and parameters."""

    def create_task(self) -> Service:
        """Make the task with the handler its diagram names."""
        operator = next(self.node.iter(f"{{{SPIFF}}}serviceTaskOperator"))
        return Service(self.spec, self.bpmn_id, operator, **self.bpmn_attributes)


class Parser(SpiffBpmnParser):
    """Reads diagrams into our own kinds of tasks."""

    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("businessRuleTask"): (RuleParser, Rule),
        full_tag("serviceTask"): (ServiceParser, Service),
        full_tag("parallelGateway"): (GatewayParser, Gathering),
    }

    def __init__(self, tables: Mapping[str, Table]) -> None:
        super().__init__()
        self.tables = tables


def check(files: Mapping[str, bytes], top: str = TOP) -> list[Problem]:
    """Find all reasons why these diagrams (`.bpmn`) and tables (`.dmn`) may not be deployed together.

    One set may hold several top processes (`TOPS`); whichever of them is asked for, all are looked at,
    and a set that was just looked at is not looked at again for the other kind of case.
    """
    tops = {top} | {one for one in TOPS if f"{one}.bpmn" in files}
    return list(_check(tuple(sorted(files.items())), tuple(sorted(tops))))


@lru_cache(maxsize=8)
def _check(files: tuple[tuple[str, bytes], ...], tops: tuple[str, ...]) -> list[Problem]:
    roots, problems = _read_all(files)
    if problems:
        return problems
    tables = {file: root for file, root in roots.items() if file.endswith(".dmn")}
    outlines = [Outline(file, root) for file, root in roots.items() if file.endswith(".bpmn")]
    found = [one for file, root in tables.items() for one in check_table(file, root)]
    for outline in outlines:
        found += check_elements(outline)
        found += check_process(outline)
        found += check_flows(outline)
        found += check_branches(outline, {one.id: one for one in outlines} if outline.id in tops else {})
    found += check_references(outlines, tables, tops)
    return found or [one for start in tops for one in _trial(roots, start)]


def ensure(files: Mapping[str, bytes], top: str = TOP) -> None:
    """Refuse diagrams and tables that have problems (ModelRefused names them all)."""
    if problems := check(files, top):
        raise ModelRefused(problems)


def parse(roots: Mapping[str, etree._Element], top: str) -> Model:
    """Turn checked files into specs that are ready to be shared by processes and threads."""
    tables = [read_table(root) for file, root in roots.items() if file.endswith(".dmn")]
    parser = Parser({table.id: table for table in tables})
    for file, root in roots.items():
        if file.endswith(".bpmn"):
            parser.add_bpmn_xml(root, filename=file)
    model = Model(parser.get_spec(top), parser.get_subprocess_specs(top))
    for spec in (model.top, *model.specs.values()):
        _finish(spec)
    return model


def _read_all(files: Iterable[tuple[str, bytes]]) -> tuple[dict[str, etree._Element], list[Problem]]:
    roots: dict[str, etree._Element] = {}
    problems: list[Problem] = []
    for file, content in files:
        if not file.endswith((".bpmn", ".dmn")):
            problems.append(problem(file, None, "只接受 .bpmn 和 .dmn 文件"))
            continue
        try:
            roots[file] = read(content)
        except SourceRefused as refusal:
            problems.append(problem(file, None, str(refusal)))
    return roots, problems


def _trial(roots: Mapping[str, etree._Element], top: str) -> list[Problem]:
    try:
        parse(roots, top)
    except ValidationException as error:
        place = (error.file_name or "", error.id or "", error.name or "")
        return [Problem(*place, f"流程引擎无法读取：{error}")]
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        return [Problem("", "", "", f"流程引擎无法读取：{error!r}")]
    return []


def _finish(spec: BpmnProcessSpec) -> None:
    for task_spec in spec.task_specs.values():
        definition = getattr(task_spec, "event_definition", None)
        if isinstance(definition, TimeDateEventDefinition):
            task_spec.event_definition = ClockTimer(definition.name, definition.expression)
        if isinstance(task_spec, LoopTask):  # stock connects it only when the instances are created
            spec.task_specs[task_spec.task_spec].completed_event.connect(task_spec.merge_child)
