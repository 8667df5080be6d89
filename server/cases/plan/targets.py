"""Milestones follow the plan: new ones are proposed, proposals that are gone are withdrawn, decisions stay."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import insert, or_, select

from server.database import db
from server.imports.plan import Milestone as Named
from server.models import Milestone

Said = tuple[date | None, str, str | None]
Key = tuple[date | None, str, str | None, int]
T = TypeVar("T")
Owner = tuple[str, int]


def propose(owners: Mapping[Owner, Sequence[Named]]) -> None:
    """Bring the proposals of these problems and measures in line with what the plan names."""
    known = _known(owners)
    new: list[dict[str, Any]] = []
    for owner, named in owners.items():
        there, wanted = known.get(owner, {}), dict(_keyed(named))
        _keep(there, wanted)
        new += [_row(owner, one) for key, one in wanted.items() if key not in there]
    db.session.flush()
    if new:
        db.session.execute(insert(Milestone), new)


def _keep(there: Mapping[Key, Milestone], wanted: Mapping[Key, Named]) -> None:
    """What is still named may stand on another line; what is not, and was never decided about, goes."""
    for key, row in there.items():
        if key in wanted:
            row.line = wanted[key].line
        elif row.state == "proposed":
            db.session.delete(row)


def _row(owner: Owner, one: Named) -> dict[str, Any]:
    column, number = owner
    named = {"day": one.date, "text": one.text, "target": one.target, "line": one.line}
    return {"measure_id": None, "problem_id": None, column: number, **named}


def _known(owners: Mapping[Owner, Sequence[Named]]) -> dict[Owner, dict[Key, Milestone]]:
    measures = [number for column, number in owners if column == "measure_id"]
    problems = [number for column, number in owners if column == "problem_id"]
    query = select(Milestone).where(
        or_(Milestone.measure_id.in_(measures), Milestone.problem_id.in_(problems))
    )
    rows: dict[Owner, list[Milestone]] = {}
    for row in db.session.scalars(query.order_by(Milestone.id)):
        owner = ("measure_id", row.measure_id) if row.measure_id else ("problem_id", row.problem_id or 0)
        rows.setdefault(owner, []).append(row)
    return {
        owner: dict(_numbered([((r.day, r.text, r.target), r) for r in found]))
        for owner, found in rows.items()
    }


def _keyed(named: Sequence[Named]) -> Iterator[tuple[Key, Named]]:
    return _numbered([((one.date, one.text, one.target), one) for one in named])


def _numbered(pairs: Sequence[tuple[Said, T]]) -> Iterator[tuple[Key, T]]:
    """Each with how often the same was said before, so that two alike stay two."""
    seen: Counter[Said] = Counter()
    for said, one in pairs:
        yield (*said, seen[said]), one
        seen[said] += 1
