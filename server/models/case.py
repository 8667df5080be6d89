"""What belongs to a case (件): to a petition (信访件) or to a measure (措施), never to both."""

from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.models.measure import Measure
from server.models.petition import Petition

Case = Petition | Measure


class OfCase:
    """A row of one case: its process, its tasks, its history, its files."""

    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))

    @property
    def key(self) -> dict[str, int]:
        """The column that names the case of this row, with its value."""
        told = {"petition_id": self.petition_id, "measure_id": self.measure_id}
        return {name: value for name, value in told.items() if value is not None}

    @classmethod
    def of(cls, case: Case) -> ColumnElement[bool]:
        """Does the row belong to this case?"""
        found: ColumnElement[bool] = cls.column_of(case) == case.id
        return found

    @classmethod
    def column_of(cls, case: Case) -> Any:
        """The column that names cases of this one's kind."""
        return cls.petition_id if isinstance(case, Petition) else cls.measure_id


def one_case() -> CheckConstraint:
    """Every row belongs to exactly one case."""
    return CheckConstraint("num_nonnulls(petition_id, measure_id) = 1", name="one_case")


def number_of(case: Case) -> str:
    """The number by which people call a case: 受理编号, or 措施 12."""
    return case.no if isinstance(case, Petition) else f"措施 {case.no}"


def key_of(case: Case) -> dict[str, int]:
    """The column by which a row belongs to this case, with its value."""
    return {"petition_id" if isinstance(case, Petition) else "measure_id": case.id}
