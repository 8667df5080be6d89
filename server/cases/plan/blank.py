"""An empty list to be filled in: each measure with each of its units."""

from collections.abc import Iterator

from sqlalchemy import select

from server.cases.batches import current_round
from server.cases.plan.concerned import concerned
from server.cases.plan.ledger import loaded_ledger
from server.database import db
from server.models import Unit


def blank_records() -> Iterator[dict[str, object]]:
    """One row for each unit that owes a measure, and one for each that leads it. Raises NotFound without a plan."""
    ledger = loaded_ledger(current_round())
    names = dict(db.session.execute(select(Unit.code, Unit.name)).all())
    return (
        {"no": no, "unit": names[unit]}
        for no, there in concerned(ledger).items()
        for unit in dict.fromkeys([*there.owing, *there.leads])
    )
