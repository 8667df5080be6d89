"""`xiaohao deadline`: a date with its reason, for people and for programs."""

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["deadline", *words])


def told(app: Flask, *words: str) -> Any:
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_deadline_says_why_it_is_that_day(app: Flask) -> None:
    why = "2023-09-27 起算 + 7 个工作日 = 10-12:9-29 至 10-6 放假,10-7、10-8 补班计入"
    assert told(app, "2023-09-27", "7") == {"date": "2023-10-12", "provisional": False, "why": why}
    assert run(app, "2023年9月27日", "7").stdout.strip() == why


def test_calendars_units_and_pauses(app: Flask) -> None:
    assert told(app, "2023-04-19", "3")["date"] == "2023-04-25"
    assert told(app, "2023-04-19", "3", "--calendar", "national")["date"] == "2023-04-23"
    assert told(app, "2026-09-01", "60", "--unit", "calendar_days")["date"] == "2026-11-02"
    twice = ("--suspend", "2026-03-04:2026-03-06", "--suspend", "2026-03-10:2026-03-10")
    assert told(app, "2026-03-02", "5", *twice)["date"] == "2026-03-13"
    standing = told(app, "2026-03-02", "5", "--suspend", "2026-03-04:")
    assert (standing["date"], standing["provisional"]) == (None, False)
    assert told(app, "2026-12-30", "3")["provisional"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-13-45", "7"), "“2026-13-45”不是日期"),
        (("2026-03-02", "99999"), "期限天数应在 0 到 10000 之间"),
        (("2026-03-02", "seven"), "seven"),
        (("2026-03-02", "7", "--suspend", "2026-03-06"), "请写成 2026-03-02:2026-03-13"),
        (("2026-03-02", "7", "--suspend", "2026-03-06:2026-03-04"), "早于开始日"),
        (("2026-03-02", "7", "--unit", "weeks"), "weeks"),
    ],
)
def test_what_cannot_be_read_is_named(app: Flask, words: tuple[str, ...], said: str) -> None:
    result = run(app, *words)
    assert (result.exit_code, said in result.output) == (2, True)
