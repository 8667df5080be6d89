"""Petitions (信访件): what was reported, who handles it, what was found and done."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import db
from server.models.round import Batch


def _list() -> Any:
    return mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))


class Petition(db.Model):
    """One petition of a round; columns named like a form's fields are filled by that form and no other way."""

    __tablename__ = "petition"
    __table_args__ = (
        UniqueConstraint("round_id", "no"),
        Index("ix_petition_handling_unit_step", "handling_unit", "step"),
        Index("ix_petition_types", "types", postgresql_using="gin"),
        Index("ix_petition_co_handlers", "co_handlers", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    no: Mapped[str]
    """受理编号 without blanks and star: the key."""
    no_raw: Mapped[str]
    """As it is written and published, with the star of 重点关注."""
    no_given: Mapped[bool] = mapped_column(default=True)
    """False where the source had no number and a stable one was made from the content."""
    content_key: Mapped[str | None]
    """Hash of the imported row: the same row again changes nothing."""
    source: Mapped[str] = mapped_column(default="form")
    """form, assignment or history (补录): how the case came in."""
    channel: Mapped[str | None]
    received_on: Mapped[date | None]
    assigned_on: Mapped[date | None]
    text: Mapped[str]
    region_raw: Mapped[str | None]
    regions: Mapped[list[str]] = _list()
    types_raw: Mapped[str | None]
    types: Mapped[list[str]] = _list()
    accused: Mapped[str | None]
    accused_unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    remark: Mapped[str | None]
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    handling_unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    co_handlers: Mapped[list[str]] = _list()
    department: Mapped[str | None] = mapped_column(ForeignKey("unit.code"), index=True)
    days: Mapped[int | None]
    by_hand: Mapped[bool] = mapped_column(default=False)
    route_reason: Mapped[str | None]
    candidates: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    due_on: Mapped[date | None]
    suspended_on: Mapped[date | None]
    """Since when the office's clock stands still (暂停计时); none while it runs."""

    investigated_on: Mapped[date | None]
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    verdict: Mapped[str | None]
    finding: Mapped[str | None]
    on_the_spot: Mapped[bool | None]
    handling: Mapped[str | None]
    accountability: Mapped[str | None]
    corrections: Mapped[int | None]
    penalty_cases: Mapped[int | None]
    fine: Mapped[Decimal | None]
    criminal_cases: Mapped[int | None]
    administrative_detentions: Mapped[int | None]
    criminal_detentions: Mapped[int | None]
    talks: Mapped[int | None]
    held_accountable: Mapped[int | None]
    plan_mode: Mapped[str | None]
    plan: Mapped[str | None]
    plan_on: Mapped[date | None]
    finished: Mapped[bool | None]
    staged_reason: Mapped[str | None]
    next_on: Mapped[date | None]
    next_person: Mapped[str | None]
    cadre: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    members: Mapped[list[str]] = _list()
    resolution: Mapped[str | None]
    visited_on: Mapped[date | None]
    satisfaction: Mapped[str | None]
    households: Mapped[int | None]
    words: Mapped[str | None]
    acceptance: Mapped[str | None]
    remedy: Mapped[str | None]
    remedy_reason: Mapped[str | None]
    notice_on: Mapped[date | None]
    notice_days: Mapped[int | None]
    notice_place: Mapped[str | None]
    notice_ends_on: Mapped[date | None]
    objections: Mapped[int | None]
    objections_answer: Mapped[str | None]
    on_site: Mapped[bool | None]
    verified_on: Mapped[date | None]
    filing_no: Mapped[str | None] = mapped_column(index=True)
    filed_on: Mapped[date | None]
    announced_on: Mapped[date | None]
    announced_place: Mapped[str | None]

    assigned_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    noticed_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    step: Mapped[str | None] = mapped_column(index=True)
    """Position: the open step, written with every advance of the process; None before the start and after 归档."""
    stage: Mapped[str | None] = mapped_column(index=True)
    step_due_on: Mapped[date | None]

    batch: Mapped[Batch | None] = relationship(lazy="joined")
    marks: Mapped[list["Mark"]] = relationship(
        primaryjoin="and_(Mark.petition_id == Petition.id, Mark.removed_at.is_(None))",
        viewonly=True,
        order_by="Mark.id",
    )


class Complainant(db.Model):
    """Who complained (信访人): apart from the case, shown only where a step needs it, never to those complained of."""

    __tablename__ = "complainant"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"), primary_key=True)
    complainant_name: Mapped[str | None]
    complainant_phone: Mapped[str | None]
    complainant_address: Mapped[str | None]


class Mark(db.Model):
    """A petition put on a list (重点, 重复, 积案, 疑难): by whom, when and why; taken off, it stays in the history."""

    __tablename__ = "mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    reason: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
