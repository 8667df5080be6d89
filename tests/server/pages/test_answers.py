"""What a browser sends, read by the names of the schema and no others."""

import pytest
from werkzeug.datastructures import MultiDict

from server.pages.answers import Act, change_rows, number_in, read_act, read_answers
from workflows.forms import FORMS


def read(form: str, *sent: tuple[str, str]) -> dict[str, object]:
    return read_answers(FORMS[form](), MultiDict(sent))


def test_only_the_fields_of_the_form_are_read() -> None:
    assert read("ReviewForm", ("opinion", "好"), ("role", "admin"), ("start_at_x", "1")) == {"opinion": "好"}


def test_rows_keep_their_order_and_blank_ones_are_none() -> None:
    answers = read(
        "InvestigateForm",
        ("points-10-text", "丙"),
        ("points-2-text", "乙"),
        ("points-2-verdict", "属实"),
        ("points-3-text", "  "),
        ("points-4-secret", "x"),
        ("points-x-text", "x"),
    )
    assert answers["points"] == [{"text": "乙", "verdict": "属实"}, {"text": "丙"}]


def test_a_thousand_rows_are_not_kept() -> None:
    sent = [(f"points-{number}-text", "x") for number in range(1000)]
    assert len(read("InvestigateForm", *sent)["points"]) == 100  # type: ignore[arg-type]


def test_line_ends_are_ours_and_signs_no_database_takes_are_gone() -> None:
    assert read("ReviewForm", ("opinion", " 一\r\n二\x00\x0b\r三 ")) == {"opinion": "一\n二\n三"}


def test_who_returns_a_case_must_say_why() -> None:
    back = read("ReviewForm", ("start_at", "investigate"), ("opinion", "同意。"))
    assert back == {"start_at": "investigate", "opinion": ""}
    assert read("ReviewForm", ("start_at", ""), ("opinion", "同意。"))["opinion"] == "同意。"


@pytest.mark.parametrize(
    ("pressed", "act"),
    [
        ("draft", Act("draft")),
        ("add:points", Act("add", "points")),
        ("drop:points:2", Act("drop", "points", 2)),
        ("drop:points:-2", None),
        ("add:" + "x" * 99, None),
        ("", None),
    ],
)
def test_other_buttons(pressed: str, act: Act | None) -> None:
    assert read_act({"_act": pressed}) == act


def test_dropping_a_row_leaves_the_others() -> None:
    raw = {"points": [{"text": "甲"}, {"text": "乙"}]}
    assert change_rows(raw, Act("drop", "points", 0)) == {"points": [{"text": "乙"}]}
    assert change_rows(raw, Act("drop", "points", 9)) == raw
    assert change_rows(raw, Act("add", "points")) == raw
    assert change_rows({"opinion": "x"}, Act("drop", "opinion", 0)) == {"opinion": "x"}


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("", None), ("七", None), ("-1", None), ("9" * 30, None)]
)
def test_numbers_of_rows(text: str, number: int | None) -> None:
    assert number_in(text) == number
