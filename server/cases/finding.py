"""Finding a case by its number, and who complained where that may be shown."""

from typing import Any, TypeVar

from sqlalchemy import Select, or_, select

from server.access import may_see_complainant, visible
from server.cases.refusal import NotFound
from server.database import db
from server.models import Case, Complainant, OfCase, Petition, Round, Task, User

Found = TypeVar("Found", Petition, int)


def load_petition(no: str, by: User, round_id: int | None = None) -> Petition:
    """The case of this number: of the named round, else that of the current one first. Raises NotFound."""
    found: Petition | None = db.session.scalar(_numbered(select(Petition), no, by, round_id))
    if found is None:
        raise NotFound
    return found


def case_of(row: OfCase) -> Case:
    """The case a row belongs to."""
    kind = row.case_kind
    model: type[Any] = kind.model
    found: Case = db.session.get_one(model, row.key[kind.column])
    return found


def tasks_at(no: str, by: User, round_id: int | None = None) -> list[Task]:
    """The open tasks of the case of this number, the most urgent first; none where it is archived or not to be seen."""
    case = _numbered(select(Petition.id), no, by, round_id).scalar_subquery()
    query = select(Task).where(Task.petition_id == case, Task.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Task.due_on, Task.id)))


def _numbered(what: Select[Found], no: str, by: User, round_id: int | None) -> Select[Found]:
    return (
        what.join(Round, Petition.round_id == Round.id)
        .where(Petition.no == no, visible(by), *([Round.id == round_id] if round_id else []))
        .order_by(Round.current.desc(), Petition.id.desc())
        .limit(1)
    )


def complainant_of(petition: Petition, by: User, needed: bool) -> Complainant | None:
    """Who complained, for those who may know just now; None for everybody else."""
    if not may_see_complainant(by, petition, needed):
        return None
    return db.session.get(Complainant, petition.id)


def search(words: str, by: User, most: int = 50) -> list[Petition]:
    """Cases whose number, text or place has all the words, the newest first."""
    columns = (Petition.no, Petition.text, Petition.region_raw, Petition.accused)
    wanted = [
        or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()[:8]
    ]
    query = select(Petition).where(visible(by), *wanted).order_by(Petition.id.desc()).limit(most)
    return list(db.session.scalars(query))
