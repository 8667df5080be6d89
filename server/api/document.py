"""The API's description (OpenAPI 3.1): refusals as problem documents, and fields under the labels of the pages."""

from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api
from marshmallow import Schema, fields

from server.api.task_schema import PaperForm
from workflows.forms import FORMS

PROBLEM = "application/problem+json"
ABOUT = """\
The use cases of the pages, for programs. Sign in with `Authorization: Bearer TOKEN` (`xiaohao users token NAME`);
a browser's session works too, then every request that changes something needs the header `X-CSRFToken`.
Fields that are not known are refused, never ignored. Units stand as `{"code", "name"}`.
A task belongs to a petition, a measure or a problem: one of `petition`, `measure`, `problem` is told, the others are null.
Days are days in Asia/Shanghai, instants are in UTC.
A list says `total` beside its `items` and takes `page` and `page_size`.

Every refusal is a problem document (RFC 9457) with a sentence in Chinese: 400 not readable, 401 not signed in,
403 not allowed, 404 not there or not yours, 405, 409 somebody was faster or the case has moved on, 413, 415,
422 answers to mend (`errors` names the fields), 429, 500 (an automatic step failed and was rolled back), 503.
"""


class ProblemSchema(Schema):
    """A refusal (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "about:blank"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "why, as one sentence for a person"})
    errors = fields.Dict(
        keys=fields.String(), metadata={"description": "field -> sentences, or the same for parts of it"}
    )


class Document(Api):  # type: ignore[misc]  # flask-smorest has no types
    """The description, and what of flask-smorest we do otherwise: refusals are told by `server.errors` alone."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config.update(SETTINGS)
        super().__init__(app)
        self.ma_plugin.converter.add_attribute_function(labelled)
        for name, form in FORMS.items():
            self.spec.components.schema(name, schema=form)
        self.spec.components.schema("PaperForm", schema=PaperForm)
        for name, scheme in SIGN_IN.items():
            self.spec.components.security_scheme(name, scheme)

    def _register_error_handlers(self) -> None:
        """None of its own."""

    def _register_responses(self) -> None:
        """Problem documents for every refusal, under their own media type."""
        reference = self.ma_plugin.resolver.resolve_schema_dict(ProblemSchema)
        for name, words in REFUSALS.items():
            response = {"description": words, "content": {PROBLEM: {"schema": reference}}}
            self.spec.components.response(name, response, lazy=True)


def labelled(_: Any, field: fields.Field[Any], **__: Any) -> dict[str, Any]:
    """What the page says beside a field, and when it is asked."""
    about = field.metadata
    if "label" not in about:
        return {}
    words = [about["label"], *([about["hint"]] if about.get("hint") else [])]
    told: dict[str, Any] = {"description": "。".join(words)}
    if about.get("when"):
        name, values = about["when"]
        told["x-when"] = {"field": name, "values": list(values)}
    if about.get("options"):
        told["x-options"] = f"offered by the task itself: GET /api/tasks/{{task_id}}, `{about['options']}`"
    if isinstance(field, fields.Decimal):
        told |= {"type": ["number", "string", "null"], "minimum": 0, "maximum": 1_000_000}
    return told


REFUSALS = {
    "DEFAULT_ERROR": "A refusal, told as a problem document.",
    HTTPStatus(403).name: "The case may be seen, but this may not be done.",
    HTTPStatus(404).name: "There is no such thing, or not for this user.",
    HTTPStatus(409).name: "Somebody was faster, or the case has moved on.",
    HTTPStatus(422).name: "Answers to mend: `errors` names the fields.",
}
SIGN_IN = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
SETTINGS = {
    "API_TITLE": "Xiaohao 销号",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "API_SPEC_OPTIONS": {
        "info": {"description": ABOUT},
        "security": [{name: []} for name in SIGN_IN],
    },
}
