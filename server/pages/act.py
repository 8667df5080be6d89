"""A page for one act beside the process: what will happen in words, a small form, one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template, request
from marshmallow import ValidationError

from server.cases.options import Option
from server.cases.refusal import Invalid, Refusal
from server.models import Case
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from workflows.forms import Form


@dataclass(frozen=True)
class Act:
    """What the page of an act says and asks."""

    title: str
    says: Sequence[str]
    form: Form
    button: str
    case: Case
    back: str
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    danger: bool = False


def act_page(
    act: Act, answers: Mapping[str, Any] | None = None, errors: Mapping[str, Any] | None = None
) -> str:
    """The page of an act, empty or with what was typed and what must be mended."""
    view = view_form(act.form, Filling(answers or {}, errors or {}, act.options))
    return render_template("act.html", act=act, view=view)


def sent(form: Form) -> dict[str, Any]:
    """The answers of an act's form. Raises Invalid naming what must be mended."""
    try:
        given: dict[str, Any] = form.load(read_answers(form, request.form))
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    return given


def refused(act: Act, refusal: Refusal) -> tuple[str, int]:
    """The act's page again, with everything that was typed, and why it was not done."""
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    if not errors:
        act = replace(act, warnings=[*act.warnings, refusal.message])
    return act_page(act, read_answers(act.form, request.form), errors), refusal.status
