"""How alembic reaches the database: through the app that runs the migration."""

from typing import Any

from alembic import context
from flask import current_app

from server.database import db

OURS = db.metadata
QUEUE = ("procrastinate_",)
"""The job queue brings its own tables in one migration; autogenerate leaves them alone."""


def is_ours(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Does autogenerate look after this table or index?"""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith(QUEUE)


def run() -> None:
    """Migrate in one transaction: the schema changes whole or not at all."""
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=OURS, include_object=is_ours, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
