"""The engine: one `Engine` for each definition, one `Process` for each case while it is being worked on."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows import codec
from workflows.case import Case
from workflows.definition import Definition
from workflows.deploy import TOP, ensure, parse
from workflows.model import ClockTimer, Context, failure
from workflows.outline import index_flows
from workflows.refusals import ModelRefused, NotOpen, NotWalkable, StateRefused, StepFailed
from workflows.sources import Problem, fingerprint
from workflows.steps import OpenTask, Step, entry_steps

__all__ = [
    "Engine",
    "ModelRefused",
    "NotOpen",
    "NotWalkable",
    "OpenTask",
    "Problem",
    "Process",
    "StateRefused",
    "Step",
    "StepFailed",
]

Clock = Callable[[], datetime]
RETURN = "return_to"
"""The message on which a phase is left so that the case can be returned to an earlier step (退回)."""
ENTRY = "start_at"
"""The fact that tells the entry gateways where to go in."""
MOST_STEPS = 1000
"""Most automatic steps of one advance: a diagram that turns round without rest is stopped."""


class Engine:
    """One kind of case in one definition: diagrams and tables read once, never changed, shared by all threads.

    A definition may hold several top processes; an engine knows the steps, facts and flows of its own.
    """

    def __init__(self, files: Mapping[str, bytes], top: str = TOP) -> None:
        ensure(files, top)
        drawn = Definition(files, top)
        self.hash = fingerprint(files)
        self.model = parse(drawn.roots, top)
        self.user_tasks = drawn.user_tasks
        self.flows = index_flows(drawn.outlines.values())
        self.returnable: Mapping[str, str] = entry_steps(drawn.outlines[top], drawn.outlines)
        """Where a case can be returned to, in the order of the diagrams: element id and name."""
        self.names = drawn.names()

    def start(self, case: Case, clock: Clock) -> "Process":
        """Begin a process: all facts unknown, automatic steps done up to the first people."""
        workflow = BpmnWorkflow(self.model.top, self.model.specs, script_engine=Context(case, clock))
        workflow.data.update(dict.fromkeys(sorted(self.names - case.givens().keys())))
        process = Process(self, workflow)
        process.tick()
        return process

    def restore(self, state: bytes, case: Case, clock: Clock) -> "Process":
        """Bring a stored process back (StateRefused when the state cannot be trusted)."""
        return Process(self, codec.load(state, self.model, Context(case, clock)))


class Process:
    """One running process of one case; thrown away when anything fails, so nothing half done is stored."""

    def __init__(self, engine: Engine, workflow: BpmnWorkflow) -> None:
        self._engine = engine
        self._workflow = workflow
        self._left = MOST_STEPS
        self.trail: list[tuple[str, str]] = []
        """What was walked since start or restore: process id, and id of the task, gateway, event or flow."""

    @property
    def facts(self) -> dict[str, Any]:
        """The one dict of facts of the case."""
        facts: dict[str, Any] = self._workflow.data
        return facts

    @property
    def ended(self) -> bool:
        """Say whether the process has reached its end."""
        return bool(self._workflow.completed)

    @property
    def walked(self) -> list[str]:
        """Ids of what was walked since start or restore, in order."""
        return [element for _, element in self.trail]

    @property
    def due_at(self) -> datetime | None:
        """The earliest instant at which a timer of the diagram will fire."""
        instants = [one.task_spec.event_definition.due(one) for one in self._waiting(ClockTimer)]
        return min((instant for instant in instants if instant is not None), default=None)

    def open_tasks(self) -> list[OpenTask]:
        """List the user tasks that can be done now."""
        return [open_task for open_task, _ in self._open()]

    def complete(self, step: str, answers: Mapping[str, Any], participant: str | None = None) -> None:
        """Do a step: keep the answers some expression asks for, go on to the next people (NotOpen)."""
        task = self._find(step, participant)
        known = self._engine.names - task.workflow.script_engine.case.givens().keys()
        self.facts.update(deepcopy({name: answers[name] for name in sorted(known & answers.keys())}))
        task.run()
        self._record(task)
        self._settle()

    def return_to(self, step: str) -> None:
        """Leave the present phase and go in again at an earlier step (NotWalkable, NotOpen)."""
        if step not in self._engine.returnable:
            raise NotWalkable(step)
        if not self._listens(RETURN):
            raise NotOpen(step)
        self.facts[ENTRY] = step
        self.send(RETURN)

    def send(self, message: str) -> bool:
        """Tell the process that something happened; False when it does not wait for that."""
        if not self._listens(message):
            return False
        self._workflow.send_event(BpmnEvent(MessageEventDefinition(message)))
        self._settle()
        return True

    def tick(self) -> None:
        """Do the automatic steps at hand, and let timers fire whose instant has come."""
        self._settle()

    def dump(self) -> bytes:
        """Write the state down, to be restored with the same definition."""
        return codec.dump(self._workflow)

    def _open(self) -> Iterator[tuple[OpenTask, Task]]:
        for task in self._workflow.get_tasks(state=TaskState.READY, manual=True):
            step = self._engine.user_tasks[task.task_spec.bpmn_id]
            try:
                participant = step.person(self.facts, task.internal_data.get("key_or_index"))
            except LookupError as error:
                raise failure(task, error) from error
            yield OpenTask(step.id, step.name, step.lane, step.phase, participant, step.properties), task

    def _find(self, step: str, participant: str | None) -> Task:
        for open_task, task in self._open():
            if (open_task.step, open_task.participant) == (step, participant):
                return task
        raise NotOpen(step, participant)

    def _waiting(self, kind: type) -> list[Task]:
        found = self._workflow.event_manager.tasks.values()
        return [task for task in found if isinstance(task.task_spec.event_definition, kind)]

    def _listens(self, message: str) -> bool:
        waiting = self._waiting(MessageEventDefinition)
        return message in {one.task_spec.event_definition.name for one in waiting}

    def _settle(self) -> None:
        self._left = MOST_STEPS
        try:
            self._workflow.do_engine_steps(did_complete_task=self._record)
            while self._workflow.get_next_task(state=TaskState.READY, manual=False):
                self._workflow.do_engine_steps(did_complete_task=self._record)
        except WorkflowException as error:
            step = getattr(error.task_spec, "bpmn_id", None) or getattr(error.task_spec, "name", None)
            name = getattr(error.task_spec, "bpmn_name", None)
            raise StepFailed(step or "", name or "", str(error)) from error
        codec.prune(self._workflow)
        if ENTRY in self.facts:
            self.facts[ENTRY] = None

    def _record(self, task: Task) -> None:
        self._left -= 1
        if self._left < 0:
            raise failure(task, RuntimeError("自动步骤过多"))
        element, process = task.task_spec.bpmn_id, task.workflow.spec.name
        if element is None:
            return
        self.trail.append((process, element))
        for child in task.children:
            target = child.task_spec.name.removesuffix(".BoundaryEventSplit")
            taken = self._engine.flows.get((process, element, target), ())
            self.trail.extend((process, flow) for flow in taken)
