"""`xiaohao deadline`: one date computed and explained, by the calendar of this house."""

import json
from datetime import date

import click
from flask.cli import with_appcontext

from server.cases.calendar import CALENDARS, calendar
from workflows.clock import UNITS, Budget, Pause, Unit
from workflows.normal import read_date


class Day(click.ParamType[date]):
    """A calendar day in Asia/Shanghai, in any of the ways people write one."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Raises a usage error for what is no day."""
        found = value if isinstance(value, date) else read_date(str(value))
        if found is None:
            self.fail(f"“{value}”不是日期,请写成 2026-11-24 这样。", param, ctx)
        return found


class Days(click.ParamType[Pause]):
    """FROM:TO, both days included; `FROM:` where the clock still stands."""

    name = "from:to"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Pause:
        """Raises a usage error for what is no stretch of days."""
        if isinstance(value, Pause):
            return value
        first, colon, last = str(value).replace(":", ":").partition(":")
        if not colon:
            self.fail(f"“{value}”请写成 2026-03-02:2026-03-13,还没有恢复的写成 2026-03-02: 。", param, ctx)
        day = Day()
        try:
            return Pause(
                day.convert(first, param, ctx), day.convert(last, param, ctx) if last.strip() else None
            )
        except ValueError as error:
            self.fail(f"{error}。", param, ctx)


@click.command("deadline")
@click.argument("start", type=Day())
@click.argument("number", type=int)
@click.option("--unit", type=click.Choice(list(UNITS)), default="working_days", help="what is counted")
@click.option(
    "--suspend", "pauses", type=Days(), multiple=True, help="days that do not count; may be repeated"
)
@click.option(
    "--calendar", "name", type=click.Choice(list(CALENDARS)), default="guangxi", help="whose days off"
)
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
@with_appcontext
def deadline(
    start: date, number: int, unit: Unit, pauses: tuple[Pause, ...], name: str, as_json: bool
) -> None:
    """Compute a deadline of NUMBER days from START, which itself never counts, and say why it is that day."""
    try:
        budget = Budget(start, number, unit, pauses)
    except ValueError as error:
        raise click.UsageError(f"{error}。") from None
    days = calendar(name)
    due, why = budget.due(days), budget.explain(days, event="起算")
    told = {"date": due.isoformat() if due else None, "provisional": budget.provisional(days), "why": why}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else why)
