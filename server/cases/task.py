"""A task as its page shows it: the form, what it offers, what is already known, and who may fill it in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.access import Permission, has_role_for, may_act
from server.cases.answers import form_of
from server.cases.options import Option, offered
from server.cases.subject import OfOneCase
from server.cases.work import Work, load
from server.database import db
from server.models import Case, Task, User
from workflows.engine import Step
from workflows.forms import Form

NEVER_KNOWN = ("marks", "batch")
"""Asked anew although the case has something of that name."""


@dataclass
class TaskView(OfOneCase):
    """Everything a page or the API shows of a task."""

    task: Task
    case: Case
    step: Step
    marks: list[str]
    form: Form
    may: Permission
    holder: User | None
    options: dict[str, list[Option]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


def view_task(task_id: int, by: User, now: datetime) -> TaskView:
    """The task with its form, filled with the draft or with what the record already knows. Raises NotFound."""
    work = load(task_id, by, now, lock=False)
    holder = db.session.get(User, work.task.user_id) if work.task.user_id else None
    barred = work.barred if has_role_for(by, work.task) else {}
    may = may_act(by, work.task, barred, holder and holder.name)
    view = TaskView(work.task, work.case, work.step, work.marks, form_of(work), may, holder)
    if may:
        view.options = _options(view.form, work, by)
        view.answers = work.draft or known(view.form, work)
    return view


def _options(form: Form, work: Work, by: User) -> dict[str, list[Option]]:
    sources = {name: f.metadata["options"] for name, f in form.fields.items() if f.metadata.get("options")}
    by_source = {source: offered(source, work, by) for source in set(sources.values())}
    return {name: by_source[source] for name, source in sources.items()}


def known(form: Form, work: Work) -> dict[str, Any]:
    """What the record already holds under the names of the form's fields: nothing is typed twice."""
    wanted = [name for name in form.fields if name not in NEVER_KNOWN and not _asks_anew(form, name)]
    answers = {
        name: value for name, value in work.subject.told(wanted).items() if value not in (None, [], "")
    }
    defaults = {name: f.metadata["default"] for name, f in form.fields.items() if "default" in f.metadata}
    return {**defaults, **answers}


def _asks_anew(form: Form, name: str) -> bool:
    """Decisions are asked each time; only findings carry over."""
    widget: str = form.fields[name].metadata["widget"]
    return widget == "yes_no"


def tasks_of(case: Case) -> list[Task]:
    """The open tasks of a case, the most urgent first."""
    query = select(Task).where(Task.of(case), Task.closed_at.is_(None)).order_by(Task.due_on, Task.id)
    return list(db.session.scalars(query))
