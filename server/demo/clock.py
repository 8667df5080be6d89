"""The demonstration's clock: it runs on, and whoever is signed in may put it forward to see a period end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert

from server.cases.calendar import calendar, local_day
from server.clock import today
from server.database import db
from server.demo.days import at_work
from server.demo.people import PASSWORD
from server.models import Petition, Setting
from server.pages.login import local

AHEAD = "demo_clock"
"""Setting: seconds by which the demonstration is ahead of the world."""
STEPS = {1: "快进到下一个工作日", 5: "快进 5 个工作日"}

pages = Blueprint("demo", __name__, url_prefix="/demo")


class DemoClock:
    """The time of the demonstration, as far ahead as the setting says."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        """The present instant of the demonstration."""
        return datetime.now(UTC) + self.ahead

    def forward(self, working_days: int) -> date:
        """Go on to the morning of the n-th working day from today, and keep that."""
        now = self()
        morning = at_work(calendar().add_working_days(local_day(now), working_days), 0)
        ahead = self.ahead + (morning - now)
        row = {"name": AHEAD, "value": ahead.total_seconds()}
        kept = insert(Setting).values(row).on_conflict_do_update(index_elements=["name"], set_=row)
        db.session.execute(kept)
        self.ahead = ahead
        return morning.date()


@pages.post("/clock")
def forward() -> ResponseReturnValue:
    """Put the clock forward, then show the same page again."""
    days = request.form.get("days", type=int)
    if days not in STEPS:
        abort(400)
    current_app.config["CLOCK"].forward(days)
    return redirect(local(request.form.get("back", "/")), 303)


def dress(app: Flask) -> None:
    """Turn an app into a demonstration: its clock, its button, its banner; what is registered in it is invented."""
    setting = db.session.get(Setting, AHEAD)
    app.config.update(DEMO=True, CLOCK=DemoClock(timedelta(seconds=setting.value if setting else 0)))
    app.register_blueprint(pages)
    app.context_processor(banner)
    event.listen(Petition, "before_insert", mark_invented)


def banner() -> dict[str, Any]:
    """What the banner of every page says and offers."""
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {"demo": {"today": today(), "steps": STEPS, "back": back, "password": PASSWORD}}


def mark_invented(_mapper: object, _connection: object, petition: Petition) -> None:
    """Whatever is registered or imported in a demonstration is demonstration data too."""
    if current_app.config.get("DEMO"):
        petition.demo = True
