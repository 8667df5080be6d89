"""The diagrams: the process as it is drawn, and with `?c=`, `?m=` or `?p=` where one case stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from flask import Blueprint, render_template, request
from markupsafe import Markup

from server.auth import me
from server.cases.definition import TOPS, drawn_engine, drawn_files
from server.cases.finding import load_petition
from server.cases.history import history, people_named
from server.cases.measures.finding import load_measure
from server.cases.problems.asking import load_problem
from server.cases.refusal import NotFound
from server.cases.task import tasks_of
from server.diagram import outline, svg
from server.diagram.drawing import drawing
from server.models import Case, Task
from server.pages.names import unit_name

pages = Blueprint("flow", __name__)


@dataclass(frozen=True)
class Place:
    """Where a case stands: steps done, steps open with whom, steps it was sent back from."""

    done: set[str] = field(default_factory=set)
    now: Mapping[str, str] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)


@cache
def diagrams(top: str) -> dict[str, str]:
    """The diagrams of a kind of case by file and name: the whole first, then its phases as they are walked."""
    order = dict.fromkeys([top, *(step.phase for step in drawn_engine(top).user_tasks.values())])
    return {name: drawing(drawn_files()[f"{name}.bpmn"]).name for name in order}


@pages.get("/flow/<name>")
def show(name: str) -> str:
    """One diagram as a picture and as an ordered list."""
    files = next((all_ for all_ in map(diagrams, TOPS) if name in all_), None)
    if files is None:
        raise NotFound("没有这张流程图。")
    case = case_named()
    place = place_of(case) if case else Place()
    xml = drawn_files()[f"{name}.bpmn"]
    # the renderer builds the picture with lxml: names from the diagram arrive escaped
    picture = Markup(svg(xml, done=place.done, now=place.now, returned=place.returned))  # noqa: S704
    return render_template(
        "flow.html",
        name=name,
        files=files,
        case=case,
        named=request.query_string.decode(),
        picture=picture,
        steps=outline(xml, done=place.done, now=place.now, returned=place.returned),
    )


def case_named() -> Case | None:
    """The case the address names, if it names one and I may see it. Raises NotFound."""
    if no := request.args.get("c"):
        return load_petition(no, me())
    if number := request.args.get("m", type=int):
        return load_measure(number, me())
    if number := request.args.get("p", type=int):
        return load_problem(number, me())
    return None


def place_of(case: Case) -> Place:
    """The place of a case, from its open tasks and its record."""
    tasks = tasks_of(case)
    names = people_named({task.user_id for task in tasks if task.user_id})
    entries = history(case)
    return Place(
        done={entry.step for entry in entries if entry.verb == "complete" and entry.step},
        now=held_by(tasks, names),
        returned={entry.step for entry in entries if entry.verb == "return" and entry.step},
    )


def held_by(tasks: list[Task], names: Mapping[int, str]) -> dict[str, str]:
    """Open steps with who has them; where several units do one, how many of them are left."""
    held: dict[str, list[str]] = {}
    for task in tasks:
        held.setdefault(task.step, []).append(names.get(task.user_id or 0) or unit_name(task.unit))
    return {step: all_[0] if len(all_) == 1 else f"{len(all_)} 家未办" for step, all_ in held.items()}
