"""Loading a plan (方案导入): compared first, written whole or not at all, and once only."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.access import is_office
from server.cases.administration import note
from server.cases.batches import current_round, hold
from server.cases.measures.opening import open_measures
from server.cases.plan.difference import Difference, compare
from server.cases.plan.following import ask_moved, note_changes
from server.cases.plan.ledger import read_ledger
from server.cases.plan.writing import Occasion, Written, write_plan
from server.cases.problems.asking import follow_plan
from server.cases.refusal import Forbidden, Refusal
from server.imports.plan import ParsedPlan
from server.models import Measure, Problem, Round

CORRECTED = "整改方案更正"
NAMED = 5
"""So many missing ones are named; the others are counted."""


class Missing(Refusal):
    """The new file lacks problems or measures that the ledger has; says where they stood."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Loaded:
    """What loading did, or would do once it is confirmed."""

    difference: Difference
    written: Written | None = None
    replaces_demo: bool = False


def load_plan(
    parsed: ParsedPlan, occasion: Occasion, *, confirmed: bool = False, round_: Round | None = None
) -> Loaded:
    """Load a plan where nothing is loaded, or where the difference is confirmed. Raises Forbidden or Missing."""
    if not is_office(occasion.by):
        raise Forbidden("只有市整改办可以导入整改方案。")
    round_ = round_ or current_round()
    hold(round_)
    ledger = read_ledger(round_)
    found = compare(parsed, ledger)
    replaces = bool(ledger.plan and ledger.plan.demo and not occasion.demo)
    if found.gone and not replaces:
        raise _missing(found.gone)
    if ledger.plan and not (found and confirmed):
        return Loaded(found, replaces_demo=replaces)
    written = write_plan(parsed, ledger, round_, occasion)
    note("load_plan", parsed.title, occasion.by, occasion.now, new={"file_name": occasion.file_name})
    if not replaces:
        note_changes(found.changed, ledger.measures, CORRECTED, occasion.by, occasion.now)
    open_measures(written.opened, occasion.by, occasion.now)
    running = [turn for turn in written.turns if turn.measure not in written.opened]
    ask_moved(running, occasion.by, occasion.now)
    follow_plan(written.plan.id, occasion.now)
    return Loaded(found, written, replaces)


def _missing(gone: Sequence[Problem | Measure]) -> Missing:
    named = "、".join(_name(row) for row in gone[:NAMED])
    more = f"等 {len(gone)} 项" if len(gone) > NAMED else ""
    return Missing(f"新文件里没有{named}{more};台账里的问题和措施不能删去,请核对文件。", gone[0].line)


def _name(row: Problem | Measure) -> str:
    kind = "问题" if isinstance(row, Problem) else "措施"
    return f"{kind} {row.no}(原在第 {row.line} 行)"
