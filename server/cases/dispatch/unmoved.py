"""Measures that stand still: three reports of a unit in a row without change, though it does not call them done."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select, true

from server.cases.dispatch.entry import DONE
from server.cases.measures.striking import struck_off
from server.database import db
from server.models import DispatchRow, DispatchSheet, Measure, Owing, Unit

REPORTS = 3
"""So many reports without change are flagged."""
UNMOVED = "unmoved"
"""The flag's name in the address of a list."""


def unmoved(measure_ids: Sequence[int] | None = None) -> Select[int, str]:
    """Measure and unit of every such standstill, among those that are not struck off and still owed."""
    wanted = true() if measure_ids is None else DispatchRow.measure_id.in_(measure_ids)
    reports = _reports().where(wanted).subquery()
    latest = reports.c.back <= REPORTS
    owed = and_(
        Owing.measure_id == reports.c.measure_id, Owing.unit == reports.c.unit, Owing.removed_at.is_(None)
    )
    return (
        select(reports.c.measure_id, reports.c.unit)
        .join(Owing, owed)
        .join(Measure, Measure.id == reports.c.measure_id)
        .where(latest, ~struck_off())
        .group_by(reports.c.measure_id, reports.c.unit)
        .having(
            func.count() == REPORTS,
            func.bool_and(reports.c.still),
            ~func.bool_or(and_(reports.c.back == 1, reports.c.state == DONE)),
        )
    )


def unmoved_units(measure_ids: Sequence[int]) -> dict[int, list[str]]:
    """Names of the units with which these measures stand still, by measure."""
    still = unmoved(measure_ids).subquery()
    query = select(still.c.measure_id, Unit.name).join(Unit, Unit.code == still.c.unit).order_by(Unit.sort)
    found: dict[int, list[str]] = {}
    for measure_id, name in db.session.execute(query):
        found.setdefault(measure_id, []).append(name)
    return found


def say_unmoved(names: Sequence[str]) -> str:
    """The flag in words."""
    return f"调度:{'、'.join(names)}连续三个月报无变化。"


def _reports() -> Select[Any]:
    """Every report with whether it says the same as the one before, and how many came after it."""
    own = (DispatchSheet.unit, DispatchRow.measure_id)
    words = func.regexp_replace(DispatchRow.progress, r"\s", "", "g")
    before = func.lag(words).over(partition_by=own, order_by=DispatchSheet.month)
    same = func.coalesce(words == before, false())
    back = func.row_number().over(partition_by=own, order_by=DispatchSheet.month.desc())
    return (
        select(
            DispatchRow.measure_id,
            DispatchSheet.unit,
            DispatchRow.state,
            or_(DispatchRow.unchanged, same).label("still"),
            back.label("back"),
        )
        .join(DispatchSheet, DispatchRow.sheet_id == DispatchSheet.id)
        .where(DispatchSheet.submitted_at.is_not(None))
    )
