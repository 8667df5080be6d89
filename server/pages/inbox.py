"""待办: what waits for me and my unit, most urgent first; 下一件 takes the first that nobody has."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.claim import claim_next
from server.cases.definition import drawn_steps
from server.cases.inbox import SCOPES, InboxFilter, InboxRow, inbox
from server.clock import now
from server.pages.names import unit_names
from server.pages.words import HEAPS, LIGHTS
from workflows.normal import TYPES

pages = Blueprint("inbox", __name__)
SCOPE_NAMES = {"all": "全部", "mine": "我的", "unit": "本单位待领"}
LIGHT_ORDER = ("red", "yellow", "green", "grey")


@dataclass(frozen=True)
class Group:
    """Rows under one light."""

    light: str
    name: str
    rows: list[InboxRow]


@pages.get("/")
def show() -> str:
    """The inbox in groups by light, filtered as the address says."""
    wanted = filter_of(request.args)
    rows = inbox(me(), now(), wanted)
    return render_template(
        "inbox.html",
        wanted=wanted,
        groups=grouped(rows),
        total=len(rows),
        ids=[row.task_id for row in rows],
        waiting=waiting(wanted, rows),
        batches=batches(rows),
        presses={step.id for step in drawn_steps().values() if "press" in step.properties},
        state_address=address(wanted, "inbox.state"),
        steps=[(step.id, step.name) for step in drawn_steps().values()],
        scopes=scope_chips(wanted),
        lights=light_chips(wanted),
        units=list(unit_names().items()),
        types=[(name, name) for name in TYPES],
    )


@pages.post("/next")
def take_next() -> ResponseReturnValue:
    """下一件: the most urgent task nobody has taken, now mine."""
    task = claim_next(me(), now())
    if task is None:
        flash("本单位没有待领的件。")
        return redirect(url_for("inbox.show"), 303)
    return redirect(url_for("task.show", task_id=task.id), 303)


@pages.get("/inbox/state")
def state() -> ResponseReturnValue:
    """What waits, as bare numbers with a tag: asked every minute, answered 304 while nothing changed."""
    ids = [row.task_id for row in inbox(me(), now(), filter_of(request.args))]
    response = jsonify(tasks=ids)
    response.set_etag(sha256(repr(ids).encode()).hexdigest()[:16])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def filter_of(args: dict[str, str]) -> InboxFilter:
    """What the address asks for; what it cannot mean is left out."""
    scope = args.get("scope", "all")
    light = args.get("light")
    return InboxFilter(
        scope=scope if scope in SCOPES else "all",
        county=args.get("county") or None,
        light=light if light in LIGHTS else None,
        type=args.get("type") or None,
        step=args.get("step") or None,
    )


def grouped(rows: list[InboxRow]) -> list[Group]:
    """The rows by light, groups without rows left out."""
    found = [Group(light, HEAPS[light], [row for row in rows if row.light == light]) for light in LIGHT_ORDER]
    return [group for group in found if group.rows]


def waiting(wanted: InboxFilter, rows: list[InboxRow]) -> int:
    """How many tasks of my unit wait to be taken while I have none."""
    return len(inbox(me(), now(), InboxFilter(scope="unit"))) if wanted.scope == "mine" and not rows else 0


def batches(rows: list[InboxRow]) -> list[tuple[str, str, int]]:
    """Steps that wait several times and may be done together."""
    found = Counter(row.step for row in rows)
    steps = [step for step in drawn_steps().values() if step.properties.get("batch") == "yes"]
    return [(step.id, step.name, found[step.id]) for step in steps if found[step.id] > 1]


def address(wanted: InboxFilter, page: str = "inbox.show", **changed: str | None) -> str:
    """The address of this inbox with one filter changed; filters not set do not stand in it."""
    chosen = {**vars(wanted), **changed}
    return url_for(page, **{name: value for name, value in chosen.items() if value and value != "all"})


def scope_chips(wanted: InboxFilter) -> list[tuple[str, str, bool]]:
    """Whose tasks are shown."""
    return [(name, address(wanted, scope=key), wanted.scope == key) for key, name in SCOPE_NAMES.items()]


def light_chips(wanted: InboxFilter) -> list[tuple[str, str, bool]]:
    """Which lights are shown; a second press on the chosen one shows all again."""
    return [
        (
            f"{LIGHTS[light][0]} {LIGHTS[light][1]}",
            address(wanted, light=None if wanted.light == light else light),
            wanted.light == light,
        )
        for light in LIGHT_ORDER[:3]
    ]
