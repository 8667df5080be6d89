"""What time it is for the house: one clock, which tests freeze and the demo may put forward."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant in UTC, as this app counts it."""
    clock = current_app.config.get("CLOCK")
    instant: datetime = clock() if clock else datetime.now(UTC)
    return instant


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().astimezone(ZONE).date()
