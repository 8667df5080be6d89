"""What is done from the command line: set up, serve, take lists in and out, look after accounts."""

from flask import Flask

from server.commands.callbacks import callbacks
from server.commands.deadline import deadline
from server.commands.demo import demo
from server.commands.house import doctor, init
from server.commands.measures import measures
from server.commands.petitions import petitions
from server.commands.plan import plan
from server.commands.serving import serve, worker
from server.commands.users import users


def register(app: Flask) -> None:
    """Give the app its commands."""
    for command in (init, demo, serve, worker, petitions, plan, measures, callbacks, deadline, users, doctor):
        app.cli.add_command(command)
