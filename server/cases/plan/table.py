"""The ledger as a table for people: each measure with its units, step, state, progress and flags."""

from collections.abc import Iterator
from datetime import date

from server.cases.definition import drawn_steps
from server.cases.plan.ledger import Ledger
from server.cases.plan.progress import progress
from server.models import Measure


def ledger_rows(ledger: Ledger, today: date) -> Iterator[dict[str, object]]:
    """The measures in the plan's order, by the columns of the exported ledger."""
    problems = {problem.id: problem for problem in ledger.problems.values()}
    counted = progress([row.id for row in ledger.measures.values()])
    steps = drawn_steps()
    for row in ledger.measures.values():
        problem = problems[row.problem_id]
        yield {
            "problem": problem.no,
            "measure": row.no,
            "text": row.text,
            "units": row.unit_names,
            "leads": problem.lead_names,
            "deadline": row.deadline_raw,
            "step": steps[row.step].name if row.step and row.step in steps else row.step,
            "state": state_of(row, today),
            "progress": counted[row.id].words,
            "flags": "\n".join(flag["text"] for flag in row.flags),
        }


def state_of(row: Measure, today: date) -> str:
    """Where a measure stands, in one word."""
    if row.archived_at:
        return "转入长期坚持" if row.long_term else "已销号"
    if row.deadline and row.deadline < today:
        return "超期"
    return "办理中" if row.step else "未启动"
