"""SpiffWorkflow made to our measure: one dict of facts, our expressions, our handlers, our clock."""
# mypy: disallow-subclassing-any=False
# SpiffWorkflow ships no types, so all its classes are Any.

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.case import Case
from workflows.decisions import NoDecision, Table
from workflows.element_checks import OPERATORS
from workflows.expressions import ExpressionFailed, evaluate, names_of
from workflows.outline import parameters
from workflows.refusals import StepFailed


@dataclass(frozen=True)
class Model:
    """The parsed diagrams of one definition, shared by all its processes and never changed."""

    top: BpmnProcessSpec
    specs: Mapping[str, BpmnProcessSpec]


class Context(PythonScriptEngine):
    """What one process sees while it runs: its case, the clock, and the facts behind every expression."""

    def __init__(self, case: Case, clock: Callable[[], datetime]) -> None:
        super().__init__(environment=BasePythonScriptEngineEnvironment())
        self.case = case
        self.now = clock

    def evaluate(self, task: Task, expression: str, **_context: object) -> Any:
        """Answer an expression from the facts of the case and what the case lends."""
        try:
            return evaluate(expression, self.names(task, names_of(expression)))
        except ExpressionFailed as error:
            raise failure(task, error) from error

    def execute(self, task: Task, _script: str, **_context: object) -> bool:
        """Refuse every script; the deployment check lets none through."""
        raise failure(task, ValueError("图中不允许脚本"))

    def names(self, task: Task, asked: frozenset[str]) -> Mapping[str, Any]:
        """Gather the names an expression asks for; what nobody has said yet is None."""
        facts = facts_of(task)
        if asked <= facts.keys():
            return facts
        return {**dict.fromkeys(asked), **facts, **self.case.givens()}


class Rule(SpiffBpmnTask):
    """A business rule task: the answer of its table replaces the facts of those names."""

    def __init__(self, wf_spec: BpmnProcessSpec, name: str, table: Table, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.table = table
        self.asked = table.names()

    def _run_hook(self, task: Task) -> bool:
        try:
            answer = self.table.decide(task.workflow.script_engine.names(task, self.asked))
        except (NoDecision, ExpressionFailed) as error:
            raise failure(task, error) from error
        facts_of(task).update(answer)
        return True


class Service(SpiffBpmnTask):
    """A service task: one handler acts on the case; errors reach the caller as they are."""

    def __init__(self, wf_spec: BpmnProcessSpec, name: str, operator: etree._Element, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.handler = OPERATORS[operator.get("id", "")]
        self.parameters = {name: text for _, name, text in parameters(operator)}
        self.result = operator.get("resultVariable")

    def _run_hook(self, task: Task) -> bool:
        context = task.workflow.script_engine
        given = {name: context.evaluate(task, text) for name, text in self.parameters.items()}
        try:
            answer = self.handler(context.case, **given)
        except Exception as error:
            error.add_note(f"{self.bpmn_id} {self.bpmn_name}")
            raise
        if self.result:
            facts_of(task)[self.result] = answer
        elif isinstance(answer, Mapping):
            facts_of(task).update(answer)
        return True


class Gathering(ParallelGateway):
    """A parallel gateway that counts only the branches of the present round, in whatever order they end."""

    def _check_threshold_unstructured(self, task: Task) -> bool:
        arrived = {one.parent.task_spec.name for one in self.arrivals(task)}
        return arrived.issuperset(self._inputs)

    def arrivals(self, task: Task) -> Iterator[Task]:
        """Find the tokens that have reached the gateway since it last let them pass."""
        for other in task.workflow.tasks.values():
            if other.task_spec is self and other.state >= TaskState.WAITING:
                done = other.state == TaskState.COMPLETED
                if not done and other.parent.state == TaskState.COMPLETED and _last(other) is _last(task):
                    yield other
        if task.state < TaskState.WAITING:
            yield task


class ClockTimer(TimeDateEventDefinition):
    """A date timer asked anew each time, so that a moved deadline counts; None means the clock is stopped."""

    def due(self, task: Task) -> datetime | None:
        """Work out the instant (with time zone) at which the timer fires."""
        text = task.workflow.script_engine.evaluate(task, self.expression)
        if text is None:
            return None
        try:
            return _instant(text)
        except (TypeError, ValueError) as error:
            raise failure(task, error) from error

    def has_fired(self, task: Task) -> bool:
        """Say whether the instant has come by the clock of the process."""
        due = self.due(task)
        return due is not None and due <= task.workflow.script_engine.now()


def facts_of(task: Task) -> dict[str, Any]:
    """Reach the one dict of facts of the case a task belongs to."""
    facts: dict[str, Any] = task.workflow.top_workflow.data
    return facts


def failure(task: Task, error: Exception) -> StepFailed:
    """Say which step could not be worked out, and why."""
    spec = task.task_spec
    return StepFailed(spec.bpmn_id or spec.name, spec.bpmn_name or "", str(error))


def _last(task: Task) -> Task | None:
    before = task.parent
    while before is not None:
        if before.task_spec is task.task_spec and before.state == TaskState.COMPLETED:
            return before
        before = before.parent
    return None


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"时刻“{text}”没有时区")
    return instant
