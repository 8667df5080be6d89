"""Whatever is typed into a form is on the page again, and the page sends back just that."""

from typing import Any

import pytest
from flask import Flask, render_template_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from server.cases.options import Option
from server.pages.answers import read_answers
from server.pages.field import FormView
from server.pages.form import Filling, view_form
from tests.server.pages.desk import form_values
from workflows.forms import FORMS, Form

PAGE = '{% import "macros/form.html" as forms %}<form>{{ forms.summary(view) }}{{ forms.whole(view) }}</form>'
OFFERED = [Option("a", "甲"), Option("b", "乙", "在办 7 件"), Option("c", "<丙>")]
TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
LINES = st.lists(TYPED, max_size=3).map(lambda lines: "\n".join(lines).strip())
FORM_NAMES = sorted(FORMS)


def answer_of(field: fields.Field[Any]) -> st.SearchStrategy[Any]:
    """What somebody may type or tick."""
    meta, widget = field.metadata, field.metadata["widget"]
    if widget == "points":
        row = st.fixed_dictionaries({name: answer_of(one) for name, one in field.inner.schema.fields.items()})
        return st.lists(row.filter(lambda row: any(row.values())), max_size=3)
    keys = list(meta.get("choices", {})) or [one.value for one in OFFERED]
    if widget == "files":
        return st.lists(st.uuids().map(str), max_size=3)
    if widget in ("pick_many", "choose_many"):
        return st.lists(st.sampled_from(keys), unique=True).map(lambda chosen: sorted(chosen, key=keys.index))
    if widget == "yes_no":
        return st.sampled_from(["true", "false"])
    if widget in ("pick", "choice"):
        return st.sampled_from(keys)
    return LINES if widget == "paragraph" else TYPED


@pytest.mark.parametrize("name", FORM_NAMES)
def test_a_page_sends_back_what_was_typed(app: Flask, name: str) -> None:
    form = FORMS[name]()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries({key: answer_of(field) for key, field in form.fields.items()}))
    def round_trip(typed: dict[str, Any]) -> None:
        if any(form.fields[key].metadata.get("decision") and typed[key] for key in typed):
            typed.pop("opinion", None)  # words offered for agreeing do not survive a return
        sent = MultiDict(form_values(html.fromstring(draw(app, form, typed))))
        assert {key: value for key, value in read_answers(form, sent).items() if key in typed} == typed

    round_trip()


@pytest.mark.parametrize("name", FORM_NAMES)
def test_every_control_has_a_label_and_every_group_a_legend(app: Flask, name: str) -> None:
    page = html.fromstring(draw(app, FORMS[name](), {}))
    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        labelled = page.xpath(f"//label[@for='{control.get('id')}']") or control.xpath("ancestor::label")
        assert labelled, html.tostring(control)
    assert all(group.xpath("./legend") for group in page.xpath("//fieldset"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids)


@pytest.mark.parametrize("name", FORM_NAMES)
def test_every_error_is_told_at_its_field_and_linked_from_the_head(app: Flask, name: str) -> None:
    form = FORMS[name]()
    errors = form.validate({"unknown": 1}) or {}
    errors = {key: found for key, found in errors.items() if key in form.fields}
    page = html.fromstring(draw(app, form, {}, errors))
    assert len(page.xpath("//*[@id='summary']//a")) == len(errors)
    for target in page.xpath("//*[@id='summary']//a/@href"):
        assert page.xpath(f"//*[@id='{target[1:]}']"), target


def test_fields_asked_only_sometimes_say_when_and_are_off_until_then(app: Flask) -> None:
    form = FORMS["InvestigateForm"]()
    page = html.fromstring(draw(app, form, {"on_the_spot": False}))
    (field,) = page.xpath("//*[@data-field='handling']")
    assert field.get("data-off") is not None
    assert "选择“已当场整改到位”时填写" in field.text_content()
    page = html.fromstring(draw(app, form, {"on_the_spot": "true"}))
    assert page.xpath("//*[@data-field='handling']")[0].get("data-off") is None


def test_errors_of_a_row_stand_in_that_row(app: Flask) -> None:
    form = FORMS["InvestigateForm"]()
    typed = {"points": [{"text": "甲", "verdict": "属实"}, {"text": "乙"}]}
    page = html.fromstring(draw(app, form, typed, {"points": {1: {"verdict": ["请选择。"]}}}))
    assert page.xpath("//*[@id='f-points-1-verdict-error']")
    assert not page.xpath("//*[@id='f-points-0-verdict-error']")


def test_the_offered_words_stand_in_the_form_and_notes_beside_the_choices(app: Flask) -> None:
    page = html.fromstring(draw(app, FORMS["ReviewForm"](), {}))
    assert page.xpath("//*[@name='opinion']")[0].text_content().strip() == "同意。"
    page = html.fromstring(draw(app, FORMS["AssignForm"](), {}))
    assert "乙(在办 7 件)" in page.xpath("string(//select[@name='handling_unit'])")


def draw(app: Flask, form: Form, typed: dict[str, Any], errors: dict[str, Any] | None = None) -> str:
    """The form as the page draws it."""
    with app.test_request_context():
        return render_template_string(PAGE, view=view(form, typed, errors or {}))


def view(form: Form, typed: dict[str, Any], errors: dict[str, Any]) -> FormView:
    """The form's view with the same three choices offered everywhere."""
    return view_form(form, Filling(typed, errors, dict.fromkeys(form.fields, OFFERED)))
