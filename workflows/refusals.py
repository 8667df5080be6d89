"""What the engine refuses, each with what a page needs to say why."""

from collections.abc import Sequence

from workflows.sources import Problem


class ModelRefused(ValueError):
    """Diagrams or decision tables may not be deployed; `problems` says why, element by element."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(map(str, self.problems)))


class StateRefused(ValueError):
    """A stored state is damaged, of a foreign version, or of another definition; the case is left alone."""


class NotOpen(LookupError):
    """The step is not open (any more) for this participant, or nobody waits for the message."""

    def __init__(self, step: str, participant: str | None = None) -> None:
        self.step = step
        self.participant = participant
        super().__init__(f"步骤“{step}”当前未开放")


class NotWalkable(LookupError):
    """A case cannot be returned to this step: no entry of any phase leads to it."""

    def __init__(self, step: str) -> None:
        self.step = step
        super().__init__(f"不能退回到步骤“{step}”")


class StepFailed(RuntimeError):
    """An automatic step, a condition or a decision table could not be worked out; nothing of it counts."""

    def __init__(self, step: str, name: str, reason: str) -> None:
        self.step = step
        self.name = name
        self.reason = reason
        super().__init__(f"步骤“{name or step}”无法完成：{reason}")
