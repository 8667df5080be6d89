"""操作记录: acts on accounts, units, batches and incidents are recorded with them, and never a password."""

from datetime import date

import pytest
from click.testing import Result
from flask import current_app
from sqlalchemy import select

from server.cases.accounts import add_account, change_account, close_account, open_account, set_password
from server.cases.administration import PAGE, how_many, note, recorded
from server.cases.batches import current_round, load_batch, set_days
from server.cases.incidents import dismiss, keep_incident, retry
from server.cases.refusal import Failed, Forbidden, Invalid
from server.cases.sent import Sent
from server.cases.units import add_bureau, change_unit
from server.commands.users import users
from server.database import db
from server.models import AdminEvent, Batch, Incident, Unit, User
from tests.server.cases.house import House

PERSON = {"login": "new.person", "name": "韦新", "staff_no": "N1", "phone": None}
SECRET = "$argon2id$secret"


def acts() -> list[tuple[str, str, dict[str, list[object]]]]:
    events = db.session.scalars(select(AdminEvent).order_by(AdminEvent.id))
    return [(event.verb, event.subject, event.changes) for event in events]


def new_person(house: House) -> User:
    return add_account(PERSON, [("rongan", "handler")], SECRET, house["admin"], house.now)


def test_what_becomes_of_an_account_is_recorded_without_its_password(house: House) -> None:
    admin, now, who = house["admin"], house.now, "韦新(new.person)"
    user = new_person(house)
    for phone in ("0772-1", "0772-1"):
        change_account(user, {**PERSON, "phone": phone}, [("liunan", "chief")], admin, now)
    set_password(user, SECRET, admin, now)
    close_account(user, admin, now)
    open_account(user, admin, now)
    assert acts() == [
        (
            "add_user",
            who,
            {
                "login": [None, "new.person"],
                "name": [None, "韦新"],
                "staff_no": [None, "N1"],
                "posts": [None, [["rongan", "handler"]]],
            },
        ),
        (
            "change_user",
            who,
            {"phone": [None, "0772-1"], "posts": [[["rongan", "handler"]], [["liunan", "chief"]]]},
        ),
        ("set_password", who, {}),
        ("close_user", who, {}),
        ("open_user", who, {}),
    ]
    assert SECRET not in str(acts())
    first = recorded(admin, 1)[-1]
    assert (first.who, first.event.user_id, first.event.at) == ("admin同志", admin.id, now)


def test_what_becomes_of_a_unit_is_recorded(house: House) -> None:
    given = {"code": "education", "name": "市教育局", "parent": "city", "sort": 40}
    unit = add_bureau(given, house["admin"], house.now)
    for _ in range(2):
        change_unit(unit, {**given, "name": "市教育局(国资委)"}, house["admin"], house.now)
    assert acts() == [
        ("add_unit", "市教育局", {name: [None, value] for name, value in given.items()}),
        ("change_unit", "市教育局(国资委)", {"name": ["市教育局", "市教育局(国资委)"]}),
    ]


def test_the_days_of_a_batch_are_recorded_when_the_office_changes_them(house: House) -> None:
    house.petition()
    found = db.session.scalars(select(Batch).where(Batch.round_id == current_round().id)).one()
    batch = load_batch(found.id, house["clerk"])
    days = {"assigned_on": batch.assigned_on, "published_on": date(2026, 3, 11)}
    for _ in range(2):
        set_days(batch, days, house["clerk"], house.now)
    assert acts() == [("set_days", "第一批", {"published_on": [None, "2026-03-11"]})]
    assert recorded(house["admin"], 1)[0].who == "clerk同志"


def test_an_incident_tried_again_or_put_aside_is_recorded(house: House) -> None:
    sent = {"no": "D2LZ9", "assigned_on": house.today, "text": "河水发黑", "region_raw": "柳南区"}
    for no in ("D2LZ9", "D2LZ10"):
        failure = Failed("分办规则出错", None, {}, Sent({**sent, "no": no}))
        keep_incident(failure, house["clerk"].id, house.now)
    first, second = db.session.scalars(select(Incident.id).order_by(Incident.id))
    retry(first, house["admin"], house.now)
    dismiss(second, house["admin"], house.now)
    assert acts() == [("retry", "D2LZ9", {}), ("dismiss", "D2LZ10", {})]


def test_what_is_refused_is_not_recorded(house: House) -> None:
    with pytest.raises(Invalid):
        add_account(PERSON, [("office", "handler")], SECRET, house["admin"], house.now)
    with pytest.raises(Forbidden):
        change_unit(db.session.get_one(Unit, "urban"), {"name": "别的"}, house["clerk"], house.now)
    assert acts() == []


def test_a_command_on_the_server_is_recorded_as_nobodys(house: House) -> None:
    def run(*words: str) -> Result:
        result = current_app.test_cli_runner().invoke(users, words)
        assert result.exit_code == 0, result.output
        return result

    run("add", "new.person", "韦新", "--post", "rongan:handler", "--section", "综合科")
    person = db.session.scalars(select(User).where(User.login == "new.person")).unique().one()
    assert person.section == "综合科"
    run("password", "new.person")
    run("token", "new.person")
    found = recorded(house["admin"], 1)
    assert [(one.event.verb, one.who) for one in found] == [
        ("add_token", None),
        ("set_password", None),
        ("add_user", None),
    ]


def test_the_record_is_read_in_pages_by_the_administrator_alone(house: House) -> None:
    for number in range(PAGE + 1):
        note("retry", str(number), house["admin"], house.now)
    db.session.flush()
    assert how_many(house["admin"]) == PAGE + 1
    pages = [[one.event.subject for one in recorded(house["admin"], page)] for page in (1, 2)]
    assert (pages[0][0], pages[0][-1], pages[1]) == (str(PAGE), "1", ["0"])
    for who in ("head", "leader", "liunan_chief"):
        with pytest.raises(Forbidden):
            recorded(house[who], 1)
