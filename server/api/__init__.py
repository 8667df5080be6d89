"""The API: the same use cases and schemas as the pages, for programs."""

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from server.api import acts, files, measures, petitions, problems, tasks
from server.api.document import Document
from server.auth import sent_with_token
from server.cases.refusal import Forbidden

BLUEPRINTS = (
    petitions.petitions,
    measures.measures,
    problems.problems,
    tasks.tasks,
    acts.acts,
    files.files,
)
NO_FORM = (
    "用登录会话调用接口时,修改数据的请求要在请求头 X-CSRFToken 里带上页面给出的令牌;用访问令牌调用则不需要。"
)


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Put the API into the app, with its description at ``/api/openapi.json``."""
    document = Document(app)
    for blueprint in BLUEPRINTS:
        csrf.exempt(blueprint)
        document.register_blueprint(blueprint)
    names = {blueprint.name for blueprint in BLUEPRINTS}

    @app.before_request
    def ask_for_form() -> None:
        """A session is sent by the browser on its own, so the form's key must come along; a token is not."""
        if request.blueprint in names and not sent_with_token(request):
            require_form(csrf)


def require_form(csrf: CSRFProtect) -> None:
    """Raises Forbidden when the request does not carry the key of a page of ours."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        csrf.protect()
    except CSRFError:
        raise Forbidden(NO_FORM) from None
