"""专项标签 of problems: from the plan's sections, then the office's own."""

import re
from datetime import datetime

from sqlalchemy import select

from server.access import is_office
from server.cases.administration import note
from server.cases.batches import current_round
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.database import db
from server.models import Plan, Problem, User

MOST = 10
LONGEST = 40


def problem_of(no: int, by: User) -> Problem:
    """The problem of this number in the current round, for the office. Raises Forbidden or NotFound."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以改问题的标签。")
    query = select(Problem).join(Plan, Problem.plan_id == Plan.id)
    found: Problem | None = db.session.scalar(
        query.where(Problem.no == no, Plan.round_id == current_round().id)
    )
    if found is None:
        raise NotFound
    return found


def known_tags(problem: Problem) -> list[str]:
    """All tags of the plan, to choose from."""
    rows = db.session.scalars(
        select(Problem.tags).where(Problem.plan_id == problem.plan_id).order_by(Problem.no)
    )
    return list(dict.fromkeys(tag for tags in rows for tag in tags))


def set_tags(problem: Problem, words: str, by: User, now: datetime) -> None:
    """Let a problem carry these tags, written one a line or divided by 、 or ;. Raises Invalid."""
    tags = list(dict.fromkeys(tag.strip() for tag in re.split(r"[\n、;;]+", words) if tag.strip()))
    if len(tags) > MOST or any(len(tag) > LONGEST for tag in tags):
        raise Invalid({"tags": [f"最多 {MOST} 个标签,每个最多 {LONGEST} 个字。"]})
    if tags == problem.tags:
        return
    note("tags", f"问题 {problem.no}", by, now, old={"tags": problem.tags}, new={"tags": tags})
    problem.tags = tags
