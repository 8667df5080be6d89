"""Refusals: why an act was not done, in one sentence for the person who tried."""

from collections.abc import Mapping
from typing import Any

from server.cases.sent import Sent


class Refusal(Exception):
    """The act was refused; nothing was changed."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is no such thing, or not for this person: the answer is the same."""

    status = 404

    def __init__(self, message: str = "没有找到,或者不归您办理。") -> None:
        super().__init__(message)


class Forbidden(Refusal):
    """The person may see the case but not do this."""

    status = 403


class Stale(Refusal):
    """Somebody was faster, or the case has moved on."""


class Invalid(Refusal):
    """What was filled in cannot be accepted; says which field and why."""

    status = 422

    def __init__(self, errors: dict[str, Any], message: str = "有几项需要改一下,填写的内容都还在。") -> None:
        super().__init__(message)
        self.errors = errors


class Failed(Refusal):
    """An automatic step raised: everything was rolled back, what was sent is kept with an incident."""

    status = 500

    def __init__(self, message: str, task_id: int | None, key: Mapping[str, int], sent: Sent) -> None:
        super().__init__(message)
        self.task_id = task_id  # none, and no case either, where registering it failed
        self.key = dict(key)
        self.sent = sent


def words(refusal: Refusal) -> str:
    """A refusal in one line, with what was wrong in which field."""
    errors = getattr(refusal, "errors", {})
    return ";".join(str(m) for found in errors.values() for m in found) if errors else refusal.message
