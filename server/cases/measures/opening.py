"""Opening measures: each newly loaded measure begins its chain."""

from collections.abc import Sequence
from datetime import datetime

from server.models import Measure, User


def open_measures(measures: Sequence[Measure], by: User, now: datetime) -> None:  # noqa: ARG001  # the chain comes
    """Let the chain of each of these measures begin."""
    return
