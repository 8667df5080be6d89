"""What a problem or a measure says, read from a plan or from the ledger: in one form, so that both can be compared."""

from typing import Any

from server.imports.plan import Deadline, Flag, PlannedMeasure, PlannedProblem
from server.models import Measure, Problem

Said = dict[str, Any]


def problem_planned(problem: PlannedProblem) -> Said:
    """A problem as the plan words it."""
    return {
        "part": problem.part,
        "aspect": problem.aspect,
        "section": problem.section,
        "text": problem.text,
        "lead_units": list(problem.lead_units),
        "goal": problem.goal,
        "deadline": _deadline(problem.deadline),
    }


def problem_loaded(problem: Problem) -> Said:
    """A problem as the ledger has it."""
    return {
        "part": problem.part,
        "aspect": problem.aspect,
        "section": problem.section,
        "text": problem.text,
        "lead_units": problem.lead_names,
        "goal": problem.goal,
        "deadline": deadline_loaded(problem),
    }


def measure_planned(measure: PlannedMeasure) -> Said:
    """A measure as the plan words it."""
    return {
        "problem": measure.problem,
        "text": measure.text,
        "units": list(measure.units),
        "deadline": _deadline(measure.deadline),
    }


def measure_loaded(measure: Measure, problem_no: int) -> Said:
    """A measure as the ledger has it."""
    return {
        "problem": problem_no,
        "text": measure.text,
        "units": measure.unit_names,
        "deadline": deadline_loaded(measure),
    }


def deadline_loaded(row: Problem | Measure) -> Said:
    """A deadline as written and as understood."""
    return {
        "raw": row.deadline_raw,
        "date": row.deadline and row.deadline.isoformat(),
        "long_term": row.long_term,
        "immediate": row.immediate,
    }


def columns(planned: PlannedProblem | PlannedMeasure) -> Said:
    """The columns that problems and measures have in common."""
    return {
        "no": planned.no,
        "text": planned.text,
        "deadline_raw": planned.deadline.raw,
        "deadline": planned.deadline.date,
        "long_term": planned.deadline.long_term,
        "immediate": planned.deadline.immediate,
        "flags": [_flag(flag) for flag in planned.flags],
        "line": planned.line,
        "end_line": planned.end_line,
    }


def _deadline(deadline: Deadline) -> Said:
    return {
        "raw": deadline.raw,
        "date": deadline.date and deadline.date.isoformat(),
        "long_term": deadline.long_term,
        "immediate": deadline.immediate,
    }


def _flag(flag: Flag) -> dict[str, str]:
    return {"code": flag.code, "text": flag.text}
