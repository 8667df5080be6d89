"""故障: an automatic step that raises rolls back, keeps what was typed, and waits for the administrator."""

from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from server.cases.batches import current_round
from server.cases.calendar import local_day
from server.cases.complete import complete_task
from server.cases.definition import deploy, drawn_files
from server.cases.draft import save_draft
from server.cases.finding import complainant_of
from server.cases.forgetting import forget_old
from server.cases.incidents import dismiss, keep_incident, open_incidents, retry
from server.cases.many import complete_many
from server.cases.open import register
from server.cases.refusal import Failed, Forbidden, NotFound
from server.cases.sent import Paper
from server.cases.taking import carry_out, plan
from server.database import db, transaction
from server.imports.petitions import read_petitions
from server.models import Definition, Draft, Event, Incident, Petition, Process
from tests.server.cases.house import House

TYPED = {"opinion": "同意上报"}


def deploy_changed(house: House, file: str, old: str, new: str) -> str:
    """Deploy our diagrams with a mistake that no check before the run can see."""
    files = drawn_files()
    text = files[file].decode()
    assert old in text
    with transaction():
        return deploy({**files, file: text.replace(old, new).encode()}, house.now)


def stuck(house: House) -> Petition:
    """A case whose diagram fails behind the report: it compares words with a number."""
    deploy_changed(house, "handling.bpmn", 'verdict == "不属实"', "verdict &gt; 3")
    petition = house.to("report")
    with pytest.raises(Failed) as failure:
        house.do(petition, "report", **TYPED)
    with transaction():
        keep_incident(failure.value, house["liunan_chief"].id, house.now)
    return petition


def mend(petition: Petition, house: House) -> None:
    """Put the case on diagrams without the mistake."""
    with transaction():
        mended = deploy(drawn_files(), house.now)
        db.session.execute(
            update(Process).where(Process.petition_id == petition.id).values(definition=mended)
        )


def test_a_step_that_fails_changes_nothing_and_keeps_what_was_typed(house: House) -> None:
    petition = stuck(house)
    db.session.refresh(petition)
    assert (petition.step, petition.reported_at) == ("report", None)
    assert "report" not in house.steps(petition)
    house.check_in_step(petition)
    ((incident, no),) = open_incidents(house["admin"])
    assert (no, incident.answers, incident.user_id) == (petition.no, TYPED, house["liunan_chief"].id)
    assert "自动步骤出错" in incident.message


def test_the_draft_of_a_failed_step_is_still_there(house: House) -> None:
    deploy_changed(house, "handling.bpmn", 'verdict == "不属实"', "verdict &gt; 3")
    petition = house.to("report")
    with transaction():
        save_draft(house.task(petition).id, TYPED, house["liunan_chief"], house.now)
    with pytest.raises(Failed):
        house.do(petition, "report", **TYPED)
    assert db.session.scalars(select(Draft.answers)).one() == TYPED


def test_the_administrator_tries_again_in_the_name_of_whoever_did_it(house: House) -> None:
    petition = stuck(house)
    mend(petition, house)
    ((incident, _),) = open_incidents(house["admin"])
    with transaction():
        done = retry(incident.id, house["admin"], house.now)
    assert (done.step_name, petition.step) == ("办理情况上报", "plan")
    event = house.events(petition, "complete")[-1]
    assert (event.user_id, event.data) == (house["liunan_chief"].id, TYPED)
    assert open_incidents(house["admin"]) == []
    with pytest.raises(NotFound):
        retry(incident.id, house["admin"], house.now)
    house.check_in_step(petition)


def test_trying_again_in_vain_keeps_the_one_incident_of_the_same_person(house: House) -> None:
    petition = stuck(house)
    ((incident, _),) = open_incidents(house["admin"])
    incident_id = incident.id
    for _ in range(2):
        with pytest.raises(Failed) as failure, transaction():
            retry(incident_id, house["admin"], house.now)
        with transaction():
            keep_incident(failure.value, house["admin"].id, house.now)
    ((kept, _),) = open_incidents(house["admin"])
    assert (kept.id, kept.user_id, kept.solved_at) == (incident_id, house["liunan_chief"].id, None)
    mend(petition, house)
    with transaction():
        retry(incident_id, house["admin"], house.now)
    assert petition.step == "plan"


def test_an_incident_overtaken_by_a_return_is_put_aside(house: House) -> None:
    petition = stuck(house)
    house.back(petition, "investigate")
    ((incident, _),) = open_incidents(house["admin"])
    dismiss(incident.id, house["admin"], house.now)
    assert open_incidents(house["admin"]) == []


def test_nobody_but_the_administrator_sees_incidents(house: House) -> None:
    stuck(house)
    incident_id = db.session.scalars(select(Incident.id)).one()
    for who in ("liunan_chief", "head", "inspector"):
        for act in (open_incidents, lambda by: retry(incident_id, by, house.now)):
            with pytest.raises(Forbidden):
                act(house[who])


def test_one_failing_case_of_a_batch_leaves_its_incident_and_holds_up_no_other(house: House) -> None:
    sound = house.to("review")
    deploy_changed(house, "callback.bpmn", "department == None", "department &gt; 3")
    failing = house.to("review")
    tasks = [house.task(failing).id, house.task(sound).id]
    results = complete_many({key: {"opinion": "同意"} for key in tasks}, house["liunan_chief"], house.now)
    assert {result.no: result.ok for result in results} == {sound.no: True, failing.no: False}
    assert (sound.step, failing.step) == ("check", "review")
    assert [no for _, no in open_incidents(house["admin"])] == [failing.no]


CELL = '<inputEntry id="yufeng_region">\n          <text>'
COMPLAINANT = {"complainant_name": "覃某", "complainant_phone": "13900000000"}


def unregistered(house: House) -> tuple[str, int]:
    """A registration that fails in the table of units; answers the broken diagrams and the incident."""
    broken = deploy_changed(house, "unit.dmn", f'{CELL}"yufeng"', f'{CELL}? in ["liunan", "yufeng"]')
    answers = {"no": "D2LZ1*", "assigned_on": house.today, "text": "河水发黑", "types": ["水"], **COMPLAINANT}
    with pytest.raises(Failed, match="系统管理员已收到故障记录") as failure, transaction():
        register({**answers, "region_raw": "柳南区"}, house["clerk"], house.now, submission="key")
    for _ in range(2):
        with transaction():
            keep_incident(failure.value, house["clerk"].id, house.now)
    ((incident, no),) = open_incidents(house["admin"])
    assert no == "D2LZ1*"
    return broken, incident.id


def test_a_registration_that_fails_leaves_no_case_but_all_that_was_sent(house: House) -> None:
    _, incident_id = unregistered(house)
    counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Petition, Event)]
    assert counts == [0, 0]
    incident = db.session.get_one(Incident, incident_id)
    assert (incident.petition_id, incident.task_id, incident.submission) == (None, None, "key")
    assert incident.answers["text"] == "河水发黑"
    assert not incident.answers.keys() & COMPLAINANT.keys()
    assert incident.private == COMPLAINANT


def test_a_registration_tried_again_opens_the_case_once(house: House) -> None:
    broken, incident_id = unregistered(house)
    with pytest.raises(Failed), transaction():
        retry(incident_id, house["admin"], house.now)
    with transaction():
        db.session.execute(delete(Definition).where(Definition.hash == broken))
        done = retry(incident_id, house["admin"], house.now)
    assert (done.petition.no, done.step_name, done.petition.step) == ("D2LZ1", "登记建档", "sign_for")
    (event,) = house.events(done.petition)
    assert event.user_id == house["clerk"].id
    who = complainant_of(done.petition, house["clerk"], needed=False)
    assert who
    assert {name: getattr(who, name) for name in COMPLAINANT} == COMPLAINANT
    incident = db.session.get_one(Incident, incident_id)
    assert (incident.private, open_incidents(house["admin"])) == (None, [])
    again = register(
        {"no": "D2LZ1", "assigned_on": house.today, "text": "河水发黑"},
        house["clerk"],
        house.now,
        submission="key",
    )
    assert again.id == done.petition.id


def test_a_row_of_a_list_that_fails_is_refused_and_leaves_no_incident(house: House) -> None:
    unregistered(house)
    sheet = "受理编号,交办问题基本情况,行政区域\nD2LZ2,河水发黑,柳南区\n".encode()
    round_ = current_round()
    found = plan(read_petitions(sheet, "交办清单.csv"), round_, house.now, rehearsed=False)
    with transaction():
        report = carry_out(found, round_, house["clerk"], house.now)
    (refused,) = report.rejected
    assert refused["message"].startswith("自动步骤出错,这一行没有写入。")
    assert len(open_incidents(house["admin"])) == 1


def test_an_incident_put_aside_forgets_who_complained(house: House) -> None:
    _, incident_id = unregistered(house)
    dismiss(incident_id, house["admin"], house.now)
    assert db.session.get_one(Incident, incident_id).private is None


def test_what_was_signed_on_paper_is_tried_again_with_signer_and_scan(house: House) -> None:
    deploy_changed(house, "handling.bpmn", 'verdict == "不属实"', "verdict &gt; 3")
    petition = house.to("report")
    with transaction():
        scan = UUID(house.file(petition, "scan"))
    paper = Paper(house["liunan_chief"].id, local_day(house.now), scan)
    with pytest.raises(Failed) as failure, transaction():
        complete_task(house.task(petition).id, TYPED, house["liunan_handler2"], house.now, paper=paper)
    with transaction():
        keep_incident(failure.value, house["liunan_handler2"].id, house.now)
    mend(petition, house)
    house.clock.advance(days=8)
    forget_old(house.files, house.now)
    ((incident, _),) = open_incidents(house["admin"])
    with transaction():
        retry(incident.id, house["admin"], house.now)
    event = house.events(petition, "complete")[-1]
    assert (event.step, event.user_id) == ("report", house["liunan_chief"].id)
    assert event.entered_by == house["liunan_handler2"].id
    assert event.data == {**TYPED, "signed_on": str(paper.signed_on), "scan": str(scan)}
