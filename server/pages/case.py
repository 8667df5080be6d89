"""The case page put together: header, stages, the form of the open step, record, files, facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.access import is_office
from server.auth import me
from server.cases.attach import files_of
from server.cases.calendar import calendar
from server.cases.finding import complainant_of
from server.cases.history import history, people_named
from server.cases.pauses import explain_due, statutory_of
from server.cases.task import TaskView, tasks_of
from server.clock import today
from server.models import Attachment, Case, Petition, Task, User
from server.pages.facts import complainant_facts, facts_of
from server.pages.form import Filling, view_form
from server.pages.record import tell
from server.pages.upload import kept
from workflows.deadlines import light
from workflows.roles import LANES


@dataclass(frozen=True)
class Holder:
    """One open step: where it stands, with whom, until when."""

    task: Task
    name: str | None
    light: str


def case_page(
    view: TaskView,
    *,
    tasks: list[Task] | None = None,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    rows: int = 1,
) -> dict[str, Any]:
    """What the template of a running petition needs; `typed` wins over draft and record."""
    needs_contact = bool(view.may) and view.step.properties.get("identity") == "yes"
    return {
        **running_page(view, tasks or tasks_of(view.case), typed, errors, rows),
        **_about(view.petition),
        "complainant": complainant_facts(complainant_of(view.petition, me(), needs_contact)),
    }


def running_page(
    view: TaskView,
    tasks: list[Task],
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    rows: int = 1,
) -> dict[str, Any]:
    """What the page of any running case shows: its open steps, the form of one, record and files."""
    attached = files_of(view.case)
    page = still_page(view.case, tasks, attached, [view.holder, me()])
    answers = {**filed(view, attached), **view.answers} if typed is None else typed
    filling = Filling(answers, errors or {}, view.options, page["files"], min(rows, 30))
    return {
        **page,
        "view": view,
        "form": view_form(view.form, filling) if view.may else None,
        "acts": _acts(view),
        "decides": _decides(view),
        "form_name": type(view.form).__name__,
        "came_back": next((one for one in page["record"][:1] if one.verb in ("return", "refuse")), None),
    }


def filed(view: TaskView, attached: list[Attachment]) -> dict[str, list[str]]:
    """Files this step was done with before, when it is done again: they need not be chosen once more."""
    if not view.may:
        return {}
    mine = [file for file in attached if not view.task.participant or file.user_id == me().id]
    known = [file for file in mine if file.filed and file.step == view.step.id]
    kinds = {name: field.metadata.get("kind") for name, field in view.form.fields.items()}
    found = {
        name: [str(file.id) for file in known if file.kind == kind] for name, kind in kinds.items() if kind
    }
    return {name: ids for name, ids in found.items() if ids}


def closed_page(petition: Petition) -> dict[str, Any]:
    """What the template of an archived petition needs."""
    return {
        **still_page(petition, [], files_of(petition), []),
        **_about(petition),
        "complainant": complainant_facts(complainant_of(petition, me(), False)),
    }


def still_page(
    case: Case, tasks: list[Task], attached: list[Attachment], known: list[User | None]
) -> dict[str, Any]:
    """What the page of any case shows where nobody is at work on it."""
    files = kept(attached)
    return {
        "view": None,
        "form": None,
        "acts": {},
        "case": case,
        "holders": _holders(tasks, {user.id: user.name for user in known if user}),
        "case_light": _light(case.step_due_on) if tasks else None,
        "files": files,
        "record": tell(history(case), files),
        "office": is_office(me()),
    }


def _about(petition: Petition) -> dict[str, Any]:
    return {
        "petition": petition,
        "kinds": [mark.kind for mark in petition.marks],
        "why_due": explain_due(petition, calendar()),
        "statutory": _statutory(petition),
        "groups": facts_of(petition),
    }


def _holders(tasks: list[Task], known: dict[int, str]) -> list[Holder]:
    names = known | people_named({task.user_id for task in tasks if task.user_id} - known.keys())
    return [Holder(task, names.get(task.user_id or 0), _light(task.due_on)) for task in tasks]


def _light(due: Any) -> str:
    return light(due, today(), calendar())


def _statutory(petition: Petition) -> str:
    """The other clock of a running case, in words."""
    budget = statutory_of(petition) if petition.step else None
    event = "受理" if petition.received_on else "交办"
    return budget.explain(calendar(), event) if budget else ""


def _acts(view: TaskView) -> dict[str, bool]:
    """Which acts beside the form the page offers; each is checked again when it is done."""
    user, task = me(), view.task
    held = task.user_id == user.id
    named = bool(task.participant)
    lead = user.holds({"chief", "principal", "head"}, task.unit)
    return {
        "claim": bool(view.may) and task.user_id is None and "press" not in view.step.properties,
        "release": held and not named and LANES[task.lane].place != "person",
        "hand_over": (held or lead) and not named,
        "return": view.step.properties["stage"] != "register"
        and ((bool(view.may) and not _decides(view)) or is_office(user)),
        "paper": view.step.properties.get("paper") == "yes" and task.unit in user.units,
    }


def _decides(view: TaskView) -> bool:
    """Is this a step of judging what others did: then the record comes before the form."""
    return any(field.metadata.get("decision") for field in view.form.fields.values())
