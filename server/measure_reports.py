"""Lists of measures and problems: SQL read straight from the tables; every figure is the count of its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from server.access import measure_visible
from server.cases.dispatch.unmoved import UNMOVED, unmoved
from server.cases.inbox import light_is
from server.cases.measures.striking import struck_off
from server.measure_states import REACHED, due, state
from server.models import Measure, Owing, Problem, Task, User


@dataclass(frozen=True)
class MeasureFilter:
    """A list of measures as the URL says it."""

    unit: str | None = None
    lead: str | None = None
    holder: str | None = None
    problem: str | None = None
    deadline: str | None = None
    light: str | None = None
    due: str | None = None
    state: str | None = None
    step: str | None = None
    tag: str | None = None
    flag: str | None = None
    q: str | None = None


def conditions(wanted: MeasureFilter, by: User, plan_id: int, today: date) -> list[ColumnElement[bool]]:
    """What a measure of a plan must meet to stand in the list."""
    given = {name: value for name, value in vars(wanted).items() if value and name in CONDITIONS}
    found = [CONDITIONS[name](value) for name, value in given.items()]
    if wanted.light:
        found += [~struck_off(), light_is(Measure.deadline, wanted.light, today)]
    if wanted.due == REACHED:
        found.append(Measure.deadline <= today)
    elif wanted.due:
        found.append(due(today).in_(wanted.due.split(",")))
    return [Measure.plan_id == plan_id, measure_visible(by), *found]


def owed_by(unit: str) -> ColumnElement[bool]:
    """Does the unit owe the measure now? `none`: nobody does yet."""
    now = select(Owing.measure_id).where(Owing.removed_at.is_(None))
    return Measure.id.not_in(now) if unit == "none" else Measure.id.in_(now.where(Owing.unit == unit))


def _led_by(unit: str) -> ColumnElement[bool]:
    return Measure.problem_id.in_(select(Problem.id).where(Problem.leads.contains([unit])))


def _held_by(unit: str) -> ColumnElement[bool]:
    """Does the unit have an open task of the measure, or is it the one that has not signed?"""
    open_ = select(Task.measure_id).where(Task.closed_at.is_(None), Task.measure_id.is_not(None))
    return Measure.id.in_(open_.where(or_(Task.unit == unit, Task.participant == unit)))


def _at_step(step: str) -> ColumnElement[bool]:
    """Is it open for the measure, first or not? `none`: nothing is open."""
    if step == "none":
        return Measure.step.is_(None)
    open_ = select(Task.measure_id).where(Task.closed_at.is_(None), Task.measure_id.is_not(None))
    return Measure.id.in_(open_.where(Task.step == step))


def _until(period: str) -> ColumnElement[bool]:
    """A month as 2024-06, 立行立改 (`immediate`) or 长期坚持 (`long_term`)."""
    if period in ("immediate", "long_term"):
        column: InstrumentedAttribute[bool] = getattr(Measure, period)
        return column.is_(True)
    return func.to_char(Measure.deadline, "YYYY-MM") == period


def _of_problem(no: str) -> ColumnElement[bool]:
    return Measure.problem_id.in_(select(Problem.id).where(Problem.no == number(no)))


def _tagged(tag: str) -> ColumnElement[bool]:
    """A tag of the problem, or the section of the plan in which it stands."""
    belongs = or_(Problem.tags.contains([tag]), Problem.section == tag)
    return Measure.problem_id.in_(select(Problem.id).where(belongs))


def _flagged(flag: str) -> ColumnElement[bool]:
    still = Measure.id.in_(select(unmoved().subquery().c.measure_id))
    if flag == UNMOVED:
        return still
    if flag == "any":
        return or_(func.jsonb_array_length(Measure.flags) > 0, still)
    return Measure.flags.contains([{"code": flag}])


def _with_words(words: str) -> ColumnElement[bool]:
    columns = (Measure.text, Measure.title, func.array_to_string(Measure.unit_names, "、"))
    said = or_(*(column.icontains(words, autoescape=True) for column in columns))
    return or_(said, Measure.no == number(words)) if number(words) else said


def number(words: str) -> int:
    """A number from the URL; what is no number matches no row."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


CONDITIONS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "unit": owed_by,
    "lead": _led_by,
    "holder": _held_by,
    "problem": _of_problem,
    "deadline": _until,
    "state": lambda states: state().in_(states.split(",")),
    "step": _at_step,
    "tag": _tagged,
    "flag": _flagged,
    "q": _with_words,
}
"""How each word of the URL narrows the list."""


def measures(wanted: MeasureFilter, by: User, plan_id: int, today: date) -> Select[Measure, str]:
    """The measures of a list with their problems and states, in the plan's order."""
    return (
        select(Measure, state().label("state"))
        .join(Problem, Measure.problem_id == Problem.id)
        .where(*conditions(wanted, by, plan_id, today))
        .order_by(Measure.no)
        .options(contains_eager(Measure.problem))
    )
