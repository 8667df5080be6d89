"""Filling in a sheet: drafts are kept unchecked, the whole is submitted once, the office may open it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from server.access import is_office
from server.cases.calendar import calendar, local_day
from server.cases.dispatch.entry import Entry, mistakes, resolved
from server.cases.dispatch.history import note, sent_before
from server.cases.dispatch.months import WORKING_DAYS
from server.cases.dispatch.sheet import Line, lines_of, may_fill
from server.cases.refusal import Forbidden, Invalid, Stale
from server.database import db
from server.models import DispatchRow, DispatchSheet, User

LONGEST_REASON = 500


def save(sheet: DispatchSheet, entries: Mapping[int, Entry], seen: str, by: User, now: datetime) -> None:
    """Keep what was typed so far, by number of measure, unchecked. Raises Forbidden or Stale."""
    _require(sheet, by)
    if sheet.submitted_at is not None:
        raise Stale("这张表已经报送,没有保存;要改请市整改办退回。")
    _not_written_over(sheet, seen)
    rows = [
        {"sheet_id": sheet.id, "measure_id": line.measure.id, **vars(entries[line.measure.no])}
        for line in lines_of(sheet)
        if line.measure.no in entries
    ]
    _write(sheet, rows)
    sheet.saved_by, sheet.saved_at = by.id, now


def submit(
    sheet: DispatchSheet,
    entries: Mapping[int, Entry],
    seen: str,
    by: User,
    now: datetime,
    submission: str | None,
) -> bool:
    """Report the whole sheet; False when the same form was sent before. Raises Forbidden, Stale or Invalid."""
    _require(sheet, by)
    if submission and sent_before(sheet, submission):
        return False
    if sheet.submitted_at is not None:
        raise Stale("这张表已经报送,这次没有再报;要改请市整改办退回。")
    _not_written_over(sheet, seen)
    lines = lines_of(sheet)
    wrong = all_mistakes(lines, entries)
    if wrong:
        raise Invalid(wrong)
    rows = [_counted(sheet, line, entries[line.measure.no]) for line in lines]
    _write(sheet, rows)
    sheet.saved_by, sheet.saved_at = sheet.submitted_by, sheet.submitted_at = by.id, now
    said = [{"no": line.measure.no, **row} for line, row in zip(lines, rows, strict=True)]
    return note(sheet, "submit", by, now, data=said, submission=submission)


def reopen(sheet: DispatchSheet, reason: str, by: User, now: datetime) -> None:
    """退回: the unit may change what it reported; what it had said is kept. Raises Forbidden, Stale or Invalid."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以退回调度表。")
    if sheet.submitted_at is None:
        raise Stale("这张表还没有报送,不用退回。")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": [f"请写明退回理由,最多 {LONGEST_REASON} 个字。"]})
    if local_day(sheet.submitted_at) <= sheet.due_on:
        again = calendar().add_working_days(local_day(now), WORKING_DAYS)
        sheet.due_on = max(sheet.due_on, again)
    sheet.submitted_by = sheet.submitted_at = sheet.asked_at = None
    note(sheet, "reopen", by, now, reason=reason.strip())


def all_mistakes(lines: list[Line], entries: Mapping[int, Entry]) -> dict[str, list[str]]:
    """Everything that keeps a sheet from being submitted, by field and number of measure."""
    wrong: dict[str, list[str]] = {}
    if not lines:
        wrong["sheet"] = ["本单位没有要报的措施。"]
    for line in lines:
        no = line.measure.no
        if no not in entries:
            wrong[f"progress-{no}"] = ["这条措施是刚加进来的,请核对后提交。"]
            continue
        for field, sentence in mistakes(entries[no], line.before, line.counted):
            wrong.setdefault(f"{field}-{no}", []).append(sentence)
    return wrong


def _require(sheet: DispatchSheet, by: User) -> None:
    if not may_fill(sheet.unit, by):
        raise Forbidden("调度表由本单位的人填写。")


def _not_written_over(sheet: DispatchSheet, seen: str) -> None:
    """Two people of a unit may have the sheet open: the later one must know what the earlier one kept."""
    if seen != version(sheet):
        who = saved_by(sheet) or "别人"
        raise Invalid({"sheet": [f"您打开以后,{who}保存过这张表。您填的都在下面,核对后再按一次。"]})


def saved_by(sheet: DispatchSheet) -> str:
    """Who kept the latest draft."""
    query = select(User.name).where(User.id == sheet.saved_by)
    return (db.session.scalar(query) or "") if sheet.saved_by else ""


def version(sheet: DispatchSheet) -> str:
    """Which draft of a sheet somebody has before them."""
    return sheet.saved_at.isoformat() if sheet.saved_at else ""


def _counted(sheet: DispatchSheet, line: Line, entry: Entry) -> dict[str, Any]:
    said = vars(resolved(entry, line.before))
    count = {"done": line.counted.done, "total": line.counted.total}
    return {"sheet_id": sheet.id, "measure_id": line.measure.id, **said, **count}


def _write(sheet: DispatchSheet, rows: list[dict[str, Any]]) -> None:
    """The rows of the sheet are these and no others."""
    kept = [row["measure_id"] for row in rows]
    others = delete(DispatchRow).where(DispatchRow.sheet_id == sheet.id, DispatchRow.measure_id.not_in(kept))
    db.session.execute(others)
    if rows:
        statement = insert(DispatchRow).values([{"done": 0, "total": 0, **row} for row in rows])
        written = {
            column.name: column for column in statement.excluded if column.name not in ("id", "sheet_id")
        }
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["sheet_id", "measure_id"], set_=written)
        )
