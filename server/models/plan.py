"""The rectification plan (整改方案): its problems (问题), each a ledger of its own (一问题一台账)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.database import db


def texts() -> Any:
    """A column of several texts, empty unless something is said."""
    return mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))


class Plan(db.Model):
    """The plan of a round as it was published: its source text is kept line by line and never corrected."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    title: Mapped[str]
    lines: Mapped[list[str]] = texts()
    file_name: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    imported_at: Mapped[datetime]
    demo: Mapped[bool] = mapped_column(default=False)


class Planned:
    """What problem and measure have in common: number, words, deadline as written and as understood, its lines."""

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    no: Mapped[int]
    title: Mapped[str | None]
    """A short name for lists, where somebody gave one; else the text begins."""
    text: Mapped[str]
    deadline_raw: Mapped[str]
    deadline: Mapped[date | None]
    """Last day of the period named; None for 立行立改 and bare 长期坚持."""
    long_term: Mapped[bool] = mapped_column(default=False)
    immediate: Mapped[bool] = mapped_column(default=False)
    line: Mapped[int]
    end_line: Mapped[int]
    flags: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    """What does not fit together in the source: shown, never corrected."""


class Problem(Planned, db.Model):
    """One problem of the plan: who leads, what the goal is, until when."""

    __tablename__ = "problem"
    __table_args__ = (UniqueConstraint("plan_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str | None]
    aspect: Mapped[str | None]
    section: Mapped[str | None]
    lead_names: Mapped[list[str]] = texts()
    """牵头单位 as the plan writes them."""
    leads: Mapped[list[str]] = texts()
    """Codes of the same units."""
    goal: Mapped[str]
    tags: Mapped[list[str]] = texts()
    names: Mapped[list[str]] = texts()
    """Firms, works, towns and rivers it and its measures speak of, read from their words."""
    filing_no: Mapped[str | None]
    filed_on: Mapped[date | None]
    archived_at: Mapped[datetime | None]
    """Closed: confirmed by all its lead units and filed by the leading group."""

    step: Mapped[str | None]
    stage: Mapped[str | None]
    step_due_on: Mapped[date | None]
    notice_scope: Mapped[str] = mapped_column(default="problem")
    """公示 of the result: once for the whole problem, or measure by measure where the office chose so."""


class UnitName(db.Model):
    """A name of the plan and the units it stands for (各县区 -> ten); the office edits this table."""

    __tablename__ = "unit_name"

    name: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[list[str]] = texts()
    chosen: Mapped[bool] = mapped_column(default=False)
    """The name alone does not say whom (各有关县区): the office chooses for each measure, with a reason."""
