"""Measures of the plan in force: list, read; their history."""

from typing import Any

from sqlalchemy import func, select

from server import measure_reports as reports
from server.api import showing_measures as showing
from server.api.answer_schema import HistorySchema
from server.api.measure_query import MeasureQuery
from server.api.measure_schema import MeasuresSchema, WholeMeasureSchema
from server.api.reading import Blueprint, take_page
from server.api.telling import told
from server.auth import me
from server.cases.measures.finding import load_measure
from server.clock import today
from server.database import db
from server.measure_targets import plan_in_force
from server.models import Measure

measures = Blueprint(
    "plan_measures", __name__, url_prefix="/api/measures", description="Measures of the plan (措施)"
)
NO = "<int(max=2147483647):no>"
"""Numbers beyond the database's are no measure's and no problem's."""


@measures.get("")
@measures.response(200, MeasuresSchema)
@measures.arguments(MeasureQuery, location="query")
def list_measures(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the measures one may see, in the order of the plan; none before a plan is loaded."""
    most, skip = take_page(wanted)
    plan = plan_in_force()
    if plan is None:
        return {"items": [], "total": 0}
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    chosen = reports.MeasureFilter(**given)
    query = reports.measures(chosen, me(), plan.id, today()).limit(most).offset(skip)
    met = reports.conditions(chosen, me(), plan.id, today())
    return {
        "items": showing.measures(db.session.execute(query).all()),
        "total": db.session.scalar(select(func.count()).select_from(Measure).where(*met)),
    }


@measures.get(f"/{NO}")
@measures.response(200, WholeMeasureSchema)
@measures.refusing(404)
def read_measure(no: int) -> dict[str, Any]:
    """Read a measure: who owes it, who has signed, what is to be reached, what is open."""
    return showing.whole_measure(load_measure(no, me()))


@measures.get(f"/{NO}/history")
@measures.response(200, HistorySchema)
@measures.refusing(404)
def read_history(no: int) -> dict[str, Any]:
    """Read who did what when on a measure, the newest first."""
    return told(load_measure(no, me()))
