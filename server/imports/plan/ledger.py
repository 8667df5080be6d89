"""The plan as plain data: what export and comparison are made of, problems and measures by number."""

from collections.abc import Sequence
from typing import Any

from server.imports.plan.parsed import Deadline, Flag, Milestone, ParsedPlan, PlannedMeasure, PlannedProblem


def as_json(plan: ParsedPlan) -> dict[str, Any]:
    """Problems and measures with dates in ISO or null; a measure also has the milestones of its problem's goal."""
    goals = {problem.no: problem.milestones for problem in plan.problems}
    return {
        "problems": [_problem(problem) for problem in plan.problems],
        "measures": [_measure(measure, goals[measure.problem]) for measure in plan.measures],
    }


def _problem(problem: PlannedProblem) -> dict[str, Any]:
    return {
        "no": problem.no,
        "aspect": problem.aspect,
        "section": problem.section,
        "text": problem.text,
        "lead_units": list(problem.lead_units),
        "goal": problem.goal,
        "deadline": _deadline(problem.deadline),
        "measures": list(problem.measures),
    }


def _measure(measure: PlannedMeasure, goal: Sequence[Milestone]) -> dict[str, Any]:
    return {
        "no": measure.no,
        "problem": measure.problem,
        "text": measure.text,
        "units": list(measure.units),
        "first_unit": measure.first_unit,
        "deadline": _deadline(measure.deadline),
        "flags": [_flag(flag) for flag in measure.flags],
        "milestones": [_milestone(milestone) for milestone in (*measure.milestones, *goal)],
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "raw": deadline.raw,
        "date": deadline.date and deadline.date.isoformat(),
        "long_term": deadline.long_term,
        "immediate": deadline.immediate,
    }


def _flag(flag: Flag) -> dict[str, str]:
    return {"code": flag.code, "text": flag.text}


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "date": milestone.date and milestone.date.isoformat(),
        "text": milestone.text,
        "target": milestone.target,
        "line": milestone.line,
    }
