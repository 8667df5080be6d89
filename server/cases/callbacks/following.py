"""What follows discontent: another person than the caller has the case done again, or says why not."""

from collections.abc import Mapping
from datetime import datetime

from server.cases.callbacks.calling import barred, callback_of
from server.cases.callbacks.drawing import require_caller
from server.cases.definition import drawn_engine
from server.cases.refusal import Forbidden, Invalid, Stale
from server.cases.returning import do_again, steps_back
from server.models import Callback, Petition, User
from workflows.forms.review import DISCONTENT


def decide(number: int, to: str | None, reason: str, by: User, now: datetime) -> None:
    """不满意: another person than the caller has the case done again from a step, or says why it stays as it is.

    Raises Forbidden, Stale, NotFound or Invalid.
    """
    require_caller(by)
    callback, petition = callback_of(number, lock=True)
    require_decider(callback, petition, by)
    errors = {}
    if to is not None and to not in steps_to_do_again(petition):
        errors["to"] = ["请选择从哪一步重办。"]
    if not reason.strip():
        errors["reason"] = ["请写明理由。"]
    if errors:
        raise Invalid(errors)
    callback.sent_back_to, callback.decision = to, reason.strip()
    callback.decided_by, callback.decided_at = by.id, now
    if to is not None:
        do_again(petition, to, f"电话回访不满意:{reason.strip()}", by, now, step=None, unit="office")


def require_decider(callback: Callback, petition: Petition, by: User) -> None:
    """Raises Stale where nobody's discontent waits, Forbidden for the caller: maker is never checker."""
    if callback.result != DISCONTENT or callback.decided_at is not None:
        raise Stale("本件没有等待处理的不满意回访。")
    if callback.done_by == by.id:
        raise Forbidden("这次回访是您做的,怎样处理由市整改办的另一个人决定。")
    if why := barred(petition, by):
        raise Forbidden(why)


def steps_to_do_again(petition: Petition) -> Mapping[str, str]:
    """Where a case may be done again, in the diagram's order."""
    return steps_back(petition, drawn_engine())
