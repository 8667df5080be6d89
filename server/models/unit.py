"""Units (单位): the city, its bureaus, counties and new areas, as a tree."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


class Unit(db.Model):
    """A unit that can hold a case: named by a code that diagrams, decision tables and forms use alike."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """city, county, area, bureau, office, leading_group, inspection, or organ: one that only owes measures."""
    parent: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    sort: Mapped[int] = mapped_column(default=0)
    """Order in lists; the embedded server knows no Chinese collation."""
