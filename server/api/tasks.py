"""Tasks: the inbox, one task with its form, and doing it."""

from typing import Any

from server.api import either, names, showing
from server.api.form_view import form_view
from server.api.reading import Blueprint, body_of, take_page
from server.api.task_schema import COMPLETION, CompletionForm, DoneSchema, TaskQuery, TaskSchema, TasksSchema
from server.auth import me
from server.cases.colleagues import colleagues
from server.cases.complete import complete_task
from server.cases.inbox import InboxFilter, count, inbox
from server.cases.options import return_steps
from server.cases.record import plain
from server.cases.sent import Paper
from server.cases.task import TaskView, tasks_of, view_task
from server.cases.work import load
from server.clock import now
from server.database import db
from server.models import Task

tasks = Blueprint("tasks", __name__, url_prefix="/api/tasks", description="Steps that wait (待办)")
ID = "<int(max=2147483647):task_id>"
"""Numbers beyond the database's are no task's."""


@tasks.get("")
@tasks.response(200, TasksSchema)
@tasks.arguments(TaskQuery, location="query")
def list_tasks(wanted: dict[str, Any]) -> dict[str, Any]:
    """List what is in my hands and what waits in my units, the most urgent first."""
    most, skip = take_page(wanted)
    chosen = InboxFilter(**{name: value for name, value in wanted.items() if value is not None})
    return {
        "items": showing.rows(inbox(me(), now(), chosen, most, skip)),
        "total": count(me(), now(), chosen),
    }


@tasks.get(f"/{ID}")
@tasks.response(200, TaskSchema)
@tasks.refusing(404)
def read_task(task_id: int) -> dict[str, Any]:
    """Read a task: its form, what the form offers for this very case, and what is known already."""
    view = view_task(task_id, me(), now())
    needed = bool(view.may) and view.step.properties.get("identity") == "yes"
    return {
        **showing.open_tasks([view.task])[0],
        **either.in_brief(view.case),
        "form": form_view(view.form, view.options),
        "may": view.may,
        "answers": plain(view.answers),
        "complainant": either.complainant(view.case, needed),
        **_other_ways(view),
    }


@tasks.post(f"/{ID}/complete")
@tasks.response(200, DoneSchema)
@tasks.refusing(403, 404, 409)
@tasks.doc(requestBody=body_of(COMPLETION))
@tasks.arguments(CompletionForm)
def complete(given: dict[str, Any], task_id: int) -> dict[str, Any]:
    """Do a step with the answers of its form: the schema is the component named by the task's `form.name`."""
    paper = Paper(**given["paper"]) if given.get("paper") else None
    submission = given.get("submission")
    done = complete_task(task_id, given["answers"], me(), now(), submission=submission, paper=paper)
    return {
        "step": names.step(db.session.get_one(Task, task_id).step),
        "repeated": done.repeated,
        **either.in_brief(done.case),
        "tasks": showing.open_tasks(tasks_of(done.case)),
    }


def _other_ways(view: TaskView) -> dict[str, Any]:
    """Steps the case can be returned to, and people the task can be handed to."""
    if view.task.closed_at is not None:
        return {"return_steps": [], "colleagues": []}
    work = load(view.task.id, me(), now(), lock=False)
    return {
        "return_steps": showing.choices(return_steps(work, me())),
        "colleagues": showing.choices(colleagues(work, me())),
    }
