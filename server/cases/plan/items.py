"""清单: the things a measure counts, taken in from sheets of its units; each is found again by name and place."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from server.access import is_office
from server.cases.calendar import local_day
from server.cases.measures.owed import owed_by
from server.cases.plan.concerned import meant
from server.cases.plan.names import Names, look_up
from server.cases.plan.report import Taken, by_row
from server.cases.record import write_event
from server.cases.refusal import Forbidden, NotFound
from server.database import db
from server.imports.items import ItemRow, Items
from server.imports.row import RejectedRow
from server.models import Item, Measure, User


@dataclass(frozen=True)
class _Known:
    owing: list[str]
    own: list[str]
    """Units for which this person may write."""
    names: Names
    items: dict[tuple[str, str], Item]
    today: date


def items_of(measure: Measure) -> list[Item]:
    """The things a measure counts, in the order in which they came."""
    return list(db.session.scalars(select(Item).where(Item.measure_id == measure.id).order_by(Item.id)))


def may_write_items(measure: Measure, by: User) -> bool:
    """The office, and the people of the units that owe the measure."""
    return is_office(by) or any(one.unit in by.units for one in owed_by(measure))


def take_items(measure: Measure, found: Items, by: User, now: datetime) -> Taken:
    """Take in a list: new things are added, known ones brought up to date. Raises Forbidden."""
    if not may_write_items(measure, by):
        raise Forbidden("只有这条措施的责任单位和市整改办可以填写清单。")
    rows, refused = found
    report = Taken(rows=len(rows) + len(refused), rejected=list(refused))
    known = _known(measure, rows, by, now)
    for row in rows:
        columns = _understood(row, known)
        if isinstance(columns, RejectedRow):
            report.rejected.append(columns)
        else:
            _take(measure, columns, known, report)
    db.session.flush()
    report.rejected = by_row(report.rejected)
    _note(measure, by, now, items_added=report.created, items_changed=report.updated)
    return report


def drop_items(measure: Measure, ids: Collection[int], by: User, now: datetime) -> int:
    """Take things off the list that stand there by mistake. Raises Forbidden or NotFound."""
    if not may_write_items(measure, by):
        raise Forbidden("只有这条措施的责任单位和市整改办可以改清单。")
    items = [item for item in items_of(measure) if item.id in ids]
    if len(items) < len(set(ids)):
        raise NotFound
    if not is_office(by) and any(item.unit not in by.units for item in items):
        raise Forbidden("只能删去本单位的项。")
    for item in items:
        db.session.delete(item)
    _note(measure, by, now, items_dropped=[item.name for item in items])
    return len(items)


def _note(measure: Measure, by: User, now: datetime, **data: Any) -> None:
    said = {name: value for name, value in data.items() if value}
    if said:
        unit = by.units[0] if by.units else None
        write_event(measure_id=measure.id, verb="items", user_id=by.id, unit=unit, at=now, data=said)


def _known(measure: Measure, rows: Iterable[ItemRow], by: User, now: datetime) -> _Known:
    owing = [one.unit for one in owed_by(measure)]
    return _Known(
        owing,
        owing if is_office(by) else [unit for unit in owing if unit in by.units],
        look_up({row.unit for row in rows if row.unit}),
        {(item.name, item.place): item for item in items_of(measure)},
        local_day(now),
    )


def _understood(row: ItemRow, known: _Known) -> dict[str, Any] | RejectedRow:
    """The columns a row fills; or why it is refused."""
    if row.done_on and row.done_on > known.today:
        return row.source.rejected("done_on", "这个日期还没有到。")
    item = known.items.get((row.name, row.place))
    unit = _unit(row, item, known)
    if row.unit and unit is None:
        return row.source.rejected("unit", f"“{row.unit}”不是这条措施的一个责任单位。")
    if not _writable(unit, known) or (item and not _writable(item.unit, known)):
        return row.source.rejected("unit", "只能填写本单位的清单。")
    return {
        "name": row.name,
        "place": row.place,
        "unit": unit,
        "done": row.done,
        "done_on": row.done_on,
        "proof": row.proof or None,
    }


def _unit(row: ItemRow, item: Item | None, known: _Known) -> str | None:
    """The unit a row names; without one the unit it had, or the writer's own."""
    if row.unit:
        units = meant(known.names.units(row.unit), known.owing)
        return units[0] if len(units) == 1 else None
    if item:
        return item.unit
    return known.own[0] if len(known.own) == 1 else None


def _writable(unit: str | None, known: _Known) -> bool:
    return known.own == known.owing or unit in known.own


def _take(measure: Measure, columns: Mapping[str, Any], known: _Known, report: Taken) -> None:
    key = (columns["name"], columns["place"])
    item = known.items.get(key)
    if item is None:
        item = known.items[key] = Item(measure_id=measure.id, **columns)
        db.session.add(item)
        report.created += 1
    elif all(getattr(item, name) == value for name, value in columns.items()):
        report.unchanged += 1
    else:
        for name, value in columns.items():
            setattr(item, name, value)
        report.updated += 1
