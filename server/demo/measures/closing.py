"""Problems whose measures are all struck off: the office begins their closing, lead units confirm, the group files."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from server.cases.calendar import local_day
from server.cases.complete import complete_task
from server.cases.problems.asking import begin_closing
from server.database import db
from server.demo.measures.chain import moment
from server.demo.stage import Stage
from server.models import Problem, Task

BEGUN, CONFIRMED, CLOSED = 46, 38, 30
"""Working days before today on which the office began, the lead units confirmed and the leading group filed."""
CLOSING = {5: "", 8: "", 7: "close_problem", 12: "confirm_problem"}
"""Number of a problem -> the step where it stands; closed where none is named."""
FILING_NO = 1
REACHED = "问题涉及的措施已全部销号,现场和台账抽查未见反弹,整改目标已经达到。"


def close_problems(stage: Stage, problems: Mapping[int, Problem], today: date) -> None:
    """Bring these problems to where they stand."""
    for no in CLOSING.keys() & problems.keys():
        begin_closing(problems[no], stage.office(), moment(today, BEGUN, no))
        for step, day in {"confirm_problem": CONFIRMED, "close_problem": CLOSED}.items():
            if step == CLOSING[no]:
                break
            _do(stage, _tasks(problems[no], step), today, day)


def _tasks(problem: Problem, step: str) -> Iterable[Task]:
    query = select(Task).where(Task.problem_id == problem.id, Task.step == step, Task.closed_at.is_(None))
    return db.session.scalars(query.order_by(Task.id)).all()


def _do(stage: Stage, tasks: Iterable[Task], today: date, day: int) -> None:
    at = moment(today, day, 60)
    filed: dict[str, Any] = {
        "filing_no": f"柳整改销〔{at.year}〕问题{FILING_NO}号",
        "filed_on": local_day(at),
    }
    confirmed = {"goal_words": REACHED, "opinion": "同意报领导小组销号。"}
    for task in tasks:
        role, answers = ("leader", filed) if task.unit == "leading_group" else ("chief", confirmed)
        complete_task(task.id, answers, stage.staff.of(task.unit, role)[0], at)
