"""Where a case stands in a diagram, in words: done, open, returned, ahead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from server.diagram.drawing import Drawing

State = Literal["done", "now", "returned", "ahead"]
WORDS: Mapping[State, str] = {"done": "已完成", "now": "进行中", "returned": "已退回", "ahead": "未到"}
CALLED = ("callActivity",)
AUTOMATIC = ("serviceTask", "businessRuleTask")
STEPS = ("userTask", "receiveTask", *CALLED, *AUTOMATIC)


class Step(NamedTuple):
    """One step of the ordered list beside the picture."""

    id: str
    name: str
    lane: str
    state: State


@dataclass(frozen=True)
class Position:
    """What is done in one diagram, what is open with whom, what was sent back."""

    done: Collection[str]
    now: Mapping[str, str]
    returned: Collection[str]

    def state(self, element_id: str) -> State:
        """The state of one element: an open step counts before a returned one, that before a done one."""
        if element_id in self.now:
            return "now"
        if element_id in self.returned:
            return "returned"
        return "done" if element_id in self.done else "ahead"

    def steps(self, plan: Drawing) -> list[Step]:
        """List the steps of a diagram in the order of its file, each with its state."""
        nodes = [shape.node for shape in plan.shapes if shape.node.kind in STEPS]
        return [Step(node.id, node.name, node.lane, self.state(node.id)) for node in nodes]

    def sentences(self, plan: Drawing) -> str:
        """Say the position in a few sentences; the names of all steps when nothing has happened yet."""
        steps = self.steps(plan)
        parts = []
        for state in ("now", "returned", "done"):
            names = [self._with_note(step) for step in steps if step.state == state]
            if names:
                parts.append(f"{WORDS[state]}：{'、'.join(names)}。")
        return "".join(parts) or f"共{len(steps)}步：{'、'.join(step.name for step in steps)}。"

    def _with_note(self, step: Step) -> str:
        note = self.now.get(step.id)
        return f"{step.name}（{note}）" if note else step.name
