"""job queue and incidents of timers

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-24 06:10:00

The queue's own tables come from the package as it stands (procrastinate 3.10, see the bound in
pyproject.toml); the migrations of a later version go into a later revision of ours.
"""
import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REMOVE = r"""
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'procrastinate\_%' LOOP
        EXECUTE 'DROP FUNCTION ' || one || ' CASCADE';
    END LOOP;
END;
$$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
"""


def upgrade():
    run(SchemaManager.get_schema())
    for column in ("task_id", "user_id"):
        op.alter_column("incident", column, existing_type=sa.Integer(), nullable=True)


def downgrade():
    op.execute("DELETE FROM incident WHERE task_id IS NULL OR user_id IS NULL")
    for column in ("task_id", "user_id"):
        op.alter_column("incident", column, existing_type=sa.Integer(), nullable=False)
    run(REMOVE)


def run(statements):
    """Many statements at once, with percent signs in them: past SQLAlchemy, on the same connection."""
    op.get_bind().connection.driver_connection.execute(statements)
