"""A measure goes its whole way by the API alone; who may see and do what of the plan, and what is refused."""

from typing import Any

import pytest

from server.cases.measures.changing import set_conditions
from server.database import db
from server.models import Item, UnitName
from tests.server.api.callers import Caller, World, counted, problem
from tests.server.cases.test_measures import POSTS, Chain

SIGNED = (
    ("make_plan", "water", "water1"),
    ("make_plan", "liunan", "liunan_handler1"),
    ("make_plan", "rongan", "rongan_handler1"),
    ("approve_plan", None, "water2"),
    ("advance_work", "water", "water1"),
    ("self_check", "liunan", "liunan_handler1"),
    ("self_check", "rongan", "rongan_handler1"),
    ("self_check", "water", "water1"),
    ("collect", "water", "water1"),
    ("county_check", "liunan", "liunan_chief"),
    ("county_check", "rongan", "rongan_chief"),
    ("accept", "ecology", "ecology2"),
    ("accept", "water", "water2"),
    ("publish_measure", None, "water1"),
    ("end_measure_notice", None, "water1"),
    ("examine", None, "head"),
    ("file_measure", None, "leader"),
)
"""Step, the unit it is asked of, and who does it."""


class Planned:
    """A world with a plan of three measures, and everybody's programs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chain: Chain = world.in_house(Chain)
        world.admit(*POSTS)

    def __getitem__(self, login: str) -> Caller:
        return self.world[login]

    def waiting(self, step: str, unit: str | None, by: str, no: int = 1) -> dict[str, Any]:
        """The task of a step in somebody's inbox."""
        asked = {"code": unit} if unit else None
        [found] = [
            row
            for row in self[by].get("/tasks", step=step).json["items"]
            if row["measure"] == no and (row["participant"] and {"code": row["participant"]["code"]}) == asked
        ]
        return dict(found)

    def answers(self, task_id: int, step: str, by: str) -> dict[str, Any]:
        """An honest form, with its files uploaded first."""
        honest: dict[str, Any] = self.world.in_house(lambda _: self.chain.answers(step, by))
        if "evidence" in honest:
            sent = self[by].upload(task_id, "evidence")
            assert sent.status_code == 201, sent.text
            honest["evidence"] = [sent.json["id"]]
        return honest

    def do(self, step: str, unit: str | None, by: str) -> dict[str, Any]:
        """One unit's part of a step, by the API."""
        task = self[by].get(f"/tasks/{self.waiting(step, unit, by)['id']}").json
        assert task["may"] == {"ok": True, "reason": ""}, (step, task["may"])
        assert (task["petition"], task["measure"]["no"], task["complainant"]) == (None, 1, None)
        answer = self[by].complete(task["id"], **self.answers(task["id"], step, by))
        assert answer.status_code == 200, (step, answer.text)
        return dict(answer.json or {})

    def until(self, step: str) -> None:
        """Every step before this one."""
        for each, unit, by in SIGNED:
            if each == step:
                return
            self.do(each, unit, by)


@pytest.fixture
def plan(world: World) -> Planned:
    return Planned(world)


def test_a_measure_goes_from_its_plan_of_action_to_the_filing(plan: Planned):
    for step, unit, by in SIGNED:
        if step == "publish_measure":
            plan.world.in_house(lambda _: plan.chain.alone())
        if step == "end_measure_notice":
            plan.world.clock.advance(days=14)
        done = plan.do(step, unit, by)
        assert done["step"]["code"] == step
        assert done["step"]["name"] != step, "steps of measures have their names"
        assert done["petition"] is None
    assert done["tasks"] == []
    measure = plan["clerk"].get("/measures/1").json
    assert measure["state"] == {"code": "ended", "name": "已销号"}
    assert (measure["step"], measure["stage"], measure["light"]) == (None, None, None)
    assert (measure["filing_no"], measure["standards"]) == ("柳整改办〔2026〕1号", ["河道无垃圾"])
    assert measure["archived_at"]
    assert {file["kind"] for file in measure["files"] if file["filed"]} == {"evidence"}
    signed = {
        (cell["step"], signer["unit"]["code"])
        for signer in measure["matrix"]["units"]
        for cell in signer["cells"]
        if cell["at"]
    }
    assert signed == {(step, unit) for step, unit, _ in SIGNED if unit}
    history = plan["clerk"].get("/measures/1/history").json
    steps = [entry["step"]["code"] for entry in history["items"] if entry["verb"] == "complete"]
    assert steps[::-1] == [step for step, _, _ in SIGNED]
    assert history["labels"]["accepted_on"]


def test_a_measure_is_read_with_all_that_stands_around_it(plan: Planned):
    plan.do("make_plan", "water", "water1")
    measure = plan["liunan_handler1"].get("/measures/1").json
    assert measure["deadline"] == {
        "raw": "2024年12月底前", "date": "2024-12-31", "long_term": False, "immediate": False
    }  # fmt: skip
    assert measure["problem"] == {"no": 1, "title": None}
    assert [one["code"] for one in measure["leads"]] == ["water", "ecology"]
    assert [(one["code"], one["first"]) for one in measure["units"]] == [
        ("water", True), ("liunan", False), ("rongan", False)
    ]  # fmt: skip
    assert (measure["state"]["code"], measure["light"]) == ("running", "red")
    assert measure["stage"] == {"code": "prepare", "name": "制定方案"}
    assert {(task["step"]["code"], task["participant"]["code"]) for task in measure["tasks"]} == {
        ("make_plan", "liunan"), ("make_plan", "rongan")
    }  # fmt: skip
    [water] = [one for one in measure["matrix"]["units"] if one["unit"]["code"] == "water"]
    assert [cell["who"] for cell in water["cells"] if cell["step"] == "make_plan"] == ["water1同志"]
    assert {(stone["state"], stone["of_problem"]) for stone in measure["milestones"]} >= {("proposed", False)}
    assert measure["lines"][0]["text"].startswith("1.清理甲河河道")
    assert measure["progress"] == {"done": 0, "total": 0}


def test_things_counted_and_conditions_among_the_petitions_are_told(plan: Planned):
    def add(house: Any) -> None:
        measure = plan.chain.measure
        for name, done in (("1号排口", True), ("2号排口", False)):
            db.session.add(Item(measure_id=measure.id, name=name, unit="liunan", done=done))
        set_conditions(measure, ["verified"], "方案第 161 行", house["clerk"], house.now)

    plan.world.in_house(add)
    measure = plan["clerk"].get("/measures/1").json
    assert [(one["name"], one["unit"]["name"], one["done"]) for one in measure["items"]] == [
        ("1号排口", "柳南区", True),
        ("2号排口", "柳南区", False),
    ]
    assert measure["progress"] == {"done": 1, "total": 2}
    [condition] = measure["conditions"]
    assert (condition["kind"], condition["done"], condition["met"]) == ("verified", 0, False)
    assert plan["clerk"].get("/measures/1/history").json["items"][0]["verb"] == "conditions"


def test_a_problem_is_read_with_the_measures_one_may_see(plan: Planned):
    every = plan["clerk"].get("/problems").json
    assert (every["total"], [one["no"] for one in every["items"]]) == (2, [1, 2])
    found = plan["rongan_handler1"].get("/problems/1").json
    assert found["counts"] == {"total": 2, "seen": 1, "done": 0, "recorded": 0, "open": [1, 2]}
    assert (found["may_close"], [one["no"] for one in found["measures"]]) == (False, [1])
    assert found["goal"].startswith("甲河水质达标")
    assert plan["clerk"].get("/problems", tag="不在").json == {"total": 0, "items": []}
    assert plan["clerk"].get("/problems", page=2, page_size=1).json["items"][0]["no"] == 2


def test_a_measure_is_returned_and_answers_as_a_measure(plan: Planned):
    plan.until("accept")
    task_id = plan.waiting("accept", "water", "water2")["id"]
    steps = {one["value"] for one in plan["water2"].get(f"/tasks/{task_id}").json["return_steps"]}
    assert {"make_plan", "self_check"} <= steps
    back = plan["water2"].post(f"/tasks/{task_id}/return", {"step": "self_check", "reason": "照片看不清"})
    assert back.status_code == 200, back.text
    assert back.json["petition"] is None
    assert [task["step"]["code"] for task in back.json["measure"]["tasks"]] == ["self_check"] * 3
    cells = [cell for one in back.json["measure"]["matrix"]["units"] for cell in one["cells"]]
    assert not [cell for cell in cells if cell["step"] in ("self_check", "accept") and cell["at"]]
    assert plan["clerk"].get("/measures/1/history").json["items"][0]["verb"] == "return"


def test_a_task_of_a_measure_is_claimed_once(plan: Planned):
    plan.until("publish_measure")
    task_id = plan.waiting("publish_measure", None, "water1")["id"]
    claimed = plan["water1"].post(f"/tasks/{task_id}/claim").json
    assert (claimed["mine"], claimed["participant"], claimed["unit"]["code"]) == (True, None, "water")
    assert "water1同志" in problem(plan["water2"].post(f"/tasks/{task_id}/claim"), 409)["detail"]
    freed = plan["water1"].post(f"/tasks/{task_id}/release", {"note": "请接着办"}).json
    assert (freed["holder"], freed["note"]) == (None, "请接着办")


# --- who sees and does what -----------------------------------------------------------------------------------


def test_a_unit_sees_the_measures_it_owes_or_leads_and_no_others(plan: Planned):
    seen = {
        login: [one["no"] for one in plan[login].get("/measures").json["items"]]
        for login in ("clerk", "inspector", "water1", "rongan_handler1", "industry1", "urban1", "admin")
    }
    assert seen == {
        "clerk": [1, 2, 3],
        "inspector": [1, 2, 3],
        "water1": [1, 2],
        "rongan_handler1": [1],
        "industry1": [3],
        "urban1": [],
        "admin": [],
    }
    assert [one["no"] for one in plan["industry1"].get("/problems").json["items"]] == [2]


def test_what_others_owe_is_not_there(plan: Planned):
    task_id = plan.waiting("make_plan", "water", "water1")["id"]
    other = plan["urban1"]
    answers = [
        other.get("/measures/1"),
        other.get("/measures/1/history"),
        other.get("/problems/1"),
        other.get(f"/tasks/{task_id}"),
        other.post(f"/tasks/{task_id}/claim"),
        other.post(f"/tasks/{task_id}/return", {"step": "make_plan", "reason": "x"}),
        other.complete(task_id),
        other.upload(task_id, "evidence"),
    ]
    nowhere = problem(other.get("/measures/9999"), 404)
    assert [problem(answer, 404) for answer in answers] == [nowhere] * len(answers)


def test_who_sees_a_measure_may_still_not_sign_for_another_unit(plan: Planned):
    task_id = plan.waiting("make_plan", "water", "water1")["id"]
    for login in ("liunan_handler1", "inspector", "ecology2"):
        read = plan[login].get(f"/tasks/{task_id}").json
        assert (read["may"]["ok"], read["may"]["reason"] != "") == (False, True)
        problem(plan[login].complete(task_id, **plan.answers(task_id, "make_plan", "water1")), 403)


def test_who_did_the_work_does_not_accept_it(plan: Planned):
    plan.until("accept")
    task_id = plan.waiting("accept", "water", "water2")["id"]
    refused = problem(plan["water1"].complete(task_id, **plan.answers(task_id, "accept", "water2")), 403)
    assert "办理过" in refused["detail"]


def test_a_file_of_a_measure_is_fetched_by_its_units_only(plan: Planned):
    file = plan["water1"].upload(plan.waiting("make_plan", "water", "water1")["id"], "evidence").json
    for login, status in (("rongan_handler1", 200), ("urban1", 404)):
        with plan[login].client.get(file["url"], headers=plan[login].headers) as answer:
            assert answer.status_code == status


# --- what is refused ------------------------------------------------------------------------------------------


def test_answers_to_mend_are_named_field_by_field(plan: Planned):
    task_id = plan.waiting("make_plan", "water", "water1")["id"]
    errors = problem(plan["water1"].complete(task_id, contact="黄某", nodes=[{"text": ""}], x=1), 422)[
        "errors"
    ]
    assert {"x", "nodes", "responsible_leader"} <= errors.keys()


def test_a_signature_sent_twice_counts_once_and_a_late_one_is_refused(plan: Planned):
    task_id = plan.waiting("make_plan", "water", "water1")["id"]
    sent = {"answers": plan.answers(task_id, "make_plan", "water1"), "submission": "m1"}
    first, second = (plan["water1"].post(f"/tasks/{task_id}/complete", sent) for _ in range(2))
    assert (first.json["repeated"], second.json["repeated"]) == (False, True)
    assert first.json["measure"] == second.json["measure"]
    problem(plan["water1"].post(f"/tasks/{task_id}/complete", {**sent, "submission": "m2"}), 409)
    problem(plan["water1"].upload(task_id, "evidence"), 409)


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "no"},
        {"light": "blue"},
        {"due": "overdue,sometime"},
        {"state": "ended,,running"},
        {"deadline": "2024"},
        {"problem": "x"},
        {"problem": 2**31},
        {"page": 0},
        {"page_size": 201},
    ],
)
def test_a_filter_that_is_not_known_is_refused_and_not_ignored(plan: Planned, query: dict[str, Any]):
    assert problem(plan["clerk"].get("/measures", **query), 422)["errors"].keys() == query.keys()


@pytest.mark.parametrize("number", [0, 4, 2**31 - 1, 2**31, 10**30])
def test_a_number_that_is_not_in_the_plan_is_not_found(plan: Planned, number: int):
    for path in (f"/measures/{number}", f"/measures/{number}/history", f"/problems/{number}"):
        problem(plan["clerk"].get(path), 404)


def test_without_a_plan_there_is_nothing(world: World):
    for path in ("/measures", "/problems"):
        assert world["clerk"].get(path).json == {"total": 0, "items": []}
        problem(world["clerk"].get(f"{path}/1"), 404)


# --- lists ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"unit": "rongan"}, [1]),
        ({"lead": "ecology"}, [1, 2, 3]),
        ({"holder": "water"}, [1]),
        ({"problem": 2}, [3]),
        ({"deadline": "2024-12"}, [1]),
        ({"deadline": "long_term"}, [2]),
        ({"due": "overdue,undated"}, [1, 2, 3]),
        ({"due": "undated"}, [2]),
        ({"state": "running"}, [1, 2, 3]),
        ({"state": "ended"}, []),
        ({"light": "red"}, [1, 3]),
        ({"step": "make_plan"}, [1, 2]),
        ({"step": "none"}, []),
        ({"tag": "工业废气治理不到位"}, [3]),
        ({"tag": "不在"}, []),
        ({"flag": "any"}, [1, 2, 3]),
        ({"q": "巡查"}, [2]),
        ({"unit": "rongan", "q": " ", "due": "", "light": ""}, [1]),
    ],
)
def test_the_filters_of_the_page_are_those_of_the_list(
    plan: Planned, query: dict[str, Any], numbers: list[int]
):
    found = plan["clerk"].get("/measures", **query).json
    assert ([one["no"] for one in found["items"]], found["total"]) == (numbers, len(numbers))


def test_lists_are_paged(plan: Planned):
    pages = [plan["clerk"].get("/measures", page=page, page_size=2).json for page in (1, 2, 3)]
    assert [page["total"] for page in pages] == [3] * 3
    assert [[one["no"] for one in page["items"]] for page in pages] == [[1, 2], [3], []]


def test_a_name_for_which_the_office_has_yet_to_choose_is_told(plan: Planned):
    def name(_: Any) -> list[str]:
        return list(db.session.scalars(db.select(UnitName.name).where(UnitName.chosen)))

    known = plan.world.in_house(name)
    [measure] = plan["clerk"].get("/measures", problem=2).json["items"]
    assert measure["open_names"]
    assert set(measure["open_names"]) <= set(known)


def test_lists_take_as_many_statements_for_many_as_for_few(plan: Planned):
    def statements(path: str, **query: Any) -> int:
        with counted(plan.world.app) as sent:
            assert plan["liunan_handler1"].get(path, **query).status_code == 200
        return len(sent)

    assert plan["liunan_handler1"].get("/tasks").json["total"] == 2
    for path, most in (("/measures", 9), ("/tasks", 5), ("/problems", 5)):
        few, many = (statements(path, page_size=size) for size in (1, 50))
        assert few == many <= most, path
    assert statements("/measures/1") <= 18
    assert statements("/problems/1") <= 12
