"""Random lives: whatever people try, a case never gets stuck, never breaks and never escapes four eyes."""

import pytest

from server.database import transaction
from tests.server.cases.house import House
from tests.server.cases.walk import Walk

TEMPTED = {
    "everything": (
        "everything",
        [
            ("liunan", "handler"),
            ("liunan", "chief"),
            ("liunan", "principal"),
            ("office", "head"),
            ("city", "admin"),
        ],
    ),
    "twin": ("liunan_handler1", [("liunan", "handler"), ("liunan", "chief")]),
    "twin_chief": ("liunan_chief", [("liunan", "handler")]),
    "mover": ("rongan_handler1", [("rongan", "chief"), ("urban", "handler"), ("leading_group", "leader")]),
}
"""People whom a careless rule would let check their own work: many posts, second accounts, two units."""


def walk(house: House, seed: int, steps: int) -> Walk:
    with transaction():
        house.ids |= {
            login: house.hire(login, staff_no, posts).id for login, (staff_no, posts) in TEMPTED.items()
        }
    life = Walk(house, seed)
    for _ in range(steps):
        life.step()
    return life


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_a_case_goes_on_and_nobody_checks_their_own_work(house: House, seed: int) -> None:
    life = walk(house, seed, 120)
    assert sum(life.done.values()) > 30


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_more_lives(house: House, seed: int) -> None:
    walk(house, seed, 400)
