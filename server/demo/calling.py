"""The invented callbacks of the year: drawn a working week ago, some done, one discontent decided, one waiting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from server.cases.calendar import local_day
from server.cases.callbacks.calling import TRIES, Said, barred, not_reached, reached
from server.cases.callbacks.drawing import draw_sample
from server.cases.callbacks.following import decide
from server.cases.callbacks.report import Row, report
from server.database import db
from server.demo.days import NEXT, at_work, working_day_before
from server.demo.stage import Stage
from server.models import Event, User

LATER = timedelta(minutes=9)
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


def call_some(stage: Stage, now: datetime) -> None:
    """Draw the sample and ask about a part of it; one is not reached at all, the rest waits."""
    today = local_day(now)
    clerk, head = stage.office("clerk"), stage.office("head")
    drawn_on = max(working_day_before(today, DRAWN), date(today.year, 1, 1))
    sample = draw_sample(clerk, min(at_work(drawn_on, 20), now))
    day = working_day_before(today, 1)
    if day < drawn_on:
        return
    rows = [row for row in report(sample).rows if _latest(row) < now - LATER]
    for turn, (row, (result, words)) in enumerate(zip(rows, SAYINGS, strict=False)):
        said = Said(result, AROUND if row.callback.way == "walk" and result == "满意" else words, day, 3)
        at = max(at_work(day, 10) + turn * NEXT, _latest(row) + LATER)
        _ask(row, said, _caller(row, clerk, head), at)
    quiet = [row for row in rows[len(SAYINGS) :] if _latest(row) < at_work(day, 0)]
    _in_vain(quiet, clerk, head, day)
    _decide(rows, clerk, head, now)


def _latest(row: Row) -> datetime:
    """When something happened last in the case: a call comes after it."""
    return db.session.scalars(select(func.max(Event.at)).where(Event.of(row.petition))).one()


def _caller(row: Row, clerk: User, head: User) -> User:
    return head if barred(row.petition, clerk) else clerk


def _ask(row: Row, said: Said, by: User, at: datetime) -> None:
    walked = {} if row.callback.way == "walk" else {"visited_on": None, "households": None}
    reached(row.callback.id, Said(**{**vars(said), **walked}), by, at)


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
