"""Acts on a task beside doing it: taking it, giving it back, handing it over, returning the case."""

from typing import Any

from server.api import either, showing
from server.api.answer_schema import OpenTaskSchema
from server.api.reading import Blueprint
from server.api.task_schema import HandOverForm, ReleaseForm, ReturnedSchema, ReturnForm
from server.api.tasks import ID
from server.auth import me
from server.cases.claim import claim, hand_over, release
from server.cases.returning import return_to
from server.clock import now
from server.database import db

acts = Blueprint("acts", __name__, url_prefix="/api/tasks", description="Taking, giving back, returning")


@acts.post(f"/{ID}/claim")
@acts.response(200, OpenTaskSchema)
@acts.refusing(403, 404, 409)
def take(task_id: int) -> dict[str, Any]:
    """领取: the task is mine, unless somebody was faster."""
    return showing.open_tasks([claim(task_id, me(), now())])[0]


@acts.post(f"/{ID}/release")
@acts.response(200, OpenTaskSchema)
@acts.refusing(403, 404, 409)
@acts.arguments(ReleaseForm)
def give_back(given: dict[str, Any], task_id: int) -> dict[str, Any]:
    """释放: the task goes back to the unit, with a word for the next."""
    return showing.open_tasks([release(task_id, given.get("note") or "", me(), now())])[0]


@acts.post(f"/{ID}/hand-over")
@acts.response(200, OpenTaskSchema)
@acts.refusing(403, 404, 409)
@acts.arguments(HandOverForm)
def pass_on(given: dict[str, Any], task_id: int) -> dict[str, Any]:
    """转交: a colleague of the same unit goes on with it."""
    return showing.open_tasks([hand_over(task_id, given["to"], given.get("note") or "", me(), now())])[0]


@acts.post(f"/{ID}/return")
@acts.response(200, ReturnedSchema)
@acts.refusing(403, 404, 409)
@acts.arguments(ReturnForm)
def send_back(given: dict[str, Any], task_id: int) -> dict[str, Any]:
    """退回: the case goes back to a step it has walked; answers the case as it stands now."""
    found = return_to(task_id, given["step"], given["reason"], me(), now())
    db.session.flush()
    return either.whole(found)
