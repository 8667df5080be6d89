"""Four eyes (经办与审核分离): who did what in a case, and whom that keeps from a step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union_all
from sqlalchemy.orm import aliased

from server.cases.subject import Subject
from server.database import db
from server.models import Case, Event, Measure, Post, Problem, User
from workflows.engine import Step

ACTS = ("complete", "inspect")
"""Verbs that four eyes look at: a step done, an inspection made."""


@dataclass
class Act:
    """A step somebody completed: what four eyes and held-by rules look at."""

    step: str
    user_id: int
    staff_no: str
    name: str
    handling: bool


def _sources(cases: Sequence[Case]) -> Iterator[tuple[ColumnElement[Any], ColumnElement[bool]]]:
    """Whose acts count for these cases: their own; for a problem what was handled in its measures too."""
    ids = [case.id for case in cases]
    own = Event.column_of(cases[0])
    yield own, own.in_(ids)
    if isinstance(cases[0], Problem):
        problem = select(Measure.problem_id).where(Measure.id == Event.measure_id).scalar_subquery()
        measures = select(Measure.id).where(Measure.problem_id.in_(ids))
        yield problem, and_(Event.handling, Event.measure_id.in_(measures))


def acts(case: Case) -> list[Act]:
    """Who completed which step of the case so far, oldest first."""
    return acts_of([case])[case.id]


def acts_of(cases: Sequence[Case]) -> dict[int, list[Act]]:
    """The same for many cases of one kind, in one statement."""
    if not cases:
        return {}
    found: dict[int, list[Act]] = defaultdict(list)
    query = union_all(*(_acts(column, met) for column, met in _sources(cases))).order_by("id")
    for case_id, _, step, user_id, staff_no, name, handling in db.session.execute(query):
        found[case_id].append(Act(step or "", user_id or 0, staff_no, name, handling))
    return found


def _acts(column: ColumnElement[Any], met: ColumnElement[bool]) -> Select[Any]:
    columns = (Event.id, Event.step, Event.user_id, User.staff_no, User.name, Event.handling)
    query: Select[Any] = select(column.label("case_id"), *columns).join(User, Event.user_id == User.id)
    return query.where(met, Event.verb.in_(ACTS))


def excluded(step: Step, subject: Subject, done: list[Act], names: dict[str, str]) -> dict[str, str]:
    """Staff numbers that four eyes keep from this step, each with the reason in words."""
    kinds = step.properties.get("excludes", "").split()
    out: dict[str, str] = {}
    if "handled" in kinds:
        member = f"您是本件的包案成员,不能再做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers(subject.members, done), member)
    if "section" in kinds:
        out |= _same_section(step, [act.user_id for act in done if act.handling])
    for act in done:
        if (act.handling and "handled" in kinds) or act.step in kinds:
            out[act.staff_no] = f"您办理过本件({names.get(act.step, act.step)}),不能再做“{step.name}”。"
    if "cadre" in kinds and subject.cadre is not None:
        cadre = f"您是本件的包案领导,不能做“{step.name}”。"
        out |= dict.fromkeys(_staff_numbers([subject.cadre], done), cadre)
    return out


def _same_section(step: Step, handlers: Sequence[int]) -> dict[str, str]:
    """Colleagues of the handlers' own sections: where a unit verifies its own work, another section signs."""
    colleague, handler, theirs, his = aliased(User), aliased(User), aliased(Post), aliased(Post)
    query = (
        select(colleague.staff_no, colleague.section)
        .join(theirs, theirs.user_id == colleague.id)
        .join(his, his.unit == theirs.unit)
        .join(handler, and_(handler.id == his.user_id, handler.section == colleague.section))
        .where(handler.id.in_(handlers))
        .distinct()
    )
    rows = db.session.execute(query) if handlers else ()
    return {no: f"您与本件的经办人同在{section},“{step.name}”须由别的科(股)室签字。" for no, section in rows}


def _staff_numbers(ids: Iterable[int | str], done: list[Act]) -> list[str]:
    """Staff numbers of people; the database is asked only for those who have not acted in the case."""
    wanted = {int(one) for one in ids}
    known = {act.user_id: act.staff_no for act in done if act.user_id in wanted}
    strange = wanted - known.keys()
    asked = db.session.scalars(select(User.staff_no).where(User.id.in_(strange))) if strange else ()
    return [*known.values(), *asked]
