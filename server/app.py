"""The application, put together in one place; a request is one transaction, ended here."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from server import api, auth, commands, errors, pages
from server.config import configuration
from server.database import db

csrf = CSRFProtect()
babel = Babel()
migrate = Migrate(directory="server/migrations")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """An app over the database that is configured; starts the embedded one when none is named."""
    app = Flask("server", template_folder="../templates", static_folder="static")
    app.url_map.merge_slashes = False  # else a redirect would be built from whatever Host header was sent
    app.config.update(configuration(given))
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations")
    babel.init_app(app)
    csrf.init_app(app)
    auth.login.init_app(app)
    auth.require_sign_in(app)
    errors.register(app)
    pages.register(app)
    api.register(app, csrf)
    commands.register(app)
    app.after_request(finish)
    return app


def finish(response: Response) -> Response:
    """Commit what the request did, or nothing of it when it was refused; add the headers every answer carries."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    keepable = request.endpoint == "static" or response.cache_control.private
    if response.status_code >= 400 or not keepable:
        headers["Cache-Control"] = "no-store"
    return response
