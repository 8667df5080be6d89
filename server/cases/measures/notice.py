"""公示 of measures: of a whole problem at once, unless the office chose measure by measure."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from server.access import is_office
from server.cases.administration import note
from server.cases.refusal import Forbidden, Invalid
from server.database import db
from server.models import Measure, Problem, User

SCOPES = {"problem": "按问题公示", "measure": "按措施公示"}


def not_accepted(measure: Measure, steps: Sequence[str]) -> list[int]:
    """Measures that have to be where this one is before the problem's result is made public; `steps` in their order."""
    if measure.step is None:
        return []
    behind = steps[: steps.index(measure.step)]
    together = Problem.notice_scope == "problem"
    query = (
        select(Measure.no)
        .join(Problem, Measure.problem_id == Problem.id)
        .where(Measure.problem_id == measure.problem_id, together, Measure.step.in_(behind))
        .order_by(Measure.no)
    )
    return list(db.session.scalars(query))


def set_scope(problem: Problem, scope: str, reason: str, by: User, now: datetime) -> None:
    """The office says how the result is made public. Raises Forbidden or Invalid."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以改公示方式。")
    errors = {}
    if scope not in SCOPES:
        errors["scope"] = ["请选择公示方式。"]
    if not reason.strip():
        errors["reason"] = ["请写明理由。"]
    if errors:
        raise Invalid(errors)
    old, new = {"notice_scope": SCOPES[problem.notice_scope]}, {"notice_scope": SCOPES[scope]}
    note("notice_scope", f"问题 {problem.no}", by, now, old=old, new=new, reason=reason.strip())
    problem.notice_scope = scope
