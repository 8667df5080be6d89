"""User tasks: as they are drawn, and as they wait in a running process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.outline import Outline


@dataclass(frozen=True)
class Step:
    """A user task as it is drawn."""

    id: str
    name: str
    lane: str
    phase: str
    properties: Mapping[str, str]

    @property
    def participant(self) -> str:
        """Name the fact that says who does the step; empty when the lane alone decides."""
        return self.properties.get("participant", "")

    def person(self, facts: Mapping[str, Any], place: int | None) -> str | None:
        """Say who does the step by the facts; `place` is the position in the list when several people do it."""
        told = facts.get(self.participant)
        if isinstance(told, list):
            if place is None:
                raise LookupError("单人步骤不能由一份名单办理")
            told = told[place]
        return None if told is None else str(told)


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits to be done, by one participant when the diagram names one."""

    step: str
    name: str
    lane: str
    phase: str
    participant: str | None
    properties: Mapping[str, str]


def user_steps(outlines: Mapping[str, Outline], process: str) -> Iterator[Step]:
    """List user tasks in the order of the diagrams: those of a called phase stand where it is called."""
    for node in outlines[process].nodes.values():
        if node.kind == "userTask":
            yield Step(node.id, node.name, node.lane, process, node.properties)
        elif node.kind == "callActivity":
            yield from user_steps(outlines, node.calls)


def entry_steps(top: Outline, outlines: Mapping[str, Outline]) -> dict[str, str]:
    """Steps at which a case may enter the phases of the top process (or its own when it has none): id and name.

    They stand in the order of the diagrams.
    """
    phases = [outlines[node.calls] for node in top.of_kind("callActivity") if node.calls in outlines]
    return {
        node.id: node.name
        for phase in phases or [top]
        for node in phase.nodes.values()
        if node.id in phase.returnable()
    }
