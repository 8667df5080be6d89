"""What belongs to a case (件): to a petition (信访件), a measure (措施) or a problem (问题), never to two of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select
from sqlalchemy.orm import Mapped, mapped_column

from server.models.measure import Measure
from server.models.petition import Petition
from server.models.plan import Problem

Case = Petition | Measure | Problem


@dataclass(frozen=True)
class Kind:
    """A kind of case: its table, the column by which rows belong to it, the diagram it begins at, what it is called."""

    model: type[Case]
    column: str
    top: str
    name: str = ""
    """Stands before the number; a petition is called by its number alone."""


KINDS = (
    Kind(Petition, "petition_id", "petition"),
    Kind(Measure, "measure_id", "measure", "措施"),
    Kind(Problem, "problem_id", "problem", "问题"),
)
MODELS = tuple(kind.model for kind in KINDS)
"""What to select beside a row that is joined to its case."""


class Belonging:
    """A row of one case: of the columns of `KINDS` that it has, one is filled."""

    @property
    def key(self) -> dict[str, int]:
        """The column that names the case of this row, with its value."""
        told = {kind.column: getattr(self, kind.column, None) for kind in KINDS}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def case_kind(self) -> Kind:
        """Of which kind the case of this row is."""
        return next(kind for kind in KINDS if kind.column in self.key)

    @classmethod
    def of(cls, case: Case) -> ColumnElement[bool]:
        """Does the row belong to this case?"""
        found: ColumnElement[bool] = cls.column_of(case) == case.id
        return found

    @classmethod
    def column_of(cls, case: Case) -> Any:
        """The column that names cases of this one's kind."""
        return getattr(cls, kind_of(case).column)

    @classmethod
    def with_case(cls, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Join the case of the row, of whichever kind it is."""
        for kind in KINDS:
            query = query.outerjoin(kind.model, getattr(cls, kind.column) == kind.model.id)
        return query


class OfCase(Belonging):
    """A row of a case of any kind: its process, its tasks, its history, its files."""

    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))


def one_case(*columns: str) -> CheckConstraint:
    """Every row belongs to exactly one case, of any kind or of the kinds named."""
    named = ", ".join(columns or [kind.column for kind in KINDS])
    return CheckConstraint(f"num_nonnulls({named}) = 1", name="one_case")


def the_one(*found: Case | None) -> Case:
    """The case among what a row was joined to, one of each kind."""
    return next(one for one in found if one is not None)


def kind_of(case: Case) -> Kind:
    """The kind of a case."""
    return next(kind for kind in KINDS if isinstance(case, kind.model))


def number_of(case: Case) -> str:
    """The number by which people call a case: 受理编号, 措施 12, 问题 7."""
    return f"{kind_of(case).name} {case.no}".strip()


def key_of(case: Case) -> dict[str, int]:
    """The column by which a row belongs to this case, with its value."""
    return {kind_of(case).column: case.id}
