"""A case goes its whole way by the API alone, every step by the token of whoever should do it."""

from collections.abc import Callable
from typing import Any

from tests.server.api.callers import Caller, World

BY = {
    "sign_for": "liunan_handler1",
    "investigate": "liunan_handler1",
    "review": "liunan_chief",
    "check": "urban1",
    "visit": "liunan_handler2",
    "publish_notice": "liunan_handler1",
    "end_notice": "liunan_handler1",
    "apply": "liunan_principal",
    "verify": "urban1",
    "file": "leader",
    "announce": "clerk",
}

FOUND = {
    "points": [{"text": "油烟直排", "verdict": "属实", "finding": "未装净化器"}],
    "verdict": "属实",
    "finding": "群众反映属实",
    "on_the_spot": True,
    "handling": "当场装好净化设施",
    "fine": 1.5,
}


def answers(world: World, caller: Caller, task: dict[str, Any]) -> dict[str, Any]:
    """An honest form of a case that was put right on the spot, with the files uploaded first."""
    today = str(world.clock().date())

    def photo(kind: str) -> list[str]:
        answer = caller.upload(task["id"], kind)
        assert answer.status_code == 201, answer.text
        return [answer.json["id"]]

    def met() -> dict[str, Any]:
        companion = next(field for field in task["form"]["fields"] if field["name"] == "companion")
        seen = {"visited_on": today, "satisfaction": "满意", "words": "闻不到油烟了", "acceptance": "合格"}
        return {**seen, "companion": companion["choices"][0]["value"]}

    def found() -> dict[str, Any]:
        photos = {kind: photo(kind.replace("photos", "photo")) for kind in ("photos_before", "photos_after")}
        return {**FOUND, **photos, "investigated_on": today}

    forms: dict[str, Callable[[], dict[str, Any]]] = {
        "sign_for": lambda: {"accepted": True},
        "investigate": found,
        "check": lambda: {"opinion": "整改到位", "checked_on": today},
        "visit": met,
        "publish_notice": lambda: {"notice_on": today, "notice_days": 5, "notice_place": "区政府网站"},
        "end_notice": lambda: {"objections": 0},
        "verify": lambda: {"on_site": True, "verified_on": today, "opinion": "符合销号条件"},
        "file": lambda: {"filing_no": "柳整改〔2026〕1号", "filed_on": today},
        "announce": lambda: {"announced_on": today, "announced_place": "市政府网站"},
    }
    return forms.get(task["step"]["code"], lambda: {"opinion": "同意"})()


def test_a_case_goes_from_registration_to_the_archive(world: World):
    case = world.registered()
    assert case["handling_unit"] == {"code": "liunan", "name": "柳南区"}
    assert case["department"] == {"code": "urban", "name": "市城市管理局"}
    assert case["by_hand"] is False
    assert "柳南区" in case["reason"]
    done = []
    while case["step"]:
        step = case["step"]["code"]
        caller = world[BY[step]]
        if step == "end_notice":
            world.clock.advance(days=14)
        [waiting] = [row for row in caller.get("/tasks").json["items"] if row["no"] == case["no"]]
        task = caller.get(f"/tasks/{waiting['id']}").json
        assert task["may"] == {"ok": True, "reason": ""}, (step, task["may"])
        answer = caller.complete(task["id"], **answers(world, caller, task))
        assert answer.status_code == 200, (step, answer.text)
        assert answer.json["step"]["name"]
        case = answer.json["petition"]
        done.append(step)
    assert done == list(BY)
    archived = world["clerk"].get(f"/petitions/{case['no']}").json
    assert archived["label"] == "已销号"
    assert archived["archived_at"]
    assert archived["tasks"] == []
    assert [file["filed"] for file in archived["files"]] == [True, True]
    history = world["clerk"].get(f"/petitions/{case['no']}/history").json
    steps = [entry["step"]["code"] for entry in history["items"] if entry["verb"] == "complete"]
    assert steps[::-1] == ["register", *BY]
    assert history["labels"]["satisfaction"] == "回访结果"
    assert "complainant_name" not in str(history)


def test_a_task_is_claimed_released_handed_over_and_returned(world: World):
    case = world.registered()
    task_id = case["tasks"][0]["id"]
    first, second = world["liunan_handler1"], world["liunan_handler2"]
    assert first.post(f"/tasks/{task_id}/claim").json["holder"]["id"] == world.ids["liunan_handler1"]
    assert first.get("/tasks", scope="mine").json["total"] == 1
    assert second.get("/tasks", scope="unit").json["total"] == 0
    freed = first.post(f"/tasks/{task_id}/release", {"note": "请接着办"}).json
    assert (freed["holder"], freed["note"]) == (None, "请接着办")
    second.post(f"/tasks/{task_id}/claim")
    people = second.get(f"/tasks/{task_id}").json["colleagues"]
    assert str(world.ids["liunan_handler1"]) in {person["value"] for person in people}
    handed = second.post(f"/tasks/{task_id}/hand-over", {"to": world.ids["liunan_handler1"], "note": ""}).json
    assert handed["holder"]["id"] == world.ids["liunan_handler1"]
    [opened] = first.complete(task_id, accepted=True).json["tasks"]
    assert opened["step"] == {"code": "investigate", "name": "调查核实"}
    assert opened["mine"] is True
    read = first.get(f"/tasks/{opened['id']}").json
    assert {"value": "sign_for", "label": "签收", "note": "", "disabled": False} in read["return_steps"]
    back = first.post(f"/tasks/{opened['id']}/return", {"step": "sign_for", "reason": "签收单位有误"})
    assert back.status_code == 200, back.text
    assert back.json["measure"] is None
    assert back.json["petition"]["step"]["code"] == "sign_for"
    assert [task["step"]["code"] for task in back.json["petition"]["tasks"]] == ["sign_for"]


def test_the_form_of_a_task_says_everything_a_page_would(world: World):
    case = world.registered(region_raw="")
    assert (case["by_hand"], case["handling_unit"]) == (True, None)
    task = world["clerk"].get(f"/tasks/{case['tasks'][0]['id']}").json
    assert task["form"]["name"] == "AssignForm"
    by_name = {field["name"]: field for field in task["form"]["fields"]}
    assert by_name["handling_unit"]["label"] == "承办单位"
    assert {"柳南区", "融安县"} <= {choice["label"] for choice in by_name["handling_unit"]["choices"]}
    assert by_name["days"] | {"least": 1, "most": 90, "needed": True} == by_name["days"]
    filled = {"handling_unit": "rongan", "days": 15, "assign_reason": "案发地在融安县"}
    assigned = world["clerk"].complete(task["id"], **filled).json
    assert assigned["petition"]["handling_unit"]["name"] == "融安县"


def test_the_parts_of_a_list_of_points_are_told(world: World):
    case = world.registered()
    caller = world["liunan_handler1"]
    [opened] = caller.complete(case["tasks"][0]["id"], accepted=True).json["tasks"]
    task = caller.get(f"/tasks/{opened['id']}").json
    points = next(field for field in task["form"]["fields"] if field["name"] == "points")
    assert [part["name"] for part in points["parts"]] == ["text", "verdict", "finding"]
    assert task["answers"]["points"] == [{"text": "楼下餐馆油烟直排,夜间扰民。"}]
    photos = next(field for field in task["form"]["fields"] if field["name"] == "photos_after")
    assert (photos["kind"], photos["when"]) == ("photo_after", {"field": "on_the_spot", "values": [True]})


def test_a_signature_on_paper_is_entered_by_a_clerk_of_the_unit(world: World):
    def to_review(house: Any) -> tuple[str, int]:
        petition = house.to("report")
        return petition.no, house.task(petition).id

    no, task_id = world.in_house(to_review)
    clerk = world["liunan_handler3"]
    scan = clerk.upload(task_id, "scan").json["id"]
    paper = {"signer": world.ids["liunan_chief"], "signed_on": "2026-03-11", "scan": scan}
    answer = clerk.post(f"/tasks/{task_id}/complete", {"answers": {"opinion": "同意"}, "paper": paper})
    assert answer.status_code == 200, answer.text
    entry = clerk.get(f"/petitions/{no}/history").json["items"][0]
    assert (entry["who"], entry["entered_by"]) == ("liunan_chief同志", "liunan_handler3同志")


def test_a_file_is_fetched_as_it_was_uploaded(world: World):
    case = world.registered()
    caller = world["liunan_handler1"]
    file = caller.upload(case["tasks"][0]["id"], "evidence", b"%PDF-1.7 x").json
    with caller.client.get(file["url"], headers=caller.headers) as fetched:
        assert (fetched.status_code, fetched.data) == (200, b"%PDF-1.7 x")
        assert fetched.headers["Content-Disposition"].startswith("attachment")
    other = world["rongan_handler1"]
    assert other.client.get(file["url"], headers=other.headers).status_code == 404
