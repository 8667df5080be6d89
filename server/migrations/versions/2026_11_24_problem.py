"""problems close: a third kind of case, signed by its lead units

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-24 20:40:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_CASE = ("attachment", "event", "incident", "process", "task")
ONE_CASE = ("attachment", "event", "process", "task")
BOTH = "num_nonnulls(petition_id, measure_id) = 1"
THREE = "num_nonnulls(petition_id, measure_id, problem_id) = 1"
COLUMNS = {
    "filing_no": sa.String(),
    "filed_on": sa.Date(),
    "archived_at": sa.DateTime(timezone=True),
    "step": sa.String(),
    "stage": sa.String(),
    "step_due_on": sa.Date(),
}
OPEN = sa.text("closed_at IS NULL")
STANDING = sa.text("voided_at IS NULL")


def add_problem_id(table):
    op.add_column(table, sa.Column("problem_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        f"fk_{table}_problem_id_problem", table, "problem", ["problem_id"], ["id"], ondelete="CASCADE"
    )


def one_case(table, rule):
    op.drop_constraint(op.f(f"ck_{table}_one_case"), table)
    op.create_check_constraint(op.f(f"ck_{table}_one_case"), table, rule)


def upgrade():
    for name, kind in COLUMNS.items():
        op.add_column("problem", sa.Column(name, kind, nullable=True))
    for table in OF_CASE:
        add_problem_id(table)
    for table in ONE_CASE:
        one_case(table, THREE)
    for table in ("attachment", "incident", "process"):
        op.create_index(f"ix_{table}_problem_id", table, ["problem_id"])
    op.create_index("ix_event_problem_id_id", "event", ["problem_id", "id"])
    op.create_index("ix_task_open_problem", "task", ["problem_id"], postgresql_where=OPEN)
    add_problem_id("signature")
    op.alter_column("signature", "measure_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_signature_one_case"), "signature", "num_nonnulls(measure_id, problem_id) = 1"
    )
    op.create_index(
        "uq_signature_of_problem_now", "signature", ["problem_id", "step", "unit"], unique=True,
        postgresql_where=STANDING,
    )


def downgrade():
    for table in (*OF_CASE, "signature"):
        op.execute(f"DELETE FROM {table} WHERE problem_id IS NOT NULL")
    op.drop_index("uq_signature_of_problem_now", "signature")
    op.drop_constraint(op.f("ck_signature_one_case"), "signature")
    op.drop_column("signature", "problem_id")
    op.alter_column("signature", "measure_id", nullable=False)
    for table in OF_CASE:
        if table in ONE_CASE:
            one_case(table, BOTH)
        op.drop_column(table, "problem_id")
    for name in COLUMNS:
        op.drop_column("problem", name)
