"""The frame around every page: who is signed in, how much waits, and the words templates use."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, url_for
from flask_babel import gettext
from flask_login import current_user

from server.access import is_office, sees_all
from server.auth import me
from server.cases.calendar import calendar
from server.cases.inbox import count
from server.clock import now, today
from server.models import User, number_of
from server.pages import words
from server.pages.facts import label_of
from server.pages.names import address_of, step_name, unit_name
from workflows.roles import STAGES


@dataclass(frozen=True)
class Shell:
    """What the top bar says of the person signed in."""

    user: User
    units: str
    count: int
    office: bool
    everywhere: bool
    admin: bool
    demo: bool


FILTERS: Mapping[str, Callable[..., Any]] = {
    "t": gettext,
    "day": lambda day: words.say_day(day, today()),
    "moment": lambda at: words.say_time(at, today()),
    "remaining": lambda due: calendar().remaining(due, today()),
    "size": words.say_size,
    "shape": lambda light: words.LIGHTS[light][0],
    "light_word": lambda light: words.LIGHTS[light][1],
    "unit": unit_name,
    "step": step_name,
    "number": number_of,
    "address": address_of,
    "label": label_of,
    "stage": lambda stage: STAGES.get(stage, ""),
    "excerpt": words.excerpt,
    "marked": words.marked,
    "dialable": words.dialable,
}
"""Words and shapes templates say things by."""


def dress(app: Flask) -> None:
    """Give templates the frame, the filters and the few functions they call."""
    app.context_processor(frame)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(submission_key=submission_key, asset=asset, stage_list=list(STAGES.items()))
    app.jinja_env.filters.update(FILTERS)


def frame() -> dict[str, Any]:
    """The frame of this request; nothing of it before somebody has signed in."""
    if not current_user.is_authenticated:
        return {"shell": None}
    if "shell" not in g:
        user = me()
        g.shell = Shell(
            user=user,
            units="、".join(unit_name(code) for code in user.units),
            count=count(user, now()),
            office=is_office(user),
            everywhere=sees_all(user),
            admin=user.holds({"admin"}),
            demo=bool(current_app.config.get("DEMO")),
        )
    return {"shell": g.shell}


def submission_key() -> str:
    """A new key for one form: the same form sent twice is one act."""
    return uuid.uuid4().hex


def asset(name: str) -> str:
    """The address of a static file, changing with its content so that browsers may keep it."""
    return url_for("static", filename=name, v=_digest(Path(current_app.static_folder or "") / name))


@cache
def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:8]
