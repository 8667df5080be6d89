"""Drafts: what somebody has typed into a task survives a closed browser, a return and a bad connection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from server.access import has_role_for
from server.cases.record import plain
from server.cases.refusal import Forbidden, Stale
from server.cases.work import load
from server.database import db
from server.models import Draft, User

LIMIT = 200_000
"""Characters of one draft."""


def save_draft(task_id: int, answers: Mapping[str, Any], by: User, now: datetime) -> None:
    """Keep what was typed so far, unchecked. Raises NotFound, Stale when the step is over, or Forbidden."""
    work = load(task_id, by, now, lock=False)
    if work.task.closed_at is not None:
        raise Stale("这一步已经办过了,草稿没有保存。")
    if not has_role_for(by, work.task) and work.task.unit not in by.units:
        raise Forbidden("这一步不归您办理,草稿没有保存。")
    kept = plain({name: value for name, value in answers.items() if value not in (None, "", [])})
    if len(str(kept)) > LIMIT:
        raise Stale("草稿太长,没有保存。")
    row = {"task_id": task_id, "user_id": by.id, "answers": kept, "saved_at": now}
    statement = insert(Draft).values(row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["task_id", "user_id"], set_={"answers": kept, "saved_at": now}
        )
    )
