"""Flags: where the facts of a plan do not fit together; each says both facts, and changes neither."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from server.imports.plan.parsed import Deadline, Flag, Milestone, PlannedMeasure, PlannedProblem
from server.imports.plan.signs import folded
from server.imports.plan.units import is_undefined, name_key

_YEARLY = re.compile("每年(?!度)|逐年|每一年")


def measure_flags(measure: PlannedMeasure, problem: PlannedProblem) -> Iterator[Flag]:
    """What the office should look at before a measure is opened."""
    yield from _against_problem(measure, problem)
    yield from _against_text(measure)
    yield from _against_leads(measure.units, problem.lead_units)
    yield from group_flags(measure.units)


def problem_flags(problem: PlannedProblem) -> Iterator[Flag]:
    """What the office should look at in a problem: its goal against its day, and its lead units."""
    latest = _latest(problem.milestones)
    if latest and latest.date != problem.deadline.date and problem.deadline.date:
        yield _disagreement("整改目标", latest, problem.deadline)
    yield from _yearly(problem.goal, problem.deadline)
    yield from group_flags(problem.lead_units)


def group_flags(units: Sequence[str]) -> Iterator[Flag]:
    """The groups whose members the plan does not name."""
    for unit in units:
        if is_undefined(unit):
            yield Flag("undefined_group", f"「{unit}」没有写明是哪些单位,须由整改办选定。")


def renumbered_flag(no: int, problem: int, printed: int) -> Flag:
    """Each problem counts its measures anew, so that a number names a measure only in the whole plan."""
    return Flag("renumbered", f"方案中是问题 {problem} 的第 {printed} 条,按全文顺序编为第 {no} 条。")


def _against_problem(measure: PlannedMeasure, problem: PlannedProblem) -> Iterator[Flag]:
    own, whole = measure.deadline, problem.deadline
    if own.date and whole.date and own.date > whole.date:
        yield Flag(
            "later_than_problem",
            f"措施时限「{own.raw}」晚于问题 {problem.no} 的时限「{whole.raw}」。",
        )
    if not own.date and whole.date:
        yield Flag(
            "undated_under_dated",
            f"措施时限「{own.raw}」没有日期,问题 {problem.no} 的时限是「{whole.raw}」。",
        )


def _against_text(measure: PlannedMeasure) -> Iterator[Flag]:
    latest, until = _latest(measure.milestones), measure.deadline.date
    if latest and until and latest.date and latest.date > until:
        yield _disagreement("措施", latest, measure.deadline)
    yield from _yearly(measure.text, measure.deadline)


def _yearly(text: str, deadline: Deadline) -> Iterator[Flag]:
    match = _YEARLY.search(folded(text))
    if match and deadline.date and not deadline.long_term:
        clause = re.split("[,;。]", folded(text)[match.start() :], maxsplit=1)[0]
        said = text[match.start() : match.start() + len(clause)]
        yield Flag("yearly_with_end", f"正文要求「{said}」,时限却到「{deadline.raw}」为止。")


def _against_leads(units: Sequence[str], leads: Sequence[str]) -> Iterator[Flag]:
    doing, leading = [name_key(unit) for unit in units], {name_key(unit) for unit in leads}
    named = "、".join(leads)
    if doing[0] in leading:
        yield Flag(
            "first_unit_leads",
            f"第一责任单位「{units[0]}」也是牵头单位「{named}」,核查验收的是自己的工作。",
        )
    if not leading & set(doing):
        yield Flag(
            "lead_not_executing", f"牵头单位「{named}」不在责任单位之列,第一责任单位是「{units[0]}」。"
        )


def _disagreement(where: str, milestone: Milestone, deadline: Deadline) -> Flag:
    return Flag("date_disagrees", f"{where}写「{milestone.text}」,时限是「{deadline.raw}」,两者不一致。")


def _latest(milestones: Sequence[Milestone]) -> Milestone | None:
    return max((one for one in milestones if one.date), key=lambda one: one.date or date.min, default=None)
