"""The invented callbacks of the year: drawn a working week ago, some done, one discontent decided, one waiting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from server.cases.callbacks.calling import TRIES, Said, barred, not_reached, reached
from server.cases.callbacks.drawing import draw_sample
from server.cases.callbacks.following import decide
from server.cases.callbacks.report import Row, report
from server.database import db
from server.demo.days import NEXT, at_work, working_day_before
from server.demo.stage import Stage
from server.models import Event, User

DRAWN = 5
"""So many working days ago; the calls were made on the last."""
AROUND = "周边已经没有异味,也没有再听到噪声"
SAYINGS = (
    ("满意", "问题已经解决"),
    ("基本满意", "比以前好多了,希望长期保持"),
    ("不满意", "白天好了,夜里偶尔还有"),
    ("满意", "有人上门说明过情况"),
    ("不满意", "没有人联系过我"),
    ("满意", "没有意见"),
)
"""What the first ones say, in the order of the sample; the first discontent is decided, the next waits."""


def call_some(stage: Stage, today: date) -> None:
    """Draw the sample and ask about a part of it; one is not reached at all, the rest waits."""
    clerk, head = stage.office("clerk"), stage.office("head")
    sample = draw_sample(clerk, at_work(working_day_before(today, DRAWN), 20))
    day = working_day_before(today, 1)
    rows = [row for row in report(sample).rows if _quiet_since(row, at_work(day, 0))]
    for turn, (row, (result, words)) in enumerate(zip(rows, SAYINGS, strict=False)):
        said = Said(result, AROUND if row.callback.way == "walk" and result == "满意" else words, day, 3)
        _ask(row, said, _caller(row, clerk, head), at_work(day, 10) + turn * NEXT)
    _in_vain(rows[len(SAYINGS) :], clerk, head, day)
    _decide(rows, clerk, head, at_work(day, 450))


def _quiet_since(row: Row, at: datetime) -> bool:
    """Has nothing happened in the case since, so that the call is the latest of its history?"""
    latest = db.session.scalar(select(func.max(Event.at)).where(Event.of(row.petition)))
    return latest is None or latest < at


def _caller(row: Row, clerk: User, head: User) -> User:
    return head if barred(row.petition, clerk) else clerk


def _ask(row: Row, said: Said, by: User, at: datetime) -> None:
    walked = {} if row.callback.way == "walk" else {"visited_on": None, "households": None}
    reached(row.callback.id, Said(**{**vars(said), **walked}), by, at + timedelta(minutes=1))


def _in_vain(rows: Sequence[Row], clerk: User, head: User, day: date) -> None:
    row = next((row for row in rows if row.callback.way == "phone"), None)
    if row is not None:
        for turn in range(TRIES):
            not_reached(row.callback.id, "无人接听", _caller(row, clerk, head), at_work(day, 60 + 120 * turn))


def _decide(rows: Sequence[Row], clerk: User, head: User, at: datetime) -> None:
    """The first discontent is answered by the other of the two; the second waits."""
    row = next((row for row in rows if row.undecided), None)
    if row is not None:
        by = head if row.callback.done_by == clerk.id else clerk
        decide(row.callback.id, None, "再次现场检查,整改措施都在,已向对方说明。", by, at)
