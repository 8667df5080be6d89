"""a case runs by one process: who reopens it at the same moment is refused by the database itself

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-25 01:10:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = ("petition", "measure", "problem")


def upgrade():
    for kind in KINDS:
        op.create_index(
            f"uq_process_running_{kind}", "process", [f"{kind}_id"], unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade():
    for kind in KINDS:
        op.drop_index(f"uq_process_running_{kind}", "process")
