"""A house that reports: sheets by unit and month, filled in and submitted."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from server.cases.calendar import local_day
from server.cases.dispatch.entry import BEHIND, ON_SCHEDULE, Entry
from server.cases.dispatch.filling import submit, version
from server.cases.dispatch.months import month_of
from server.cases.dispatch.opening import open_month
from server.cases.dispatch.sheet import lines_of
from server.database import db
from server.models import DispatchRow, DispatchSheet, Measure
from tests.server.cases.house import House

SAID = Entry("已清理 3 公里。", "", "继续清理。", ON_SCHEDULE)
LATE = Entry("已清理 3 公里。", "设备不足。", "增派设备。", BEHIND)


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning of a day in Liuzhou."""
    return datetime(year, month, day, 2, tzinfo=UTC)


def sheet(house: House, unit: str = "liunan", month: date | None = None) -> DispatchSheet:
    """A unit's sheet, of this month unless another is named."""
    month = month or month_of(local_day(house.now))
    query = select(DispatchSheet).where(DispatchSheet.unit == unit, DispatchSheet.month == month)
    return db.session.scalars(query).one()


def report(house: House, said: Entry = SAID, unit: str = "liunan", by: str = "", **others: Entry) -> bool:
    """Submit this month's sheet of a unit, the same said of all measures but those named as m1=."""
    one = sheet(house, unit)
    entries = {line.measure.no: others.get(f"m{line.measure.no}", said) for line in lines_of(one)}
    user = house[by or f"{unit}_handler1"]
    return submit(one, entries, version(one), user, house.now, None)


def month(house: House, year: int, number: int, day: int = 2) -> None:
    """A month begins and its sheets are opened."""
    house.clock.instant = at(year, number, day)
    open_month(date(year, number, 1), house.now)


def rows(one: DispatchSheet) -> dict[int, dict[str, Any]]:
    """What is kept of a sheet, by number of measure."""
    query = select(Measure.no, DispatchRow).join(Measure).where(DispatchRow.sheet_id == one.id)
    query = query.execution_options(populate_existing=True)
    return {no: dict(vars(row)) for no, row in db.session.execute(query)}
