"""催办 of many measures at once: each for itself; those where nobody owes a signature are told apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from server.cases.measures.finding import load_measure
from server.cases.measures.inspecting import may_inspect, nudge
from server.cases.refusal import Forbidden, NotFound, Stale
from server.database import transaction
from server.models import User


@dataclass
class Nudged:
    """What became of it: how many measures and open tasks, and the measures with nothing open."""

    measures: int = 0
    tasks: int = 0
    idle: list[int] = field(default_factory=list)


def nudge_many(numbers: Iterable[int], words: str, by: User, now: datetime) -> Nudged:
    """Remind, for each of these measures, those who have not signed yet. Raises Forbidden."""
    if not may_inspect(by):
        raise Forbidden("只有市整改办和督查单位可以催办。")
    found = Nudged()
    for no in sorted(set(numbers)):
        try:
            with transaction():
                found.tasks += nudge(load_measure(no, by), words, by, now)
            found.measures += 1
        except (NotFound, Stale):
            found.idle.append(no)
    return found
