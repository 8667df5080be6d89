"""A problem is confirmed and filed by programs: its tasks, its page, its return."""

from typing import Any

import pytest

from tests.server.api.callers import Caller, World
from tests.server.cases.closings import FILING, Closing
from tests.server.cases.test_measures import POSTS


@pytest.fixture
def closing(world: World) -> World:
    world.in_house(lambda house: Closing(house).strike_all())
    world.admit(*POSTS)
    return world


def waiting(caller: Caller) -> dict[str, Any]:
    """The one task of the problem that waits for this person."""
    [task] = [one for one in caller.get("/tasks").json["items"] if one["problem"] == 1]
    return dict(task)


def test_a_problem_is_confirmed_returned_and_filed(closing: World) -> None:
    for by in ("water2", "ecology2"):
        confirm(closing, by)
    leader = closing["leader"]
    task = waiting(leader)
    assert (task["no"], task["measure"], task["step"]["name"]) == ("问题 1", None, "问题销号备案")
    back = leader.post(f"/tasks/{task['id']}/return", {"step": "confirm_problem", "reason": "数据不全"}).json
    assert (back["petition"], back["measure"]) == (None, None)
    assert {one["participant"]["code"] for one in back["problem"]["tasks"]} == {"water", "ecology"}
    for by in ("ecology2", "water2"):
        confirm(closing, by)
    done = leader.complete(waiting(leader)["id"], filing_no=FILING, filed_on=closing.house.today)
    assert done.status_code == 200, done.text
    assert done.json["problem"]["archived_at"]
    found = closing["clerk"].get("/problems/1").json
    assert (found["filing_no"], found["step"], found["tasks"]) == (FILING, None, [])


def confirm(world: World, by: str) -> None:
    caller = world[by]
    task = caller.get(f"/tasks/{waiting(caller)['id']}").json
    assert (task["petition"], task["measure"], task["problem"]["no"]) == (None, None, 1)
    done = caller.complete(task["id"], goal_words="甲河水质达标。", opinion="同意销号。")
    assert done.status_code == 200, done.text
