"""acts of the administration, and incidents that keep all that was sent

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-24 21:30:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "admin_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_admin_event_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_admin_event"),
    )
    op.alter_column("incident", "petition_id", existing_type=sa.Integer(), nullable=True)
    op.add_column("incident", sa.Column("private", postgresql.JSONB(), nullable=True))
    op.add_column("incident", sa.Column("paper", postgresql.JSONB(), nullable=True))
    op.add_column("incident", sa.Column("submission", sa.String(), nullable=True))


def downgrade():
    for column in ("submission", "paper", "private"):
        op.drop_column("incident", column)
    op.execute("DELETE FROM incident WHERE petition_id IS NULL")
    op.alter_column("incident", "petition_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("admin_event")
