"""The state of a process in about one kilobyte: finished tasks pruned, what is left as a checked array.

A state is `xh1:<crc>:` and JSON `[facts, ended, tasks]`; a task is `[spec, state, parent]`, with its inner
data and the tasks of a called process behind. Predictions are left out and made again on loading. Uses
private parts of SpiffWorkflow 3.2.0: exact pin, and a differential fuzz test in the test suite.
"""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import orjson
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.model import Context, Gathering, Model
from workflows.refusals import StateRefused

VERSION = b"xh1"
PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
STATES = frozenset(
    {TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED, TaskState.CANCELLED}
)


def prune(workflow: BpmnWorkflow) -> None:
    """Forget what is finished and decides nothing any more; the tree stays small in the longest case."""
    for key, called in list(workflow.subprocesses.items()):
        if called.completed:
            del workflow.subprocesses[key]
        else:
            _prune(called)
    _prune(workflow)


def dump(workflow: BpmnWorkflow) -> bytes:
    """Write a pruned process down; facts must be plain JSON values."""
    body = orjson.dumps([workflow.data, workflow.completed, _records(workflow)], option=PLAIN)
    return b"%s:%08x:%s" % (VERSION, crc32(body), body)


def load(state: bytes, model: Model, context: Context) -> BpmnWorkflow:
    """Bring a process back to where it was (StateRefused when the state is damaged or of other diagrams)."""
    facts, ended, records = _open(state)
    workflow = BpmnWorkflow(model.top, model.specs, script_engine=context, deserializing=True)
    try:
        workflow.data = dict(facts)
        workflow.completed = bool(ended)
        _grow(workflow, records, model)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise StateRefused(f"流程状态与流程图不符：{error}") from error
    return workflow


def _open(state: bytes) -> tuple[Any, Any, Any]:
    version, _, rest = bytes(state).partition(b":")
    if version != VERSION:
        raise StateRefused(f"不认识的流程状态版本：{version[:20]!r}")
    checksum, _, body = rest.partition(b":")
    if checksum != b"%08x" % crc32(body):
        raise StateRefused("流程状态已损坏")
    try:
        facts, ended, records = orjson.loads(body)
    except (ValueError, TypeError) as error:
        raise StateRefused("流程状态已损坏") from error
    return facts, ended, records


def _prune(workflow: BpmnBaseWorkflow) -> None:
    kept = _kept(workflow)
    order: list[Task] = []
    stack = [(workflow.task_tree, workflow.task_tree)]
    while stack:
        task, above = stack.pop()
        if task.id in kept:
            order.append(task)
            if task is not above:
                task.parent = above
            above = task
        stack.extend((child, above) for child in reversed(task.children))
    for task in order:
        task.children = []
    for task in order[1:]:
        task.parent._children.append(task.id)
    workflow.tasks = {task.id: task for task in order}
    workflow.last_task = None


def _kept(workflow: BpmnBaseWorkflow) -> set[Any]:
    kept = {workflow.task_tree.id}
    for task in workflow.tasks.values():
        if task.has_state(TaskState.NOT_FINISHED_MASK):
            kept.add(task.id)
            kept.update(one.id for one in _witnesses(task))
    return kept


def _witnesses(task: Task) -> Iterator[Task]:
    """Name finished tasks an unfinished one still looks at: its split, the tokens waiting beside it."""
    parent = task.parent
    if parent is not None and isinstance(parent.task_spec, BoundaryEventSplit):
        yield parent
    if isinstance(task.task_spec, Gathering) and task.has_state(TaskState.WAITING):
        for other in task.task_spec.arrivals(task):
            yield other
            yield other.parent


def _records(workflow: BpmnBaseWorkflow) -> list[list[Any]]:
    places = {workflow.task_tree.id: 0}
    records = []
    stack = list(reversed(workflow.task_tree.children))
    while stack:
        task = stack.pop()
        if task.state < TaskState.WAITING:
            continue
        places[task.id] = len(places)
        records.append(_record(task, places[task.parent.id]))
        stack.extend(reversed(task.children))
    return records


def _record(task: Task, parent: int) -> list[Any]:
    record: list[Any] = [task.task_spec.name, task.state, parent]
    inner = {key: value for key, value in task.internal_data.items() if _counts(key, value)}
    called = task.workflow.top_workflow.subprocesses.get(task.id)
    if inner or called is not None:
        record.append(inner)
    if called is not None:
        record.append(_records(called))
    return record


def _counts(key: str, value: object) -> bool:
    return key != "merged" and value is not None and value is not False


def _grow(workflow: BpmnBaseWorkflow, records: list[list[Any]], model: Model) -> None:
    tasks = [Task(workflow, workflow.spec.start, state=TaskState.COMPLETED)]
    workflow.task_tree = tasks[0]
    for name, state, parent, *more in records:
        if state not in STATES:
            raise ValueError(f"state {state}")
        task = Task(workflow, workflow.spec.task_specs[name], tasks[parent], state)
        tasks.append(task)
        _restore(task, *more)
        if len(more) > 1:
            _call(task, more[1], model)
    for task in tasks:
        if task.has_state(TaskState.NOT_FINISHED_MASK):
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)


def _restore(task: Task, inner: dict[str, Any] | None = None, _called: object = None) -> None:
    task.internal_data = dict(inner or {})
    above = task.parent.task_spec
    task.triggered = isinstance(above, LoopTask) and above.task_spec == task.task_spec.name
    if isinstance(task.task_spec, LoopTask):
        task.internal_data["merged"] = []
    if isinstance(task.task_spec, CatchingEvent) and task.state == TaskState.WAITING:
        task.workflow.top_workflow.event_manager.add_task(task)


def _call(task: Task, records: list[list[Any]], model: Model) -> None:
    top = task.workflow.top_workflow
    called = BpmnSubWorkflow(model.specs[task.task_spec.spec], task.id, top, deserializing=True)
    top.subprocesses[task.id] = called
    _grow(called, records, model)
