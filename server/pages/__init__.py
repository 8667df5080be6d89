"""Pages for people: thin blueprints that load, call one use case and redirect; nothing is decided here."""

from flask import Flask

from server.pages.admin import pages as admin
from server.pages.admin_record import pages as admin_record
from server.pages.admin_units import pages as admin_units
from server.pages.admin_users import pages as admin_users
from server.pages.batch import pages as batch
from server.pages.board import pages as board
from server.pages.callback import pages as callback
from server.pages.callbacks import pages as callbacks
from server.pages.dispatch import pages as dispatch
from server.pages.dispatch_sheet import pages as dispatch_sheet
from server.pages.draft import pages as draft
from server.pages.file import pages as file
from server.pages.flow import pages as flow
from server.pages.guide import pages as guide
from server.pages.health import pages as health
from server.pages.imports import pages as imports
from server.pages.inbox import pages as inbox
from server.pages.items import pages as items
from server.pages.ledger import pages as ledger
from server.pages.list_mark import pages as list_mark
from server.pages.login import pages as login
from server.pages.measure import pages as measure
from server.pages.measures import pages as measures
from server.pages.milestones import pages as milestones
from server.pages.move import pages as move
from server.pages.notice_scope import pages as notice_scope
from server.pages.office import pages as office
from server.pages.paper import pages as paper
from server.pages.petition import pages as petition
from server.pages.problems import pages as problems
from server.pages.reassign import pages as reassign
from server.pages.records import pages as records
from server.pages.search import pages as search
from server.pages.shell import dress
from server.pages.suspend import pages as suspend
from server.pages.tags import pages as tags
from server.pages.task import pages as task
from server.pages.unit_names import pages as unit_names

BLUEPRINTS = (
    admin,
    admin_record,
    admin_units,
    admin_users,
    batch,
    board,
    callback,
    callbacks,
    dispatch,
    dispatch_sheet,
    draft,
    file,
    flow,
    guide,
    health,
    imports,
    inbox,
    items,
    ledger,
    list_mark,
    login,
    measure,
    measures,
    milestones,
    move,
    notice_scope,
    office,
    paper,
    petition,
    problems,
    reassign,
    records,
    search,
    suspend,
    tags,
    task,
    unit_names,
)


def register(app: Flask) -> None:
    """Put every page into the app, with the words and frame they share."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    dress(app)
