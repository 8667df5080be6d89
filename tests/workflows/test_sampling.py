"""Sampling: the same seed draws the same everywhere, every place has its chance, the bounds are exact."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.sampling import allot, bounds, draw, next_place, share


def test_ten_percent_of_the_citys_petitions_are_thirteen() -> None:
    assert [share(total, 10) for total in (128, 120, 121, 1, 0)] == [13, 12, 13, 1, 0]


def test_a_seed_draws_the_same_places_on_any_machine() -> None:
    """Written down once: a change of the rule would make old samples impossible to check."""
    assert draw("2026-11-24/phone", 128, 13) == [
        40, 49, 59, 69, 79, 89, 99, 108, 118, 0, 10, 20, 30,
    ]  # fmt: skip
    assert draw("anything", 5, 0) == []


@given(st.text(), st.integers(1, 400), st.data())
def test_a_sample_is_spread_over_the_list(seed: str, size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, size))
    places = sorted(draw(seed, size, number))
    assert len(set(places)) == number
    gaps = {(after - before) % size for before, after in zip(places, [*places[1:], places[0]], strict=True)}
    assert gaps <= {0, size // number, -(-size // number)}


def test_every_place_has_the_same_chance() -> None:
    """Over all starts each place is drawn equally often, whatever the step between."""
    for size, number in ((10, 3), (128, 13), (7, 7), (9, 1)):
        times = [0] * size
        for start in range(size):
            for turn in range(number):
                times[(start + turn * size // number) % size] += 1
        assert set(times) == {number}


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 200), min_size=1), st.data())
def test_each_list_gives_its_share(sizes: dict[str, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    number = data.draw(st.integers(0, total))
    given_ = allot(number, sizes)
    assert sum(given_.values()) == number
    for name, size in sizes.items():
        assert given_[name] <= size
        assert not total or abs(given_[name] - Fraction(number * size, total)) < 1


def test_lists_that_hold_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot give"):
        allot(13, {"phone": 8, "walk": 4})


def test_the_next_that_was_not_drawn_stands_in() -> None:
    assert next_place(3, 5, {3, 4, 0}) == 1
    assert next_place(4, 5, {4}) == 0
    assert next_place(0, 3, {0, 1, 2}) is None
    assert next_place(0, 1, {0}) is None


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_the_bounds_hold_as_often_as_they_say(size: int) -> None:
    """Every truth, every sample: the truth lies outside the bounds in no more than 2.5 % at either end."""
    for number in range(1, size + 1):
        for have in range(size + 1):
            drawn = [sum(one < have for one in sample) for sample in combinations(range(size), number)]
            found = [bounds(size, number, hits) for hits in drawn]
            assert sum(low > have for low, _ in found) * 40 <= len(drawn)
            assert sum(high < have for _, high in found) * 40 <= len(drawn)


def test_the_bounds_of_a_whole_list_are_what_was_counted() -> None:
    assert bounds(13, 13, 4) == (4, 4)
    low, high = bounds(128, 13, 6)
    assert low < 128 * 6 // 13 < high
