"""The description is valid, and the API does as it says whatever is sent to it."""

import os
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import FrozenClock
from tests.server.api.callers import World
from tests.server.cases.test_measures import Chain
from workflows.forms import FORMS

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
FEW = settings(
    max_examples=int(os.environ.get("XIAOHAO_API_RUNS", "12")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def described(app: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def test_the_description_is_open_valid_and_of_openapi_3_1(app: Flask):
    answer = app.test_client().get("/api/openapi.json")
    assert answer.json["openapi"] == "3.1.0"
    described(app).validate()


def test_every_form_of_the_process_is_described_once_with_its_labels(app: Flask):
    schemas = app.test_client().get("/api/openapi.json").json["components"]["schemas"]
    for name, form in FORMS.items():
        assert schemas[name]["additionalProperties"] is False
        assert schemas[name]["properties"].keys() == form().fields.keys()
        for field, about in form().fields.items():
            assert schemas[name]["properties"][field]["description"].startswith(about.metadata["label"])


def test_every_address_says_how_it_refuses(app: Flask):
    document = app.test_client().get("/api/openapi.json").json
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert "default" in operation["responses"], path
    refused = document["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert list(refused) == ["application/problem+json"]


def test_whatever_is_sent_nothing_breaks_and_the_description_holds(app: Flask, clock: FrozenClock):
    world = World(app, clock)
    registered = world.registered()
    chain = world.in_house(Chain)
    tasks = [registered["tasks"][0]["id"], world.in_house(lambda _: chain.tasks()[1].id)]
    callers = [world["clerk"], world["liunan_handler1"]]
    tried, met = 0, set()
    for result in described(app).get_all_operations():
        operation = result.ok()

        @FEW
        @given(case=operation.as_strategy())
        def call(case: Any) -> None:
            nonlocal tried
            caller = callers[tried % 2]
            tried += 1
            if tried % 3:
                real = {
                    "task_id": tasks[tried // 2 % 2],
                    "no": registered["no"] if "petitions" in case.path else 1,
                }
                case.path_parameters |= {name: real[name] for name in real.keys() & case.path_parameters}
            answer = case.call(headers=caller.headers)
            case.validate_response(answer, checks=CHECKS)
            met.add(answer.status_code)

        call()
    assert tried > 100
    assert met >= {200, 201, 404, 422}
