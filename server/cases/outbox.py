"""The outbox: jobs that a case asks for, written in the case's own transaction, so that both happen or neither."""

from procrastinate import App, SyncPsycopgConnector

from server.database import db

MAKE_THUMBNAIL = "make_thumbnail"

_outbox = App(connector=SyncPsycopgConnector())
"""Never opened: it writes through the session's connection only; the workers bring connections of their own."""


def defer(job: str, **arguments: str | int) -> None:
    """Ask for a job; it waits from the commit on, and a rollback takes it back."""
    connection = db.session.connection().connection.driver_connection
    _outbox.configure_task(job, connection=connection).defer(**arguments)
