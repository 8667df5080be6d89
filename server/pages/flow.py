"""The diagrams: the process as it is drawn, and with `?c=` where one case stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from flask import Blueprint, render_template, request
from markupsafe import Markup

from server.auth import me
from server.cases.definition import drawn_engine, drawn_files
from server.cases.finding import load_petition
from server.cases.history import history, people_named
from server.cases.refusal import NotFound
from server.cases.task import tasks_of
from server.diagram import outline, svg
from server.diagram.drawing import drawing
from server.models import Petition
from server.pages.names import unit_name

pages = Blueprint("flow", __name__)


@dataclass(frozen=True)
class Place:
    """Where a case stands: steps done, steps open with whom, steps it was sent back from."""

    done: set[str] = field(default_factory=set)
    now: Mapping[str, str] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)


@cache
def diagrams() -> dict[str, str]:
    """The diagrams by file and name: the whole first, then its phases in the order they are walked."""
    order = dict.fromkeys(["petition", *(step.phase for step in drawn_engine().user_tasks.values())])
    return {name: drawing(drawn_files()[f"{name}.bpmn"]).name for name in order}


@pages.get("/flow/<name>")
def show(name: str) -> str:
    """One diagram as a picture and as an ordered list."""
    if name not in diagrams():
        raise NotFound("没有这张流程图。")
    no = request.args.get("c")
    petition = load_petition(no, me()) if no else None
    place = place_of(petition) if petition else Place()
    xml = drawn_files()[f"{name}.bpmn"]
    # the renderer builds the picture with lxml: names from the diagram arrive escaped
    picture = Markup(svg(xml, done=place.done, now=place.now, returned=place.returned))  # noqa: S704
    return render_template(
        "flow.html",
        name=name,
        files=diagrams(),
        petition=petition,
        picture=picture,
        steps=outline(xml, done=place.done, now=place.now, returned=place.returned),
    )


def place_of(petition: Petition) -> Place:
    """The place of a case, from its open tasks and its record."""
    tasks = tasks_of(petition)
    names = people_named({task.user_id for task in tasks if task.user_id})
    entries = history(petition)
    return Place(
        done={entry.step for entry in entries if entry.verb == "complete" and entry.step},
        now={task.step: names.get(task.user_id or 0) or unit_name(task.unit) for task in tasks},
        returned={entry.step for entry in entries if entry.verb == "return" and entry.step},
    )
