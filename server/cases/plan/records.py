"""补录: what measures had reached before this system was in use, entered by one and confirmed by another."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.access import is_office
from server.cases.batches import current_round
from server.cases.calendar import local_day
from server.cases.plan.concerned import Concerned, concerned, meant
from server.cases.plan.ledger import Ledger, loaded_ledger
from server.cases.plan.names import Names, look_up
from server.cases.plan.report import Taken, by_row
from server.cases.refusal import Forbidden
from server.database import db
from server.imports.records import RecordRow, Records
from server.imports.row import RejectedRow
from server.models import MeasureRecord, User

OF_LEADS = frozenset({"牵头单位已验收"})
OF_OWING = frozenset({"已自查", "已汇总", "县区已验收"})
"""States that only lead units, or only 责任单位, reach."""


@dataclass(frozen=True)
class _Known:
    """What rows are held against."""

    ledger: Ledger
    units: Mapping[int, Concerned]
    names: Names
    entered: Mapping[str, MeasureRecord]
    confirmed: frozenset[tuple[int, str | None, str]]
    today: date


def take_records(found: Records, by: User, now: datetime) -> Taken:
    """Enter the states of a list, each once; they count when another person has confirmed them."""
    require_office(by)
    rows, refused = found
    known = _known(rows, now)
    report = Taken(rows=len(rows) + len(refused), rejected=list(refused))
    wanted: dict[str, dict[str, Any]] = {}
    for row in rows:
        records = _records(row, known)
        if isinstance(records, RejectedRow):
            report.rejected.append(records)
        else:
            wanted |= {record["content_key"]: record for record in records}
    new = [record for key, record in wanted.items() if key not in known.entered]
    report.created, report.unchanged = len(new), len(wanted) - len(new)
    report.rejected = by_row(report.rejected)
    if new:
        entered = {"entered_by": by.id, "entered_at": now, "landing": {}}
        statement = insert(MeasureRecord).on_conflict_do_nothing(index_elements=["content_key"])
        db.session.execute(statement, [{**record, **entered} for record in new])
    return report


def require_office(by: User) -> None:
    """Raises Forbidden for everybody but the city office."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以补录。")


def _known(rows: Sequence[RecordRow], now: datetime) -> _Known:
    ledger = loaded_ledger(current_round())
    ids = [row.id for row in ledger.measures.values()]
    entered = list(db.session.scalars(select(MeasureRecord).where(MeasureRecord.measure_id.in_(ids))))
    return _Known(
        ledger,
        concerned(ledger),
        look_up({row.unit for row in rows if row.unit}),
        {record.content_key: record for record in entered},
        frozenset(
            (record.measure_id, record.unit, record.state) for record in entered if record.confirmed_at
        ),
        local_day(now),
    )


def _records(row: RecordRow, known: _Known) -> list[dict[str, Any]] | RejectedRow:
    """What a row enters: one record for each unit it speaks of; or why it is refused."""
    measure = known.ledger.measures.get(row.no)
    if measure is None:
        return row.source.rejected("no", f"台账里没有措施 {row.no}。")
    if row.day > known.today:
        return row.source.rejected("day", "这个日期还没有到。")
    kind, units = _units(row, known)
    if not units:
        return row.source.rejected("unit", f"“{row.unit}”不是措施 {row.no} 的{kind}。")
    records = [_record(row, measure.id, unit) for unit in units]
    for record in records:
        said = (measure.id, record["unit"], row.state)
        if record["content_key"] not in known.entered and said in known.confirmed:
            return row.source.rejected("state", f"措施 {row.no} 的“{row.state}”已经确认过,不能再补录。")
    return records


def _units(row: RecordRow, known: _Known) -> tuple[str, Sequence[str | None]]:
    """What units of its state are called, and those the row speaks of: none in particular for the whole."""
    if not row.unit:
        return "", [None]
    there = known.units[row.no]
    kind, allowed = "责任单位或牵头单位", [*there.owing, *there.leads]
    if row.state in OF_LEADS:
        kind, allowed = "牵头单位", there.leads
    elif row.state in OF_OWING:
        kind, allowed = "责任单位", there.owing
    return kind, meant(known.names.units(row.unit), allowed)


def _record(row: RecordRow, measure_id: int, unit: str | None) -> dict[str, Any]:
    said = {
        "measure_id": measure_id,
        "unit": unit,
        "state": row.state,
        "day": row.day,
        "document_no": row.document_no or None,
        "remark": row.remark or None,
    }
    plain = json.dumps(list(said.values()), ensure_ascii=False, default=str)
    return {**said, "content_key": hashlib.sha256(plain.encode()).hexdigest()}
