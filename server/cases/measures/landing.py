"""Landing of measures: where a chain goes on once what was reached before is confirmed (补录)."""

from collections.abc import Sequence
from datetime import datetime

from server.models import MeasureRecord, User


def land(records: Sequence[MeasureRecord], by: User, now: datetime) -> None:  # noqa: ARG001  # the chain comes
    """Let the chains go on from what these confirmed records say."""
    return
