"""One measure from its plan of action to the filing: three units, two lead units, each signs for itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask, current_app
from lxml import etree
from sqlalchemy import select

from bench.statements import listening
from server.cases.batches import current_round
from server.cases.complete import complete_task
from server.cases.definition import MEASURE, deploy, drawn_engine, drawn_files
from server.cases.measures.changing import change_units
from server.cases.measures.finding import load_measure
from server.cases.measures.inspecting import inspect, nudge
from server.cases.measures.notice import set_scope
from server.cases.measures.owed import owed_by
from server.cases.measures.signing import Signatures
from server.cases.plan.confirming import decide
from server.cases.plan.ledger import read_ledger
from server.cases.plan.naming import change_name, name_of
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.cases.returning import return_to
from server.cases.tick import tick_due
from server.database import db, transaction
from server.imports.records import STATES
from server.measure_table import ledger_rows
from server.models import Event, Measure, MeasureRecord, Owing, Process, Task, User
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load

STANDARD = "河道无垃圾"
POSTS = {
    "water1": ("water", "handler"),
    "water2": ("water", "chief"),
    "ecology2": ("ecology", "chief"),
    "industry1": ("industry", "handler"),
}


class Chain:
    """A measure and the people of its units."""

    def __init__(self, house: House, no: int = 1, *, loaded: bool = False) -> None:
        self.house, self.no = house, no
        if loaded:
            return
        with transaction():
            for login, post in POSTS.items():
                if db.session.scalar(select(User.id).where(User.login == login)) is None:
                    house.hire(login, posts=[post])
            load(house["clerk"], house.now)

    @property
    def app(self) -> Flask:
        """The app around this house."""
        return current_app

    @property
    def measure(self) -> Measure:
        return load_measure(self.no, self.house["clerk"])

    def tasks(self) -> list[Task]:
        """The open tasks of the measure."""
        query = select(Task).where(Task.of(self.measure), Task.closed_at.is_(None)).order_by(Task.id)
        return list(db.session.scalars(query))

    def waiting(self) -> set[tuple[str, str]]:
        """Steps and units that are asked now."""
        return {(task.step, task.participant) for task in self.tasks()}

    def do(self, step: str, by: str, unit: str = "", **given: Any) -> None:
        """One unit's part of a step, honestly filled in."""
        (task,) = [one for one in self.tasks() if (one.step, one.participant) == (step, unit)]
        with transaction():
            answers = {**self.answers(step, by), **given}
            complete_task(task.id, answers, self.house[by], self.house.now)

    def answers(self, step: str, by: str) -> dict[str, Any]:
        """What an honest form says at a step."""
        today = self.house.today
        proof = {"evidence": [self.house.file(self.measure, "evidence", by)]}
        ticked = [{"text": STANDARD, "met": True}]
        return {
            "make_plan": {
                "responsible_leader": "韦某",
                "responsible_person": "覃某",
                "contact": "黄某",
                "contact_phone": "0772-0000000",
                "nodes": [{"node_on": today, "text": "进场"}],
            },
            "choose_units": {},
            "approve_plan": {"standards": [{"text": STANDARD}], "opinion": "同意实施方案。"},
            "advance_work": {"progress": "已全部完成"},
            "self_check": {"self_checked_on": today, "checks": ticked, **proof},
            "collect": {"summary": "材料已齐"},
            "county_check": {"county_checked_on": today, "opinion": "合格"},
            "accept": {
                "accepted_on": today,
                "accepted_on_site": True,
                "checks": ticked,
                "participants": "两局联合",
                "opinion": "达到验收标准",
                **proof,
            },
            "publish_measure": {
                "notice_on": today,
                "notice_days": 5,
                "notice_place": "市水利局网站",
            },
            "end_measure_notice": {"objections": 0},
            "examine": {"opinion": "经审核,符合销号条件,报领导小组备案。"},
            "file_measure": {"filing_no": "柳整改办〔2026〕1号", "filed_on": today},
            "review_upkeep": {},
        }[step]

    def all(self, step: str) -> None:
        """Every unit's part of a step; where a unit has nobody here, the office does it."""
        for task in self.tasks():
            units = {"liunan": "liunan_handler1", "ecology": "ecology1", "water": "water1"}
            if step == "county_check":
                units["liunan"] = "liunan_chief"
            if task.step == step:
                office = "head" if step == "county_check" else "clerk"
                self.do(step, units.get(task.unit, office), task.participant)

    def filed(self) -> None:
        """All the way to the filing, whoever owes it."""
        self.all("make_plan")
        self.do("approve_plan", "water2")
        for step in ("advance_work", "self_check", "collect", "county_check"):
            self.all(step)
        self.accept()
        self.file()

    def plan(self) -> None:
        """All three units plan, the lead unit agrees."""
        self.do("make_plan", "water1", "water")
        self.do("make_plan", "liunan_handler1", "liunan")
        self.do("make_plan", "rongan_handler1", "rongan")
        self.do("approve_plan", "water2")

    def check(self) -> None:
        """The work is done, checked by each unit and brought together."""
        self.do("advance_work", "water1", "water")
        self.do("self_check", "liunan_handler1", "liunan")
        self.do("self_check", "rongan_handler1", "rongan")
        self.do("self_check", "water1", "water")
        self.do("collect", "water1", "water")
        self.do("county_check", "liunan_chief", "liunan")
        self.do("county_check", "rongan_chief", "rongan")

    def accept(self) -> None:
        """Both lead units accept it on the spot."""
        self.do("accept", "water2", "water")
        self.do("accept", "ecology2", "ecology")

    def alone(self) -> None:
        """The office lets measures be made public one by one."""
        problem = self.measure.problem
        with transaction():
            set_scope(problem, "measure", "各条进度不一", self.house["clerk"], self.house.now)

    def file(self) -> None:
        """Made public by itself, examined, filed."""
        self.alone()
        self.do("publish_measure", "water1")
        self.house.clock.advance(days=14)
        self.do("end_measure_notice", "water1")
        self.do("examine", "head")
        self.do("file_measure", "leader")


@pytest.fixture
def chain(house: House) -> Chain:
    return Chain(house)


def test_a_measure_is_signed_by_all_its_units_and_filed(chain: Chain) -> None:
    assert chain.waiting() == {("make_plan", unit) for unit in ("water", "liunan", "rongan")}
    chain.plan()
    assert chain.waiting() == {("advance_work", "water")}
    chain.check()
    assert chain.waiting() == {("accept", "water"), ("accept", "ecology")}
    chain.do("accept", "ecology2", "ecology")
    assert chain.waiting() == {("accept", "water")}
    chain.do("accept", "water2", "water")
    chain.file()
    measure = chain.measure
    assert (measure.step, measure.filing_no) == (None, "柳整改办〔2026〕1号")
    assert measure.archived_at is not None


def test_units_change_and_no_signature_is_lost(chain: Chain) -> None:
    house = chain.house
    chain.plan()
    chain.do("advance_work", "water1", "water")
    chain.do("self_check", "liunan_handler1", "liunan")
    with transaction():
        change_units(chain.measure, ["ecology"], ["rongan"], "河段移交", house["clerk"], house.now)
    assert chain.waiting() == {("make_plan", "ecology")}
    chain.do("make_plan", "ecology1", "ecology")
    chain.do("approve_plan", "water2")
    assert chain.waiting() == {("self_check", "water"), ("self_check", "ecology")}
    assert Signatures(chain.measure).at("self_check") == {"liunan"}


def test_a_name_may_stand_for_units_that_owe_the_measure_anyway(house: House) -> None:
    chain = Chain(house, no=3)
    assert chain.waiting() == {("choose_units", "")}
    chain.do("choose_units", "clerk", units=["industry"], units_reason="只有市工信局")
    assert chain.waiting() == {("make_plan", "industry")}
    (owes,) = owed_by(chain.measure)
    assert (owes.unit, owes.first, owes.name) == ("industry", True, "市工业和信息化局")
    reasons = select(Owing.reason).where(Owing.measure_id == chain.measure.id, Owing.added_by.is_not(None))
    assert list(db.session.scalars(reasons)) == ["只有市工信局"]


def test_a_unit_that_was_chosen_and_taken_off_again_leaves_no_question(house: House) -> None:
    chain = Chain(house, no=3)
    chain.do("choose_units", "clerk", units=["liunan"], units_reason="乙厂在柳南")
    with transaction():
        change_units(chain.measure, ["rongan"], ["liunan"], "乙厂已搬迁", house["clerk"], house.now)
    assert chain.waiting() == {("make_plan", "industry"), ("make_plan", "rongan")}


def test_a_name_that_is_opened_again_asks_the_office_wherever_the_measure_stands(house: House) -> None:
    chain = Chain(house, no=2)
    chain.filed()
    city = chain.measure.unit_names[0]
    with transaction():
        change_name(name_of(city, house["head"]), [], True, house["head"], house.now)
    assert chain.waiting() == {("choose_units", "")}
    assert chain.measure.archived_at is None
    chain.do("choose_units", "clerk", units=["liunan"], units_reason="只有柳南区")
    assert chain.waiting() == {("approve_plan", "")}


def test_a_chain_of_a_diagram_that_does_not_hear_goes_on_when_its_names_are_settled(house: House) -> None:
    """The diagram as it was before 明确责任单位 listened for 单位变动."""
    with transaction():
        deploy(without_boundary(drawn_files(), "units_changed_choose_units"), house.now)
        load(house["clerk"], house.now)
        deploy(drawn_files(), house.now)
    chain = Chain(house, no=3, loaded=True)
    assert chain.waiting() == {("choose_units", "")}
    with transaction():
        change_name(
            name_of(chain.measure.unit_names[1], house["head"]), ["liunan"], False, house["head"], house.now
        )
    assert chain.waiting() == {("make_plan", "industry"), ("make_plan", "liunan")}


def without_boundary(files: Mapping[str, bytes], event: str) -> dict[str, bytes]:
    """The diagrams without one boundary event and all that hangs on it."""
    kept = dict(files)
    root = etree.fromstring(files["preparing.bpmn"])
    for element in [*root.iter()]:
        told = [*map(str, element.attrib.values()), element.text or ""]
        if any(words.strip() in (event, f"{event}_to_join_groups") for words in told):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    kept["preparing.bpmn"] = etree.tostring(root)
    return kept


def test_a_return_asks_the_signatures_of_that_step_and_the_later_ones_again(chain: Chain) -> None:
    house = chain.house
    chain.plan()
    chain.check()
    chain.do("accept", "ecology2", "ecology")
    (task,) = chain.tasks()
    with transaction():
        return_to(task.id, "self_check", "照片看不清", house["water2"], house.now)
    assert chain.waiting() == {("self_check", unit) for unit in ("water", "liunan", "rongan")}
    assert Signatures(chain.measure).at("accept") == set()
    assert Signatures(chain.measure).at("make_plan") == {"water", "liunan", "rongan"}


def test_who_did_the_work_does_not_accept_it(chain: Chain) -> None:
    chain.plan()
    chain.check()
    with pytest.raises(Forbidden, match="办理过"):
        chain.do("accept", "water1", "water")


def test_inspectors_send_any_measure_back_and_whoever_inspected_does_not_examine(chain: Chain) -> None:
    house = chain.house
    chain.plan()
    with transaction():
        inspect(chain.measure, "实施方案没有写责任人", "make_plan", house["head"], house.now)
    assert chain.waiting() == {("make_plan", unit) for unit in ("water", "liunan", "rongan")}
    chain.plan()
    chain.check()
    chain.accept()
    with pytest.raises(Invalid) as refusal:
        chain.do("publish_measure", "water1")
    assert "还差措施 2" in refusal.value.errors["notice_on"][0]
    chain.alone()
    chain.do("publish_measure", "water1")
    house.clock.advance(days=14)
    chain.do("end_measure_notice", "water1")
    with pytest.raises(Forbidden, match="办理过"):
        chain.do("examine", "head")
    chain.do("examine", "clerk")
    with pytest.raises(Forbidden, match="审核过"):
        inspect(chain.measure, "再看看", None, house["clerk"], house.now)


def test_a_nudge_reaches_only_those_who_have_not_signed(chain: Chain) -> None:
    house = chain.house
    chain.do("make_plan", "water1", "water")
    with transaction():
        assert nudge(chain.measure, "", house["clerk"], house.now) == 2
    assert {task.participant: task.note for task in chain.tasks()} == {
        "liunan": "催办:请尽快办理",
        "rongan": "催办:请尽快办理",
    }
    noted = db.session.scalars(select(Event).where(Event.of(chain.measure), Event.verb == "nudge")).one()
    assert noted.data["units"] == ["liunan", "rongan"]


def test_a_stranger_sees_no_measure(chain: Chain) -> None:
    with pytest.raises(NotFound):
        load_measure(1, chain.house["urban1"])


def record(chain: Chain, state: str, unit: str | None = None) -> None:
    """A state reached long ago, entered by one of the office and confirmed by another."""
    house = chain.house
    with transaction():
        row = MeasureRecord(
            measure_id=chain.measure.id,
            unit=unit,
            state=state,
            day=date(2025, 6, 30),
            document_no="柳整改〔2025〕7号",
            content_key=f"{state}{unit}",
            entered_by=house["clerk"].id,
            entered_at=house.now,
        )
        db.session.add(row)
        db.session.flush()
        decide([row.id], True, house["head"], house.now)


def test_what_was_reached_before_lands_at_the_first_step_nothing_proves(chain: Chain) -> None:
    record(chain, "方案已审定")
    assert chain.waiting() == {("advance_work", "water")}
    record(chain, "已自查", "liunan")
    assert chain.waiting() == {("advance_work", "water")}
    chain.do("advance_work", "water1", "water")
    assert chain.waiting() == {("self_check", "water"), ("self_check", "rongan")}
    record(chain, "牵头单位已验收")
    assert chain.waiting() == {("publish_measure", "")}
    record(chain, "已审核")
    assert chain.waiting() == {("file_measure", "")}
    record(chain, "已销号")
    assert (chain.waiting(), chain.measure.step, chain.measure.archived_at) == (set(), None, None)
    rows = ledger_rows(read_ledger(current_round()), chain.house.now.date())
    assert [row["state"] for row in rows] == ["补录已销号", "办理中", "超期"]


def test_a_recorded_long_term_measure_goes_on_with_its_reviews(house: House) -> None:
    chain = Chain(house, no=2)
    record(chain, "已销号")
    assert chain.waiting() == {("review_upkeep", "")}


def test_a_relapse_reopens_a_measure_with_its_history(chain: Chain) -> None:
    house = chain.house
    chain.plan()
    chain.check()
    chain.accept()
    chain.file()
    with transaction():
        inspect(chain.measure, "垃圾又堆起来了", "advance_work", house["inspector"], house.now)
    assert chain.waiting() == {("advance_work", "water")}
    assert chain.measure.archived_at is None
    assert Signatures(chain.measure).at("make_plan") == {"water", "liunan", "rongan"}
    assert Signatures(chain.measure).at("self_check") == set()
    verbs = list(db.session.scalars(select(Event.verb).where(Event.of(chain.measure)).order_by(Event.id)))
    assert (verbs[0], verbs[-1], verbs.count("complete")) == ("open", "inspect", 17)


def test_who_reopened_a_measure_does_not_examine_it(chain: Chain) -> None:
    house = chain.house
    with transaction():
        house.hire("clerk2", posts=[("office", "clerk")])
    chain.plan()
    chain.check()
    chain.accept()
    chain.file()
    with transaction():
        inspect(chain.measure, "材料不全", "examine", house["clerk2"], house.now)
    with pytest.raises(Forbidden, match="办理过"):
        chain.do("examine", "clerk2")
    chain.do("examine", "clerk")


def test_no_inspection_sends_a_measure_forward(chain: Chain) -> None:
    with pytest.raises(Stale, match="只能退回"):
        inspect(chain.measure, "快一点", "file_measure", chain.house["inspector"], chain.house.now)


def test_a_unit_that_was_chosen_too_goes_on_owing_when_its_own_name_means_another(house: House) -> None:
    chain = Chain(house, no=3)
    chain.do("choose_units", "clerk", units=["industry"], units_reason="只有市工信局")
    with transaction():
        change_name(name_of("市工业和信息化局", house["head"]), ["ecology"], False, house["head"], house.now)
    assert {one.unit for one in owed_by(chain.measure)} == {"industry", "ecology"}


def test_every_state_that_can_be_recorded_proves_a_step() -> None:
    drawn = {
        state
        for step in drawn_engine(MEASURE).user_tasks.values()
        for state in step.properties.get("proven_by", "").split()
    }
    assert drawn == set(STATES)


def test_a_unit_that_verifies_its_own_work_does_so_by_another_section(chain: Chain) -> None:
    house = chain.house
    with transaction():
        house["water1"].section = house["water2"].section = "河湖科"
        house.hire("water3", posts=[("water", "chief")]).section = "规划科"
    chain.plan()
    chain.check()
    with pytest.raises(Forbidden, match="同在河湖科"):
        chain.do("accept", "water2", "water")
    chain.do("accept", "water3", "water")
    assert chain.waiting() == {("accept", "ecology")}


def test_no_step_of_a_measure_costs_more_than_twelve_statements(house: House) -> None:
    chain = Counting(house)
    chain.plan()
    chain.check()
    chain.accept()
    chain.file()
    assert {step: most for step, most in chain.most.items() if most > 12} == {}
    assert chain.most.keys() >= {"make_plan", "self_check", "accept", "file_measure"}


class Counting(Chain):
    """A measure of which every completion is counted: the most statements of each step."""

    most: dict[str, int]

    def do(self, step: str, by: str, unit: str = "", **given: Any) -> None:
        (task,) = [one for one in self.tasks() if (one.step, one.participant) == (step, unit)]
        answers, user = {**self.answers(step, by), **given}, self.house[by]
        db.session.flush()
        with listening(self.app) as said, transaction():
            complete_task(task.id, answers, user, self.house.now)
        self.most = getattr(self, "most", {})
        asked = [one for one, _ in said if not one.startswith(("SAVEPOINT", "RELEASE"))]
        self.most[step] = max(len(asked), self.most.get(step, 0))


def test_what_lasts_is_sent_back_between_two_reviews_and_goes_on_as_one_chain(house: House) -> None:
    chain = Chain(house, no=2)
    chain.filed()
    with pytest.raises(Stale, match="没有人要办"):
        nudge(chain.measure, "", house["inspector"], house.now)
    with transaction():
        inspect(chain.measure, "又有人占用岸线", "advance_work", house["inspector"], house.now)
    assert {step for step, _ in chain.waiting()} == {"advance_work"}
    assert (chain.measure.archived_at, Signatures(chain.measure).at("accept")) == (None, set())
    running = select(Process.due_at).where(Process.of(chain.measure), Process.ended_at.is_(None))
    assert list(db.session.scalars(running)) == [None]
    house.clock.advance(days=92)
    with transaction():
        assert tick_due(house.now) == 0


def test_units_change_between_two_reviews_and_the_new_one_is_asked_from_where_it_owes(house: House) -> None:
    chain = Chain(house, no=2)
    chain.filed()
    with transaction():
        change_units(chain.measure, ["industry"], [], "职能调整", house["clerk"], house.now)
    assert chain.waiting() == {("make_plan", "industry")}
    assert (chain.measure.archived_at, len(Signatures(chain.measure).at("accept"))) == (None, 2)
    last = db.session.scalars(select(Event).where(Event.of(chain.measure)).order_by(Event.id.desc())).first()
    assert last is not None
    assert (last.verb, last.data["to_name"]) == ("return", "制定实施方案")


def test_what_lasts_is_reviewed_every_quarter_and_reopened_when_it_slips_back(house: House) -> None:
    chain = Chain(house, no=2)
    chain.filed()
    assert (chain.waiting(), chain.measure.stage) == (set(), None)
    assert chain.measure.archived_at is not None
    house.clock.advance(days=92)
    with transaction():
        assert tick_due(house.now) == 1
    assert chain.waiting() == {("review_upkeep", "")}
    kept = {"reviewed_on": house.today, "relapsed": False, "review_words": "一直有人巡查"}
    chain.do("review_upkeep", "water1", **kept)
    assert chain.waiting() == set()
    house.clock.advance(days=92)
    with transaction():
        tick_due(house.now)
    slipped = {**kept, "reviewed_on": house.today, "relapsed": True, "start_at": "advance_work"}
    chain.do("review_upkeep", "water1", **slipped)
    assert {step for step, _ in chain.waiting()} == {"advance_work"}
    assert (chain.measure.archived_at, Signatures(chain.measure).at("accept")) == (None, set())
