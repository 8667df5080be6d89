"""Processes (流程): the engine's compact state of a case, and the diagrams it runs by."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db
from server.models.case import OfCase, one_case


class Definition(db.Model):
    """A deployed set of diagrams and decision tables; kept as long as a case runs by it."""

    __tablename__ = "definition"

    hash: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSONB)
    deployed_at: Mapped[datetime]


class Process(OfCase, db.Model):
    """A running case: state only, no specs; loaded FOR UPDATE, saved with every advance."""

    __tablename__ = "process"
    __table_args__ = (
        Index("ix_process_petition_id", "petition_id"),
        Index("ix_process_measure_id", "measure_id"),
        Index("ix_process_problem_id", "problem_id"),
        one_case(),
        *(
            Index(
                f"uq_process_running_{kind}",
                f"{kind}_id",
                unique=True,
                postgresql_where=text("ended_at IS NULL"),
            )
            for kind in ("petition", "measure", "problem")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[str] = mapped_column(ForeignKey("definition.hash"))
    state: Mapped[bytes] = mapped_column(LargeBinary)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
