"""A sheet of 调度 as its page shows it: what is typed, what is wrong with it, what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from server.access import is_office
from server.auth import me
from server.cases.calendar import calendar
from server.cases.dispatch.entry import LABELS, ON_SCHEDULE, STATES, TEXTS, Entry, cleaned
from server.cases.dispatch.filling import saved_by, version
from server.cases.dispatch.history import history_of
from server.cases.dispatch.months import month_of, months_up_to, say_month
from server.cases.dispatch.sheet import Line, lines_of, may_fill, own_units
from server.cases.dispatch.taking import Filled
from server.cases.dispatch.watching import (
    LATE,
    MISSING,
    OPEN,
    STANDINGS,
    SUBMITTED,
    UnitSheets,
    sheets_of,
    standing,
)
from server.clock import today
from server.models import DispatchSheet
from server.pages.measures import tabs
from server.pages.names import unit_name
from workflows.deadlines import light

MONTHS = 6
"""So many months stand beside each other."""
LIGHTS = {SUBMITTED: ("green", "✓"), LATE: ("yellow", "▲"), MISSING: ("red", "●"), OPEN: ("grey", "–")}
"""How a sheet stands: its colour and its shape."""
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class RowView:
    """One measure of a sheet with everything the page says of it."""

    line: Line
    entry: Entry
    errors: dict[str, Sequence[str]]
    light: str
    doubtful: bool
    """On schedule although its date has passed: shown, not corrected."""


@dataclass(frozen=True)
class Standing:
    """How a sheet stands, as a lamp with its word and the way to the sheet."""

    words: str
    colour: str
    shape: str
    href: str


def sheet_page(
    sheet: DispatchSheet,
    entries: Mapping[int, Entry] | None = None,
    errors: Errors | None = None,
    filled: Filled | None = None,
    message: str = "",
) -> str:
    """The page of a sheet: its form for the unit until it is submitted, else what it says."""
    lines, wrong, typed = lines_of(sheet), errors or {}, dict(entries or {})
    fills = may_fill(sheet.unit, me()) and sheet.submitted_at is None
    return render_template(
        "dispatch/sheet.html",
        sheet=sheet,
        standing=lamp(sheet, standing(sheet, today(), owes=bool(lines))),
        rows=[_row(line, typed.get(line.measure.no) if fills else None, wrong) for line in lines],
        fills=fills,
        unsent={} if fills else typed,
        reads=fills or sheet.submitted_at is not None,
        reopens=is_office(me()) and sheet.submitted_at is not None,
        summary=_summary(wrong),
        wrong=wrong,
        filled=filled,
        message=message,
        texts=TEXTS,
        states=STATES,
        **_around(sheet),
    )


def _around(sheet: DispatchSheet) -> dict[str, Any]:
    """What stands around the rows of a sheet: the other sheets, who kept it last, what was done to it."""
    past = reversed(sheets_of([sheet.unit], shown_months()))
    return {
        "month": say_month(sheet.month),
        "seen": version(sheet),
        "saved_by": saved_by(sheet),
        "past": [(say_month(one.month), lamp(one, standing(one, today()))) for one in past],
        "history": history_of(sheet),
        "tabs": tabs("dispatch.show"),
        "others": [
            (unit_name(unit), address(sheet.month, unit), unit == sheet.unit) for unit in own_units(me())
        ],
        "reason": request.form.get("reason", ""),
    }


def sent_entries() -> dict[int, Entry]:
    """What the form of this request says of the measures it showed."""
    numbers = [
        int(name[9:]) for name in request.form if name.startswith("progress-") and name[9:].isdecimal()
    ]
    return {no: _entry(no) for no in numbers}


def lamp(sheet: DispatchSheet, stands: str) -> Standing:
    """How a sheet stands, to be shown."""
    colour, shape = LIGHTS.get(stands, ("grey", ""))
    return Standing(STANDINGS[stands], colour, shape, address(sheet.month, sheet.unit))


def cells_of(one: UnitSheets, months: Sequence[date]) -> list[Standing | None]:
    """A unit's line of the matrix; nothing where it has no sheet."""
    return [
        lamp(one.sheets[month], one.standing(month, today())) if month in one.sheets else None
        for month in months
    ]


def shown_months() -> list[date]:
    """The months of the matrix, this one first."""
    return months_up_to(month_of(today()), MONTHS)[::-1]


def address(month: date, unit: str) -> str:
    """The page of a sheet."""
    return url_for("dispatch_sheet.show", month=f"{month:%Y-%m}", unit=unit)


def table_rows(sheet: DispatchSheet) -> list[dict[str, object]]:
    """The rows of a sheet as a file's rows."""
    return [
        {
            "no": line.measure.no,
            "measure": line.measure.title or line.measure.text,
            "deadline": line.measure.deadline_raw,
            "count": line.counted.words,
            **_said(sheet, line),
        }
        for line in lines_of(sheet)
    ]


def _said(sheet: DispatchSheet, line: Line) -> dict[str, object]:
    """What the unit says of a measure; a draft is nobody else's."""
    told = sheet.submitted_at or may_fill(sheet.unit, me())
    return {**vars(line.entry), "unchanged": "是" if line.entry.unchanged else ""} if told else {}


def _row(line: Line, typed: Entry | None, wrong: Errors) -> RowView:
    entry, no, over = typed or line.entry, line.measure.no, light(line.measure.deadline, today(), calendar())
    errors = {field: wrong[f"{field}-{no}"] for field in LABELS if f"{field}-{no}" in wrong}
    doubtful = over == "red" and entry.state == ON_SCHEDULE and not line.measure.long_term
    return RowView(line, entry, errors, over, doubtful)


def _summary(wrong: Errors) -> list[tuple[str, str]]:
    """Where each mistake stands and what it is."""
    found = []
    for key, sentences in wrong.items():
        field, _, no = key.partition("-")
        label = f"措施 {no} {LABELS[field]}:" if no else ""
        target = f"f-{key}" if field != "state" else f"f-{key}-1"
        found += [(target if no else "", label + sentence) for sentence in sentences]
    return found


def _entry(no: int) -> Entry:
    said: Mapping[str, Any] = {field: cleaned(request.form.get(f"{field}-{no}", "")) for field in TEXTS}
    state = request.form.get(f"state-{no}", "")
    return Entry(
        **said, state=state if state in STATES else None, unchanged=f"unchanged-{no}" in request.form
    )
