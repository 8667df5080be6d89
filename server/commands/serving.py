"""`xiaohao serve`, `demo` and `worker`: the house at work."""

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from server.config import port
from server.jobs import run_worker, worker_inside
from waitress import serve as waitress_serve

THREADS = 8


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the pages, with one worker inside."""
    _serve()


def _serve() -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own way to the app
    with worker_inside(app):
        waitress_serve(app, host="127.0.0.1", port=port(), threads=THREADS, ident=None)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do the jobs; any number of workers may run, on any number of machines."""
    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own way to the app


@click.command("demo")
@click.option("--reset", is_flag=True, help="start over with fresh data")
@with_appcontext
def demo(reset: bool) -> None:
    """Show it running with synthetic cases; a second start continues with the same data."""
    flask_migrate.upgrade()
    _serve()
