"""From the lines of a plan to the plan: its outline understood, its milestones proposed, its flags raised."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.imports.plan.blocks import Block
from server.imports.plan.counts import check_counts
from server.imports.plan.deadlines import read_deadline
from server.imports.plan.flags import measure_flags, problem_flags, renumbered_flag
from server.imports.plan.forms import Form, read_lines
from server.imports.plan.headings import first_line, plan_title
from server.imports.plan.milestones import find_milestones
from server.imports.plan.outline import outline
from server.imports.plan.parsed import Deadline, ParsedPlan, PlannedMeasure, PlannedProblem
from server.imports.plan.refused import PlanRefused
from server.imports.plan.signs import without_stop
from server.imports.plan.slips import Passage, find_slips
from server.imports.plan.units import read_units


def parse_plan(lines: Sequence[str]) -> ParsedPlan:
    """The plan that these lines spell; refuses damage with the line that shows it."""
    said = list(read_lines(lines))
    if not said:
        raise PlanRefused(1, "文件是空的,没有内容;请检查选择的文件。")
    start = first_line(said)
    blocks, aspects = outline(said[start:])
    problems = [_problem(block) for block in blocks]
    measures = [_measure(inner, block.number) for block in blocks for inner in block.measures]
    check_counts(said[:start], aspects, len(problems), len(measures))
    return _flagged(
        ParsedPlan(plan_title(said[:start]), tuple(lines), tuple(problems), tuple(measures)), blocks
    )


def _problem(block: Block) -> PlannedProblem:
    goal = block.entries[Form.GOAL]
    return PlannedProblem(
        no=block.number,
        part=block.headings.get(Form.PART),
        aspect=block.headings.get(Form.ASPECT),
        section=block.headings.get(Form.SECTION),
        text=block.words(Form.PROBLEM),
        lead_units=_units(block, Form.LEAD),
        lead_line=block.entries[Form.LEAD].line,
        lead_units_raw=without_stop(block.words(Form.LEAD)),
        goal=goal.words,
        goal_line=goal.line,
        deadline=_deadline(block),
        measures=tuple(inner.number for inner in block.measures),
        flags=(),
        milestones=find_milestones(goal.words, goal.line),
        line=block.line,
        end_line=block.end_line,
    )


def _measure(block: Block, problem: int) -> PlannedMeasure:
    text = block.words(Form.MEASURE)
    return PlannedMeasure(
        no=block.number,
        problem=problem,
        text=text,
        units=_units(block, Form.UNITS),
        units_line=block.entries[Form.UNITS].line,
        units_raw=without_stop(block.words(Form.UNITS)),
        deadline=_deadline(block),
        flags=(),
        milestones=find_milestones(text, block.line),
        line=block.line,
        end_line=block.end_line,
    )


def _units(block: Block, form: Form) -> tuple[str, ...]:
    return read_units(block.entries[form].line, block.words(form))


def _deadline(block: Block) -> Deadline:
    return read_deadline(block.entries[Form.DEADLINE].line, block.words(Form.DEADLINE))


def _flagged(plan: ParsedPlan, blocks: Sequence[Block]) -> ParsedPlan:
    slips = find_slips([*_passages(blocks), *_unit_passages(plan)])
    printed = {inner.number: inner.printed for block in blocks for inner in block.measures}
    by_no = {problem.no: problem for problem in plan.problems}
    problems = (replace(one, flags=(*problem_flags(one), *slips.get(one.line, ()))) for one in plan.problems)
    measures = []
    for one in plan.measures:
        flags = [*measure_flags(one, by_no[one.problem]), *slips.get(one.line, ())]
        if printed[one.no] != one.no:
            flags.append(renumbered_flag(one.no, one.problem, printed[one.no]))
        measures.append(replace(one, flags=tuple(flags)))
    return replace(plan, problems=tuple(problems), measures=tuple(measures))


def _passages(blocks: Sequence[Block]) -> Iterator[Passage]:
    for block in blocks:
        for one in (block, *block.measures):
            for entry in one.entries.values():
                yield Passage(one.line, entry.line, entry.words)


def _unit_passages(plan: ParsedPlan) -> Iterator[Passage]:
    for problem in plan.problems:
        yield from (Passage(problem.line, problem.lead_line, unit, unit=True) for unit in problem.lead_units)
    for measure in plan.measures:
        yield from (Passage(measure.line, measure.units_line, unit, unit=True) for unit in measure.units)
