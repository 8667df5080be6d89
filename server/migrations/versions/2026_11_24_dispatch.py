"""monthly dispatch: a sheet of each unit, its rows, what was done to it

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-24 20:10:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "dispatch_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name="fk_dispatch_sheet_unit_unit"),
        sa.ForeignKeyConstraint(["saved_by"], ["user.id"], name="fk_dispatch_sheet_saved_by_user"),
        sa.ForeignKeyConstraint(["submitted_by"], ["user.id"], name="fk_dispatch_sheet_submitted_by_user"),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch_sheet"),
        sa.UniqueConstraint("unit", "month", name="uq_dispatch_sheet_unit_month"),
    )
    op.create_index("ix_dispatch_sheet_month", "dispatch_sheet", ["month"])
    op.create_table(
        "dispatch_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("problems", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("unchanged", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["dispatch_sheet.id"], name="fk_dispatch_row_sheet_id_dispatch_sheet", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_dispatch_row_measure_id_measure", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch_row"),
        sa.UniqueConstraint("sheet_id", "measure_id", name="uq_dispatch_row_sheet_id_measure_id"),
    )
    op.create_index("ix_dispatch_row_measure_id", "dispatch_row", ["measure_id"])
    op.create_table(
        "dispatch_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["dispatch_sheet.id"],
            name="fk_dispatch_event_sheet_id_dispatch_sheet",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_dispatch_event_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch_event"),
        sa.UniqueConstraint("submission", name="uq_dispatch_event_submission"),
    )
    op.create_index("ix_dispatch_event_sheet_id", "dispatch_event", ["sheet_id"])


def downgrade():
    op.drop_table("dispatch_event")
    op.drop_table("dispatch_row")
    op.drop_table("dispatch_sheet")
