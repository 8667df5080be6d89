"""telephone callbacks: the sample of a year, the cases it drew, every try to reach who complained

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-24 23:50:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def who(name):
    return sa.ForeignKeyConstraint([name], ["user.id"])


def upgrade():
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lists", postgresql.JSONB(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", AT, nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", AT, nullable=True),
        sa.Column("voided_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        who("drawn_by"),
        who("voided_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_sample_in_force", "sample", ["round_id", "year"], unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("skipped_by", sa.Integer(), nullable=True),
        sa.Column("skipped_at", AT, nullable=True),
        sa.Column("skipped_reason", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("sent_back_to", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["replaces"], ["callback.id"], ondelete="SET NULL"),
        who("skipped_by"),
        who("done_by"),
        who("decided_by"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sample_id", "petition_id"),
    )
    op.create_index("ix_callback_petition_id", "callback", ["petition_id"])
    op.create_table(
        "callback_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], ondelete="CASCADE"),
        who("user_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_callback_attempt_callback_id", "callback_attempt", ["callback_id"])


def downgrade():
    for table in ("callback_attempt", "callback", "sample"):
        op.drop_table(table)
