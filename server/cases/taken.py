"""Cases that were taken in from a list: moved to their landing step, corrected while nobody has begun."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.cases.advance import advance
from server.cases.four_eyes import Act
from server.cases.noting import note_act
from server.cases.record import take
from server.cases.registration import FIRST, identify, keep
from server.cases.returning import reopen_at
from server.cases.sent import Sent
from server.cases.work import work_of
from server.database import db
from server.models import Event, Petition, Round, User

UNBEGUN = "register"
"""The stage in which nobody has signed for the case yet."""
SOURCES = {"assignment": "交办清单", "history": "一览表或台账", "form": "登记表"}


def move_in(petition: Petition, landing: str, now: datetime) -> None:
    """Let a case of history start at its landing step: the diagram enters there, nothing is inserted by hand."""
    work = work_of(petition, now)
    if work.task.step != landing:
        reopen_at(work, landing)


def may_update(petition: Petition, kind: str) -> str | None:
    """Why a changed row may not change the case; None when it may."""
    if petition.source != kind:
        return f"本件已由{SOURCES[petition.source]}登记,不能用另一种表覆盖;需要改动请在案件页办理。"
    begun = petition.stage != UNBEGUN if kind == "assignment" else _begun(petition)
    return "本件已开始办理,表中的改动没有写入;需要改动请在案件页办理。" if begun else None


def _begun(petition: Petition) -> bool:
    human = select(Event.id).where(
        Event.petition_id == petition.id, Event.verb != "import", Event.verb != "update"
    )
    return db.session.scalar(human.limit(1)) is not None


def update_petition(
    petition: Petition, given: Mapping[str, Any], types_raw: str, key: str, by: User, now: datetime
) -> None:
    """Take a corrected row: old and new values are kept, and the case is routed again."""
    work = work_of(petition, now)
    reopen_at(work, FIRST)
    work = work_of(petition, now)
    identify(petition, db.session.get_one(Round, petition.round_id), given, types_raw)
    work.marks += keep(petition, given, "再次导入时列入", by, now)
    changes = take(petition, given)
    petition.content_key = key
    note_act(work, "update", by, unit="office", changes=changes, reason="再次导入,表中内容有改动")
    work.done = [Act(FIRST, by.id, by.staff_no, by.name, False)]
    advance(work, dict(given), Sent(given))
