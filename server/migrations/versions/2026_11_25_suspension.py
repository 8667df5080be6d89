"""the office's clock of a petition may stand still: for which days, why, by which document

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-25 00:40:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("petition", sa.Column("suspended_on", sa.Date(), nullable=True))
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("suspended_by", sa.Integer(), nullable=False),
        sa.Column("suspended_at", AT, nullable=False),
        sa.Column("resumed_by", sa.Integer(), nullable=True),
        sa.Column("resumed_at", AT, nullable=True),
        sa.Column("resumed_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["suspended_by"], ["user.id"]),
        sa.ForeignKeyConstraint(["resumed_by"], ["user.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_suspension_petition_id", "suspension", ["petition_id"])
    op.create_index(
        "uq_suspension_now", "suspension", ["petition_id"], unique=True,
        postgresql_where=sa.text("resumed_at IS NULL"),
    )


def downgrade():
    op.drop_table("suspension")
    op.drop_column("petition", "suspended_on")
