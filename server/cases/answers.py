"""Answers are checked by the step's schema, then against what this very case offers and allows."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from server.cases.calendar import local_day
from server.cases.options import allowed
from server.cases.refusal import Invalid
from server.cases.work import Work
from server.models import User
from workflows.forms import FORMS, Form


def form_of(work: Work) -> Form:
    """The schema the diagram names for this step."""
    return FORMS[work.step.properties["form"]]()


def check(work: Work, answers: Mapping[str, Any], by: User) -> dict[str, Any]:
    """The answers in their types. Raises Invalid naming every field that must be mended."""
    form = form_of(work)
    try:
        given: dict[str, Any] = form.load(answers)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    errors = {
        **_not_offered(form, given, work, by),
        **form.refusals(given, work.subject.circumstances(local_day(work.now), form.asks)),
    }
    if errors:
        raise Invalid({name: [message] for name, message in errors.items()})
    return given


def _not_offered(form: Form, given: Mapping[str, Any], work: Work, by: User) -> dict[str, str]:
    errors = {}
    for name, field in form.fields.items():
        source, value = field.metadata.get("options"), given.get(name)
        if source is None or value in (None, []):
            continue
        choices = {option.value: option for option in allowed(source, work, by)}
        for chosen in value if isinstance(value, list) else [value]:
            option = choices.get(chosen)
            if option is None or option.disabled:
                errors[name] = option.note if option else "请在列出的项中选择。"
    return errors
