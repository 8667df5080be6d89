"""What programs send: read strictly, refused in words."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Request, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, ValidationError
from webargs.flaskparser import FlaskParser

from server.cases.refusal import Invalid, Refusal
from workflows.forms import Form
from workflows.forms.field import number

View = Callable[..., Any]
NO_OBJECT = {"_schema": ["请求正文须是一个 JSON 对象。"]}


class NotReadable(Refusal):
    """The body is no JSON."""

    status = 400


class WrongType(Refusal):
    """The body is of another type than this address takes."""

    status = 415


class Paged(Form):
    """Which part of a list is wanted."""

    page = number("第几页", least=1, most=100_000, default=1)
    page_size = number("每页件数", least=1, most=200, default=50)


class Parser(FlaskParser):
    """Reads what was sent; what nobody asked for is refused everywhere, also in the address."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def load_json(self, req: Request, schema: Any) -> dict[str, Any]:
        """The body as an object. Raises NotReadable, WrongType or Invalid."""
        return json_object()

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> Any:
        """Say which fields are wrong. Raises Invalid."""
        found = error.normalized_messages()
        [(_, by_field)] = found.items()
        raise Invalid(by_field if isinstance(by_field, dict) else found)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest has no types
    """A part of the API, read by our parser."""

    ARGUMENTS_PARSER = Parser()

    def refusing(self, *statuses: int) -> Callable[[View], View]:
        """Say in the description which refusals an address is known for."""

        def describe(view: View) -> View:
            for status in statuses:
                view = self.alt_response(status, response=HTTPStatus(status).name)(view)
            return view

        return describe


def json_object() -> dict[str, Any]:
    """The body of this request as an object. Raises NotReadable, WrongType or Invalid."""
    if not request.is_json:
        raise WrongType("请求正文须是 JSON(Content-Type: application/json)。")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise NotReadable("请求正文不是完整的 JSON。") from None
    if not isinstance(body, dict):
        raise Invalid(NO_OBJECT)
    return body


def take_page(wanted: dict[str, Any]) -> tuple[int, int]:
    """How many of a list, after how many; the words are taken out of what is wanted."""
    page, size = wanted.pop("page", None) or 1, wanted.pop("page_size", None) or 50
    return size, (page - 1) * size


def body_of(reference: dict[str, Any], mime: str = "application/json") -> dict[str, Any]:
    """How a request body is described."""
    return {"required": True, "content": {mime: {"schema": reference}}}
