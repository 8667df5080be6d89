"""The ledger as a table for people: each measure with its units, step, state, progress and flags."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select

from server.cases.definition import drawn_steps
from server.cases.plan.ledger import Ledger
from server.cases.plan.progress import progress
from server.database import db
from server.measure_states import STATES, state
from server.models import Measure


def ledger_rows(ledger: Ledger, today: date) -> Iterator[dict[str, object]]:
    """The measures in the plan's order, by the columns of the exported ledger."""
    problems = {problem.id: problem for problem in ledger.problems.values()}
    ids = [row.id for row in ledger.measures.values()]
    counted, stands = progress(ids), _stands(ids)
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
            "state": _said(row, stands[row.id], today),
            "progress": counted[row.id].words,
            "flags": "\n".join(flag["text"] for flag in row.flags),
        }


def _stands(ids: Sequence[int]) -> dict[int, str]:
    query = select(Measure.id, state().label("state")).where(Measure.id.in_(ids))
    return {row.id: row.state for row in db.session.execute(query)}


def _said(row: Measure, stands: str, today: date) -> str:
    """Where a measure stands, in one word: how it was struck off, or how it runs."""
    if stands != "running":
        return STATES[stands]
    if row.deadline and row.deadline < today:
        return "超期"
    return "办理中" if row.step else "未启动"
