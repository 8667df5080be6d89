"""Measures (措施): who owes them, what has to be reached by when, who has signed, what was entered later."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import db
from server.models.plan import Planned, Problem, texts


class Measure(Planned, db.Model):
    """One measure of the plan; columns named like a form's fields are filled by that form."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("plan_id", "no"),
        Index("ix_measure_plan_id_deadline", "plan_id", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    unit_names: Mapped[list[str]] = texts()
    """责任单位 as the plan writes them, in order; the first collects the material (材料汇总)."""
    conditions: Mapped[list[str]] = texts()
    """On what it depends among the petitions: proposed by its words, settled by the office."""
    standards: Mapped[list[str]] = texts()
    """验收标准: what the lead unit wrote when it approved the plan of action."""
    accepted_on: Mapped[date | None]
    """The latest acceptance by a lead unit."""
    notice_on: Mapped[date | None]
    notice_days: Mapped[int | None]
    notice_place: Mapped[str | None]
    notice_ends_on: Mapped[date | None]
    filing_no: Mapped[str | None]
    filed_on: Mapped[date | None]
    filed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    """Struck off: filed by the leading group; a long-term measure goes on with its reviews afterwards."""

    step: Mapped[str | None] = mapped_column(index=True)
    stage: Mapped[str | None]
    step_due_on: Mapped[date | None]

    problem: Mapped[Problem] = relationship(lazy="raise")


class Owing(db.Model):
    """A unit that owes a measure (责任单位): by the plan, by a group of the plan, or chosen by the office."""

    __tablename__ = "owing"
    __table_args__ = (
        Index("uq_owing_now", "measure_id", "unit", unique=True, postgresql_where=text("removed_at IS NULL")),
        Index("ix_owing_unit", "unit", postgresql_where=text("removed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    name: Mapped[str]
    """The name in the plan that led to it."""
    first: Mapped[bool] = mapped_column(default=False)
    """第一责任单位, or one of the group that stands first."""
    sort: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    removed_at: Mapped[datetime | None]


class Milestone(db.Model):
    """A date or target hidden in the plan's words: proposed by the parser, confirmed or dropped by the office."""

    __tablename__ = "milestone"
    __table_args__ = (
        Index("ix_milestone_measure_id", "measure_id"),
        Index("ix_milestone_problem_id", "problem_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    """A target of the problem's goal belongs to all its measures."""
    day: Mapped[date | None]
    text: Mapped[str]
    target: Mapped[str | None]
    line: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="proposed")
    """proposed, confirmed or dropped."""
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reached_on: Mapped[date | None]
    proof: Mapped[str | None]


class Item(db.Model):
    """One of the things a measure counts (141 处四乱, 44 座厂): progress is what is done of them."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("measure_id", "name", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    done: Mapped[bool] = mapped_column(default=False)
    done_on: Mapped[date | None]
    proof: Mapped[str | None]


class MeasureRecord(db.Model):
    """A state reached before this system was in use (补录): entered by one person, confirmed by another."""

    __tablename__ = "measure_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    state: Mapped[str]
    day: Mapped[date]
    document_no: Mapped[str | None]
    remark: Mapped[str | None]
    content_key: Mapped[str] = mapped_column(unique=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    landing: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
