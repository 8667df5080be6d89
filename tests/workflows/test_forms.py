"""The forms as schemas: what is asked when, what is needed, and what no typing can slip past them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from workflows.forms import FORMS
from workflows.forms.circumstances import Circumstances
from workflows.forms.decision import DecisionForm
from workflows.forms.review import VisitForm

WIDGETS = {"line", "paragraph", "day", "number", "amount", "yes_no", "choice", "pick", "pick_many"} | {
    "choose_many",
    "files",
    "points",
}
FIELDS = [
    pytest.param(form, name, field, id=f"{form.__name__}.{name}")
    for form in FORMS.values()
    for name, field in form().fields.items()
]
TODAY = Circumstances(today=date(2026, 3, 11))
VISIT = {
    "visited_on": "2026-03-11",
    "companion": "7",
    "satisfaction": "满意",
    "words": "好",
    "acceptance": "好",
}


def refused(form: str, **answers: Any) -> dict[str, Any]:
    """What must be mended in these answers."""
    try:
        FORMS[form]().load(answers)
    except ValidationError as error:
        return error.normalized_messages()
    return {}


@pytest.mark.parametrize(("form", "name", "field"), FIELDS)
def test_every_field_says_in_chinese_what_it_asks_and_how(form: Any, name: str, field: Any) -> None:
    metadata = field.metadata
    assert any("一" <= sign <= "鿿" for sign in metadata["label"])
    assert metadata["widget"] in WIDGETS
    assert ("options" in metadata) == metadata["widget"].startswith("pick")
    if when := metadata.get("when"):
        assert when[0] in form().fields, "asked depending on a field of the same form"


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_an_empty_form_names_everything_it_needs(form: str) -> None:
    needed = {
        name
        for name, field in FORMS[form]().fields.items()
        if field.required or (field.metadata.get("needed") and not field.metadata.get("when"))
    }
    assert refused(form).keys() == needed
    blank = {
        name: "  "
        for name, field in FORMS[form]().fields.items()
        if field.metadata["widget"] in ("line", "paragraph")
    }
    assert refused(form, **blank).keys() == needed, "blanks are no answers"


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_field_nobody_asks_for_is_refused(form: str) -> None:
    assert refused(form, archived_at="2026-01-01")["archived_at"] == ["没有这一项。"]


@pytest.mark.parametrize("form", FORMS, ids=str)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_is_sent_is_taken_or_refused_in_words(form: str, data: st.DataObject) -> None:
    names = [*FORMS[form]().fields, "nobody"]
    anything = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.sampled_from(["2026-03-11", "属实"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["text", "verdict", "x"]), inner, max_size=3)
        ),
        max_leaves=6,
    )
    answers = data.draw(st.one_of(anything, st.dictionaries(st.sampled_from(names), anything)))
    try:
        taken = FORMS[form]().load(answers)
    except ValidationError as error:
        assert error.normalized_messages()
    else:
        FORMS[form]().refusals(taken, TODAY)


@pytest.mark.parametrize("typed", ["好\x00的", "好\x1b的", "好\ud800的"])
def test_signs_no_keyboard_types_are_left_out(typed: str) -> None:
    assert VisitForm().load({**VISIT, "words": typed})["words"] == "好的"


@pytest.mark.parametrize(
    ("satisfaction", "remedy", "start_at"),
    [
        ("满意", "rectify", None),
        ("联系不上", "case_group", None),
        ("不满意", "rectify", "rectify"),
        ("不满意", "case_group", "case_group"),
        ("不满意", "explain", None),
        ("不满意", "settled", None),
    ],
)
def test_only_people_not_content_send_a_case_back(
    satisfaction: str, remedy: str, start_at: str | None
) -> None:
    said = {"satisfaction": satisfaction, "remedy": remedy, "remedy_reason": "x", "households": 3}
    given = VisitForm().load({**VISIT, **said})
    assert given["start_at"] == start_at
    assert given["remedy"] == (remedy if satisfaction == "不满意" else None)


INVESTIGATED = {"investigated_on": "2026-03-11", "finding": "x", "on_the_spot": False}


@pytest.mark.parametrize(
    ("points", "verdict", "wrong"),
    [
        (["属实"], "属实", set()),
        (["不属实"], "不属实", set()),
        (["属实", "不属实"], "部分属实", set()),
        (["属实", "不属实"], "不属实", {"verdict"}),
        (["不属实", "不属实"], "属实", {"verdict"}),
        ([], "属实", {"points"}),
        (["编的"], "属实", {"points"}),
    ],
)
def test_the_whole_follows_from_the_points(points: list[str], verdict: str, wrong: set[str]) -> None:
    asked = [{"text": "油烟", "verdict": point} for point in points]
    assert refused("InvestigateForm", **INVESTIGATED, points=asked, verdict=verdict).keys() == wrong


def test_what_was_put_right_on_the_spot_is_shown_before_and_after() -> None:
    points = [{"text": "油烟", "verdict": "属实"}]
    spot = {**INVESTIGATED, "points": points, "verdict": "属实", "on_the_spot": True}
    assert refused("InvestigateForm", **spot).keys() == {"handling", "photos_before", "photos_after"}
    untrue = {**spot, "points": [{"text": "油烟", "verdict": "不属实"}], "verdict": "不属实"}
    shown = {"handling": "x", "photos_before": ["3f" * 16], "photos_after": ["3f" * 16]}
    assert refused("InvestigateForm", **untrue, **shown).keys() == {"on_the_spot"}


@pytest.mark.parametrize("form", [name for name, form in FORMS.items() if issubclass(form, DecisionForm)])
def test_a_return_says_why(form: str) -> None:
    schema = FORMS[form]()
    agreed = schema.fields["opinion"].metadata["default"]
    said = {"start_at": "investigate", "on_site": True}
    assert "opinion" in schema.refusals({**said, "opinion": agreed}, TODAY)
    assert schema.refusals({**said, "opinion": "照片不清"}, TODAY) == {}
    assert schema.refusals({**said, "start_at": None, "opinion": agreed}, TODAY) == {}
