"""`xiaohao demo`: the house at work with invented cases."""

import click
import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from server.clock import now
from server.commands.serving import serve_app
from server.demo.clock import dress
from server.demo.loading import NotADemo, loaded, prepare
from server.demo.tour import tour


@click.command("demo")
@click.option("--reset", is_flag=True, help="start over with fresh data")
@pass_script_info
def demo(info: ScriptInfo, reset: bool) -> None:
    """Show it running with invented cases; a second start continues with the same data."""
    app = info.load_app()
    shown = _prepare(app, reset)
    serve_app(app, ready=lambda address: click.echo("\n".join(tour(address, shown))))


def _prepare(app: Flask, reset: bool) -> dict[str, str]:
    with app.app_context():
        flask_migrate.upgrade()
        try:
            prepare(app, now(), reset=reset)
        except NotADemo as refusal:
            raise click.ClickException(str(refusal)) from None
        dress(app)
        return loaded() or {}
