"""Tests of the server have its database."""

from tests.database_fixtures import app, client, database_server, own_app, process_app

__all__ = ["app", "client", "database_server", "own_app", "process_app"]
