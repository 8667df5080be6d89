"""Figures and lists: SQL read straight from the tables; every figure is the count of the rows it opens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, lazyload

from server.access import visible
from server.cases.definition import drawn_engine
from server.cases.inbox import light_is
from server.database import db
from server.models import Batch, Mark, Petition, Round, Unit, User

LABELS = ("未办结", "阶段性办结", "已办结", "已销号")
BOARD = ("received", "assigned", "signed", "due", "reported", "published")


@dataclass(frozen=True)
class Filter:
    """A list of cases as the URL says it."""

    county: str | None = None
    department: str | None = None
    stage: str | None = None
    step: str | None = None
    light: str | None = None
    type: str | None = None
    mark: str | None = None
    batch: str | None = None
    label: str | None = None
    verdict: str | None = None
    satisfaction: str | None = None
    remedy: str | None = None
    at: str | None = None
    q: str | None = None
    round: str | None = None


def _at_steps(mark: str, value: str) -> ColumnElement[bool]:
    """Does the case stand at a step that the diagram marks so (`counts_as` 已办结 or 已销号, `staged`)?"""
    steps = drawn_engine().user_tasks.values()
    return Petition.step.in_([step.id for step in steps if step.properties.get(mark) == value])


def label() -> ColumnElement[str]:
    """阶段性办结, 已办结, 已销号: derived from the position and the facts, set by no one.

    A case of an earlier round runs through no process: what its table said of 办结 stands.
    """
    ended = Petition.step.is_(None)
    settled = or_(_at_steps("counts_as", "已办结"), and_(ended, Petition.finished.is_(True)))
    staged = and_(or_(_at_steps("staged", "yes"), ended), Petition.finished.is_(False))
    return case(
        (or_(_at_steps("counts_as", "已销号"), Petition.archived_at.is_not(None)), literal("已销号")),
        (settled, literal("已办结")),
        (staged, literal("阶段性办结")),
        else_=literal("未办结"),
    )


def conditions(wanted: Filter, by: User, today: date) -> list[ColumnElement[bool]]:
    """What a case must meet to stand in the list."""
    given = {name: value for name, value in vars(wanted).items() if value and name in CONDITIONS}
    found = [CONDITIONS[name](value) for name, value in given.items()]
    if not wanted.round:
        found.append(Petition.round_id.in_(_current()))
    if wanted.light:
        found += [Petition.step.is_not(None), light_is(Petition.step_due_on, wanted.light, today)]
    if wanted.at in BOARD:
        found.append(at(wanted.at, today))
    return [visible(by), *found]


def _among(column: InstrumentedAttribute[Any]) -> Callable[[str], ColumnElement[bool]]:
    """One value, several with commas between, or `none` for those that have none yet."""
    return lambda words: column.is_(None) if words == "none" else column.in_(words.split(","))


def _with_mark(kind: str) -> ColumnElement[bool]:
    return Petition.id.in_(select(Mark.petition_id).where(Mark.kind == kind, Mark.removed_at.is_(None)))


def _with_words(words: str) -> ColumnElement[bool]:
    columns = (Petition.no, Petition.text, Petition.accused)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _number(text: str) -> int:
    """An id from the URL; what is no number matches no row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


CONDITIONS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "county": _among(Petition.handling_unit),
    "department": _among(Petition.department),
    "stage": lambda stage: Petition.stage.is_(None) if stage == "archive" else Petition.stage == stage,
    "step": _among(Petition.step),
    "type": lambda kind: Petition.types.contains([kind]),
    "mark": _with_mark,
    "batch": lambda batch: (
        Petition.batch_id.is_(None) if batch == "none" else Petition.batch_id == _number(batch)
    ),
    "label": lambda words: label() == words,
    "verdict": _among(Petition.verdict),
    "satisfaction": _among(Petition.satisfaction),
    "remedy": _among(Petition.remedy),
    "q": _with_words,
    "round": lambda round_: Petition.round_id == _number(round_),
}
"""How each word of the URL narrows the list."""


def _current() -> Select[int]:
    return select(Round.id).where(Round.current)


def at(point: str, today: date) -> ColumnElement[bool]:
    """Points of the board by batch (收件/交办/签收/应报/已报/公开): which cases have reached them."""
    published = select(Batch.id).where(Batch.published_on.is_not(None))
    points = {
        "received": Petition.id.is_not(None),
        "assigned": Petition.handling_unit.is_not(None),
        "signed": and_(
            Petition.handling_unit.is_not(None),
            or_(Petition.signed_at.is_not(None), Petition.source == "history"),
        ),
        "due": Petition.due_on <= today,
        "reported": Petition.reported_at.is_not(None),
        "published": and_(Petition.reported_at.is_not(None), Petition.batch_id.in_(published)),
    }
    return points[point]


def cases(wanted: Filter, by: User, today: date) -> Select[Petition, str, str, str]:
    """The cases of a list with the names a table shows, in the order of the ledger."""
    handling, department = aliased(Unit), aliased(Unit)
    return (
        select(Petition, handling.name.label("unit"), department.name.label("bureau"), label().label("label"))
        .outerjoin(handling, Petition.handling_unit == handling.code)
        .outerjoin(department, Petition.department == department.code)
        .outerjoin(Batch, Petition.batch_id == Batch.id)
        .where(*conditions(wanted, by, today))
        .order_by(Batch.number, Petition.id)
        .options(lazyload(Petition.batch))
    )


def count(wanted: Filter, by: User, today: date) -> int:
    """How many cases stand in the list."""
    query = select(func.count()).select_from(Petition).where(*conditions(wanted, by, today))
    return db.session.scalar(query) or 0


def ledger(wanted: Filter, by: User, today: date) -> Iterator[dict[str, Any]]:
    """The official table's rows (public columns only), in the order of the ledger."""
    for petition, unit, _, done in db.session.execute(cases(wanted, by, today)):
        yield {
            "no": petition.no_raw if petition.no_given else "",
            "text": petition.text,
            "region": petition.region_raw or unit or "",
            "types": petition.types_raw or "、".join(petition.types),
            "finding": petition.finding or "",
            "verdict": petition.verdict or "",
            "handling": petition.handling or "",
            "completion": done,
            "accountability": petition.accountability or "",
        }


def routing(by: User, today: date, wanted: Filter) -> Iterator[dict[str, Any]]:
    """What the machine and the office decided for each case, for programs."""
    rows = db.session.execute(select(Unit.code, Unit.name, Unit.kind)).all()
    names = {code: name for code, name, _ in rows}
    local = {code for code, _, kind in rows if kind in ("county", "area")}
    for petition, unit, bureau, _ in db.session.execute(cases(wanted, by, today)):
        units = ([unit] if unit else []) + [names[code] for code in petition.co_handlers if code in local]
        yield {
            "no": petition.no_raw,
            "text": petition.text,
            "region": "、".join(names[code] for code in petition.regions) or petition.region_raw or "",
            "types": petition.types,
            "handling_units": units,
            "co_handlers": [names[code] for code in petition.co_handlers if code not in local],
            "department": bureau,
            "by_hand": petition.by_hand,
            "reason": petition.route_reason,
            "step": petition.step,
            "stage": petition.stage,
        }
