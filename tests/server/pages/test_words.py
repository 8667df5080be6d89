"""Days, times, sizes and found words as pages say them."""

from datetime import UTC, date, datetime

from server.pages import words

TODAY = date(2026, 3, 11)


def test_days_bear_their_weekday_and_a_year_only_when_it_is_another() -> None:
    assert words.say_day(date(2026, 11, 26), TODAY) == "11月26日 周四"
    assert words.say_day(date(2023, 10, 19), TODAY) == "2023年10月19日 周四"
    assert words.say_day(None, TODAY) == ""


def test_times_are_those_of_china() -> None:
    assert words.say_time(datetime(2026, 3, 10, 23, 5, tzinfo=UTC), TODAY) == "3月11日 07:05"
    assert words.say_time(datetime(2025, 12, 31, 23, 5, tzinfo=UTC), TODAY) == "1月1日 07:05"
    assert words.say_time(None, TODAY) == ""


def test_sizes() -> None:
    assert [words.say_size(size) for size in (1, 20_480, 3_500_000)] == ["1 KB", "20 KB", "3.3 MB"]


def test_found_words_are_marked_and_everything_else_is_escaped() -> None:
    assert (
        words.marked("<b>河</b>水", "河 b>")
        == "&lt;<mark>b&gt;</mark><mark>河</mark>&lt;/<mark>b&gt;</mark>水"
    )
    assert words.marked("<i>", "") == "&lt;i&gt;"


def test_an_excerpt_begins_shortly_before_the_word() -> None:
    text = "前" * 100 + "河水" + "后" * 200
    shown = words.excerpt(text, "河水")
    assert shown.startswith("…")
    assert "河水" in shown[:30]
    assert shown.endswith("…")
    assert words.excerpt("短", "河") == "短"


def test_only_numbers_are_dialled() -> None:
    assert words.dialable("0772-2825555")
    assert not words.dialable("张三")
    assert not words.dialable("138;ext=1")
