"""受理分办: who gets a case, by the tables or by the office's hand, and who never gets it."""

import pytest

from server.access import visible
from server.cases.finding import complainant_of
from server.cases.inbox import InboxFilter, inbox
from server.cases.open import register
from server.cases.options import offered
from server.cases.reassign import open_task, reassign, too_few
from server.cases.refusal import Forbidden, Invalid, NotFound, Refusal
from server.cases.task import view_task
from server.cases.work import load
from server.database import db, transaction
from server.models import Petition, User
from tests.server.cases.house import House


def sees(user: User, petition: Petition) -> bool:
    return db.session.query(Petition.id).where(Petition.id == petition.id, visible(user)).first() is not None


def test_the_tables_name_unit_department_and_reason(house: House) -> None:
    petition = house.petition()
    assert (petition.handling_unit, petition.department, petition.by_hand) == ("liunan", "urban", False)
    assert petition.route_reason
    assert house.task(petition).unit == "liunan"


def test_a_returned_case_goes_to_the_office_and_from_there_to_another_unit(house: House) -> None:
    petition = house.petition()
    house.do(petition, "sign_for", accepted=False, refuse_reason="案发地不在本区")
    task = house.task(petition)
    assert (task.step, task.unit) == ("assign", "office")
    house.do(petition, "assign", handling_unit="rongan")
    assert (petition.handling_unit, house.task(petition).unit) == ("rongan", "rongan")


def test_a_case_assigned_by_hand_says_by_whom_and_why(house: House) -> None:
    doubtful, refused = house.petition(region_raw="柳南区、鱼峰区"), house.petition()
    house.do(refused, "sign_for", accepted=False, refuse_reason="案发地不在本区")
    for petition in (doubtful, refused):
        house.do(petition, "assign", "head", assign_reason="案发地在融安县")
        assert petition.route_reason == "市整改办head同志分办:案发地在融安县"
        assert petition.by_hand


def test_a_case_is_not_returned_without_a_reason(house: House) -> None:
    petition = house.petition()
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "sign_for", accepted=False)
    assert "refuse_reason" in refusal.value.errors
    assert house.steps(petition) == ["register"]


@pytest.mark.parametrize("region", ["", "柳南区、鱼峰区", "南宁市"])
def test_a_doubtful_region_goes_to_the_office_by_hand(house: House, region: str) -> None:
    petition = house.petition(region_raw=region)
    assert (petition.step, petition.handling_unit, petition.by_hand) == ("assign", None, True)
    assert petition.route_reason


def test_the_office_sees_the_candidates_with_their_reasons(house: House) -> None:
    petition = house.petition(region_raw="柳南区、鱼峰区")
    assert [candidate["unit"] for candidate in petition.candidates[:2]] == ["liunan", "yufeng"]
    assert all(candidate["reason"] for candidate in petition.candidates)


def test_the_office_sees_load_and_too_few_visitors_of_each_unit(house: House) -> None:
    house.petition()
    petition = house.petition(region_raw="")
    view = view_task(house.task(petition).id, house["clerk"], house.now)
    notes = {option.value: option.note for option in view.options["handling_unit"]}
    assert notes["liunan"] == "在办 1 件"
    assert "回访人手不足" in notes["luzhai"]


def test_the_office_is_warned_when_a_unit_cannot_make_the_visit(house: House) -> None:
    assert too_few("liunan") is None
    assert "3 人" in (too_few("luzhai") or "")
    house.hire("spare", "liunan_handler1", [("luzhai", "handler"), ("luzhai", "chief")])
    house.hire("spare2", "liunan_handler1", [("luzhai", "handler")])
    assert "只有 1 人" in (too_few("luzhai") or ""), "two accounts of one person are one person"


@pytest.mark.parametrize("accused", ["liunan", "urban"])
def test_the_tables_never_give_a_case_to_the_unit_it_complains_of(house: House, accused: str) -> None:
    petition = house.petition(accused_unit=accused)
    assert petition.step == "assign"
    assert accused not in {petition.handling_unit, petition.department, *petition.co_handlers}
    noted = [c["reason"] for c in petition.candidates if c["unit"] == accused]
    assert all("不宜承办" in reason for reason in noted)


@pytest.mark.parametrize(
    "given",
    [{"handling_unit": "liunan"}, {"department": "urban"}, {"co_handlers": ["liunan"]}],
    ids=lambda given: next(iter(given)),
)
def test_the_office_never_gives_a_case_to_the_unit_it_complains_of(house: House, given: dict) -> None:
    accused = "urban" if "department" in given else "liunan"
    petition = house.petition(accused_unit=accused)
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "assign", **given)
    assert list(refusal.value.errors) == list(given)
    assert petition.step == "assign"


def test_a_case_is_never_moved_to_the_unit_it_complains_of(house: House) -> None:
    petition = house.petition(accused_unit="liunan")
    house.do(petition, "assign", handling_unit="rongan")
    with pytest.raises(Invalid):
        reassign(open_task(petition).id, "liunan", "离得近", house["clerk"], house.now, keep_step=False)
    assert petition.handling_unit == "rongan"


def test_the_unit_complained_of_neither_sees_nor_finds_the_case(house: House) -> None:
    petition = house.petition(accused_unit="liunan")
    house.do(petition, "assign", handling_unit="rongan")
    stranger = house["liunan_handler1"]
    assert not sees(stranger, petition)
    with pytest.raises(NotFound):
        view_task(house.task(petition).id, stranger, house.now)
    assert inbox(stranger, house.now, InboxFilter()) == []


def test_the_identity_of_the_complainant_is_for_the_office_and_where_a_step_needs_it(house: House) -> None:
    petition = house.petition(complainant_name="韦某", complainant_phone="13800000000")
    assert complainant_of(petition, house["clerk"], needed=False)
    assert complainant_of(petition, house["liunan_handler1"], needed=False) is None
    assert complainant_of(petition, house["liunan_handler1"], needed=True)
    petition.accused_unit = "liunan"
    assert complainant_of(petition, house["liunan_handler1"], needed=True) is None
    written = [event.data for event in house.events(petition)]
    assert "韦某" not in str(written)


def test_only_the_office_registers(house: House) -> None:
    with pytest.raises(Forbidden):
        register({"no": "D1"}, house["liunan_handler1"], house.now)


def test_a_number_is_registered_once(house: House) -> None:
    petition = house.petition()
    with pytest.raises(Invalid) as refusal:
        house.petition(no=f"{petition.no}*")
    assert "no" in refusal.value.errors


def test_a_case_sent_back_to_registration_keeps_its_number_as_written(house: House) -> None:
    petition = house.petition(no="D2LZ202603110099*")
    house.back(petition, "register")
    view = view_task(house.task(petition).id, house["clerk"], house.now)
    assert view.answers["no"] == "D2LZ202603110099*"
    house.do(petition, "register", no="D2LZ202603110099*", region_raw="融安县", types=["油烟"])
    assert (petition.no, petition.no_raw) == ("D2LZ202603110099", "D2LZ202603110099*")
    assert petition.handling_unit == "rongan"


def test_a_corrected_registration_takes_number_batch_and_complainant(house: House) -> None:
    petition = house.petition()
    house.back(petition, "register")
    corrected = {"no": "D2LZ202603119999", "batch": "第二批", "complainant_name": "覃某", "marks": ["重点"]}
    house.do(petition, "register", **corrected, region_raw="柳南区", types=["油烟"])
    db.session.refresh(petition)
    assert petition.no == "D2LZ202603119999"
    assert petition.batch
    assert petition.batch.name == "第二批"
    assert [mark.kind for mark in petition.marks] == ["重点"]
    found = complainant_of(petition, house["clerk"], needed=False)
    assert found
    assert found.complainant_name == "覃某"


def test_a_corrected_registration_never_takes_the_number_of_another_case(house: House) -> None:
    other, petition = house.petition(), house.petition()
    house.back(petition, "register")
    with pytest.raises(Invalid) as refusal:
        house.do(petition, "register", no=other.no)
    assert "no" in refusal.value.errors


def test_the_same_registering_form_opens_one_case(house: House) -> None:
    answers = {"no": "D2LZ1", "assigned_on": house.today, "text": "河水发黑", "region_raw": "柳南区"}
    with transaction():
        first = register(answers, house["clerk"], house.now, submission="key")
    with transaction():
        again = register(answers, house["clerk"], house.now, submission="key")
    assert again.id == first.id
    assert house.steps(first) == ["register"]
    with pytest.raises(Invalid, match="有几项需要改"):
        register(answers, house["clerk"], house.now, submission="another")
    with pytest.raises(Refusal):
        register({**answers, "no": "D2LZ2"}, house["head"], house.now, submission="key")


def test_units_are_offered_in_their_order(house: House) -> None:
    petition = house.petition(region_raw="")
    work = load(house.task(petition).id, house["clerk"], house.now)
    offers = {name: offered(name, work, house["clerk"]) for name in ("units", "departments")}
    assert [o.value for o in offers["units"]][:3] == ["chengzhong", "yufeng", "liunan"]
    assert {o.value for o in offers["departments"]} < {o.value for o in offers["units"]}


def test_moving_a_case_lets_the_new_unit_sign_for_it(house: House) -> None:
    petition = house.to("plan")
    with transaction():
        reassign(open_task(petition).id, "rongan", "案发地更正", house["clerk"], house.now, keep_step=False)
    task = house.task(petition)
    assert (task.step, task.unit, task.user_id) == ("sign_for", "rongan", None)
    assert not sees(house["liunan_handler1"], petition)
    (event,) = house.events(petition, "reassign")
    assert event.changes == {"handling_unit": ["liunan", "rongan"]}
    house.check_in_step(petition)


def test_who_signed_for_a_case_counts_only_while_its_unit_has_it(house: House) -> None:
    petition = house.to("plan")
    assert petition.signed_at
    with transaction():
        reassign(open_task(petition).id, "rongan", "案发地更正", house["clerk"], house.now, keep_step=False)
    assert petition.signed_at is None
    house.clock.advance(days=1)
    house.do(petition, "sign_for", accepted=False, refuse_reason="不归本县")
    assert petition.signed_at is None
    house.go(petition, "assign", "sign_for")
    assert petition.signed_at == house.now
    with transaction():
        reassign(open_task(petition).id, "liunan", "案发地更正", house["clerk"], house.now, keep_step=True)
    assert petition.signed_at == house.now


def test_a_report_sent_back_is_no_report(house: House) -> None:
    petition = house.to("report")
    house.do(petition, "report", start_at="investigate", opinion="佐证材料不全,请补充。")
    assert petition.reported_at is None
    house.go(petition, "investigate", "report")
    assert petition.reported_at == house.now


def test_moving_a_case_may_keep_its_step(house: House) -> None:
    petition = house.to("plan")
    with transaction():
        reassign(open_task(petition).id, "rongan", "案发地更正", house["clerk"], house.now, keep_step=True)
    task = house.task(petition)
    assert (task.step, task.unit, task.user_id) == ("plan", "rongan", None)
    house.check_in_step(petition)


@pytest.mark.parametrize(
    ("by", "unit", "reason", "error"),
    [
        ("liunan_chief", "rongan", "x", Forbidden),
        ("clerk", "rongan", "  ", Invalid),
        ("clerk", "liunan", "x", Invalid),
        ("clerk", "leading_group", "x", Invalid),
        ("clerk", "nowhere", "x", Invalid),
        ("rongan_chief", "rongan", "x", NotFound),
    ],
)
def test_a_case_is_moved_by_the_office_with_a_reason_to_a_unit_that_handles(
    house: House, by: str, unit: str, reason: str, error: type[Exception]
) -> None:
    petition = house.petition()
    with pytest.raises(error):
        reassign(open_task(petition).id, unit, reason, house[by], house.now, keep_step=False)
    assert (petition.handling_unit, house.events(petition, "reassign")) == ("liunan", [])
