"""A rectification plan (整改方案) read into problems and measures, without a database and without the web.

`read_plan` takes a file (.txt or .docx), `parse_plan` its lines; both give a `ParsedPlan` or raise `PlanRefused`,
whose message names the line. Structure is found by form (第一部分, 一、, (一), 问题一:, labels, 1.), never by
place or by one city's words. Source text stays as it is; normal forms, milestones and flags stand beside it.
"""

from server.imports.plan.ledger import as_json
from server.imports.plan.parsed import Deadline, Flag, Milestone, ParsedPlan, PlannedMeasure, PlannedProblem
from server.imports.plan.reading import parse_plan
from server.imports.plan.refused import PlanRefused
from server.imports.plan.source import read_plan
from server.imports.plan.units import is_undefined, name_key

__all__ = [
    "Deadline",
    "Flag",
    "Milestone",
    "ParsedPlan",
    "PlanRefused",
    "PlannedMeasure",
    "PlannedProblem",
    "as_json",
    "is_undefined",
    "name_key",
    "parse_plan",
    "read_plan",
]
