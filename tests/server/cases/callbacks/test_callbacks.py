"""电话回访抽查: drawn once and checkable, called by those who did not handle it, counted with its base."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.cases.batches import current_round
from server.cases.calendar import local_day
from server.cases.callbacks.calling import (
    Said,
    attempts_of,
    callback_of,
    not_reached,
    reached,
    skip,
)
from server.cases.callbacks.checking import as_json, differences
from server.cases.callbacks.drawing import draw_sample, owed, sample_of, void_sample, voided
from server.cases.callbacks.following import decide
from server.cases.callbacks.report import Report, progress, report
from server.cases.refusal import Forbidden, Invalid, NotFound, Refusal, Stale
from server.cases.returning import do_again
from server.database import db, transaction
from server.models import AdminEvent, Callback, Complainant, Event, Petition, Sample
from tests.server.cases.house import House

YEAR = date(2026, 3, 11)


class Round:
    """A round of twenty announced petitions, of which two are to be called; the last of the list left no number."""

    def __init__(self, house: House, number: int = 12) -> None:
        self.house = house
        with transaction():
            current_round().target = 20
            for turn in range(number):
                petition = house.petition(region_raw="柳南区" if turn % 2 else "融安县")
                petition.reported_at, petition.verdict = house.now, "属实"
                if turn:
                    db.session.add(Complainant(petition_id=petition.id, complainant_phone="0772-1"))

    def draw(self) -> Sample:
        with transaction():
            return draw_sample(self.house["clerk"], self.house.now)

    @property
    def report(self) -> Report:
        sample = sample_of(2026)
        assert sample
        return report(sample)

    @property
    def open(self) -> list[Callback]:
        """Those to be asked, as they stand now."""
        return [row.callback for row in self.report.rows if row.state == "open"]

    def call(self, callback: Callback, by: str = "clerk", **said: Any) -> None:
        """Somebody answers; where nobody can be called, somebody walks round."""
        walk = {"visited_on": YEAR, "households": 3} if callback.way == "walk" else {}
        with transaction():
            reached(callback.id, Said(**{"result": "满意", **walk, **said}), self.house[by], self.house.now)

    def ring(self, callback: Callback, by: str = "clerk") -> None:
        """Nobody answers."""
        with transaction():
            not_reached(callback.id, "无人接听", self.house[by], self.house.now)


@pytest.fixture
def round_(house: House) -> Round:
    found = Round(house)
    found.draw()
    return found


def done_of_needed() -> tuple[int, int]:
    """What the condition of a measure counts; it is what the page counts."""
    found, sample = progress(YEAR, owed(current_round())[0]), sample_of(2026)
    assert sample is None or found == (report(sample).done, report(sample).needed)
    return found


def refused(kind: type[Refusal], act: Callable[[], Any]) -> str:
    with pytest.raises(kind) as refusal, transaction():
        act()
    return refusal.value.message


def test_a_tenth_of_all_that_was_announced_is_drawn(round_: Round) -> None:
    sample = sample_of(2026)
    assert sample
    assert (sample.total, sample.number, len(sample.seed), len(round_.report.rows)) == (20, 2, 8, 2)
    assert {way: len(numbers) for way, numbers in sample.lists.items()} == {"phone": 11, "walk": 1}
    units = [
        db.session.scalars(select(Petition.handling_unit).where(Petition.no == no)).one()
        for no in sample.lists["phone"]
    ]
    assert units == ["liunan"] * 6 + ["rongan"] * 5
    noted = db.session.scalars(select(AdminEvent).where(AdminEvent.verb == "draw_sample")).one()
    assert noted.changes["seed"] == [None, sample.seed]


def test_it_is_drawn_once_and_put_aside_for_all_to_see(round_: Round) -> None:
    house = round_.house
    assert "已经抽定" in refused(Stale, round_.draw)
    refused(Forbidden, lambda: void_sample("重抽", house["clerk"], house.now))
    refused(Invalid, lambda: void_sample(" ", house["head"], house.now))
    first = round_.report.sample.seed
    number = round_.open[0].id
    round_.call(round_.open[1])
    with transaction():
        void_sample("名单导错", house["head"], house.now)
    with pytest.raises(NotFound):
        callback_of(number)
    refused(Stale, lambda: void_sample("再来", house["head"], house.now))
    assert done_of_needed() == (0, 2)
    round_.draw()
    ((old, who, asked, discontent),) = voided(2026)
    assert (old.seed, old.voided_reason, who) == (first, "名单导错", "head同志")
    assert (asked, discontent) == (1, 0)
    assert sample_of(2027) is None


def test_only_the_office_draws_and_calls(round_: Round) -> None:
    house, callback = round_.house, round_.open[0]
    for login in ("inspector", "leader", "ecology1", "liunan_chief", "admin"):
        refused(Forbidden, lambda by=login: draw_sample(house[by], house.now))  # type: ignore[misc]
        refused(Forbidden, lambda by=login: round_.call(callback, by))  # type: ignore[misc]


def test_too_few_reported_cases_are_no_sample(house: House) -> None:
    round_ = Round(house, number=1)
    assert refused(Refusal, round_.draw) == ("已上报的信访件只有 1 件,应抽 2 件;等更多信访件上报后再抽。")
    assert sample_of(2026) is None


def test_anybody_can_draw_it_again(round_: Round) -> None:
    told = as_json(round_.report.sample)
    assert list(differences(told)) == []
    other = next(no for no in told["lists"]["phone"] if no not in told["drawn"]["phone"])
    mine = told["drawn"]["phone"][0]
    told["drawn"]["phone"][0] = other
    assert list(differences(told)) == [
        f"{mine} 是种子抽到的,文件里没有。",
        f"{other} 在文件里,种子没有抽到它。",
    ]
    for broken in ({}, {**told, "number": 99}, {**told, "lists": []}, {**told, "number": "x"}, []):
        with pytest.raises(Refusal, match="不是回访样本"):
            list(differences(broken))  # type: ignore[arg-type]


def test_three_tries_an_hour_apart_are_needed_to_say_that_nobody_is_reached(round_: Round) -> None:
    callback = next(one for one in round_.open if one.way == "phone")
    round_.ring(callback)
    assert "不到 1 小时" in refused(Refusal, lambda: round_.ring(callback))
    for _ in range(2):
        round_.house.clock.advance(hours=1)
        round_.ring(callback)
    assert callback.result == "联系不上"
    assert [(one.answered, one.note) for one, _ in attempts_of(callback)] == [(False, "无人接听")] * 3
    refused(Stale, lambda: round_.ring(callback))
    assert (round_.report.counts["联系不上"], round_.report.reached, round_.report.rate) == (1, 0, None)
    assert done_of_needed() == (1, 2)


def test_who_handled_a_case_does_not_call(round_: Round) -> None:
    house, callback = round_.house, round_.open[0]
    petition = callback_of(callback.id)[1]
    with transaction():
        db.session.add(
            Event(
                petition_id=petition.id, verb="complete", step="rectify", participant="", unit="office",
                user_id=house["clerk"].id, at=house.now, handling=True, data={}, changes={},
            )
        )  # fmt: skip
    for act in (round_.ring, round_.call):
        assert refused(Forbidden, lambda what=act: what(callback)) == "您办理过本件,回访和处理都由别人来做。"  # type: ignore[misc]
    round_.call(callback, "head")
    assert callback.done_by == house["head"].id


def test_what_is_missing_is_named(round_: Round) -> None:
    callback = next(one for one in round_.open if one.way == "phone")
    with pytest.raises(Invalid) as refusal:
        round_.call(callback, result="联系不上")
    assert set(refusal.value.errors) == {"result"}
    with pytest.raises(Invalid) as refusal:
        round_.call(callback, result="不满意")
    assert set(refusal.value.errors) == {"words"}


def test_who_left_no_number_is_checked_among_the_neighbours(house: House) -> None:
    round_ = Round(house)
    with transaction():
        db.session.query(Complainant).delete()
    round_.draw()
    callback = round_.open[0]
    assert callback.way == "walk"
    assert "走访" in refused(Refusal, lambda: round_.ring(callback))
    with pytest.raises(Invalid) as refusal:
        reached(callback.id, Said("满意", visited_on=date(2026, 3, 12)), house["clerk"], house.now)
    assert set(refusal.value.errors) == {"visited_on", "households"}
    round_.call(callback)
    assert (callback.households, attempts_of(callback)) == (3, [])


def test_a_case_that_cannot_be_asked_about_is_replaced_by_the_next_of_its_list(round_: Round) -> None:
    house, callback = round_.house, round_.open[0]
    refused(Invalid, lambda: skip(callback.id, " ", house["clerk"], house.now))
    with transaction():
        other = skip(callback.id, "正在诉讼", house["clerk"], house.now)
    numbers = round_.report.sample.lists[callback.way]
    assert other.replaces == callback.id
    assert other.place != callback.place
    assert callback_of(other.id)[1].no == numbers[other.place]
    assert [row.state for row in round_.report.rows].count("skipped") == 1
    assert (len(round_.open), done_of_needed()) == (2, (0, 2))
    refused(Stale, lambda: round_.call(callback))
    told = as_json(round_.report.sample)
    assert told["replaced"] == [{"skipped": numbers[callback.place], "by": numbers[other.place]}]
    assert list(differences(told)) == []


def test_a_list_that_is_used_up_has_nobody_to_stand_in(house: House) -> None:
    round_ = Round(house, number=2)
    round_.draw()
    assert "没有别的件" in refused(
        Refusal, lambda: skip(round_.open[0].id, "正在诉讼", house["clerk"], house.now)
    )


def test_discontent_waits_for_another_persons_decision(round_: Round) -> None:
    house, callback = round_.house, round_.open[0]
    round_.call(callback, result="不满意", words="夜里还有异味")
    assert (round_.report.counts["undecided"], done_of_needed()) == (1, (0, 2))
    refused(Forbidden, lambda: decide(callback.id, None, "已核实", house["clerk"], house.now))
    with pytest.raises(Invalid) as refusal:
        decide(callback.id, "nowhere", " ", house["head"], house.now)
    assert set(refusal.value.errors) == {"to", "reason"}
    with transaction():
        decide(callback.id, None, "现场复查已无异味", house["head"], house.now)
    assert done_of_needed() == (1, 2)
    refused(Stale, lambda: decide(callback.id, None, "再决定", house["head"], house.now))
    found = round_.report
    assert (found.reached, found.rate, found.listed) == (1, 100, 12)
    assert found.between == (8, 100)


def test_discontent_reopens_a_case_that_runs_or_has_ended(house: House) -> None:
    with transaction():
        current_round().target = 20
    running = house.to("publish_notice")
    ended = house.to("announce")
    house.go(ended, "announce")
    assert ended.archived_at is not None
    with transaction():
        draw_sample(house["clerk"], house.now)
    sample = sample_of(2026)
    assert sample
    for row in report(sample).rows:
        said = Said("不满意", "没有整改", local_day(house.now), 2)
        with transaction():
            reached(row.callback.id, said, house["clerk"], house.now)
            decide(row.callback.id, "rectify", "举报人反映属实", house["head"], house.now)
    assert (running.step, ended.step, ended.archived_at) == ("rectify", "rectify", None)
    verbs = select(Event.verb).where(Event.of(ended)).order_by(Event.id.desc()).limit(2)
    assert list(db.session.scalars(verbs)) == ["return", "call"]
    latest = db.session.scalars(select(Event).where(Event.of(ended)).order_by(Event.id.desc())).first()
    assert latest is not None
    assert latest.data == {"to": "rectify", "to_name": "落实整改", "reopened": True}
    house.go(ended, "rectify")
    assert ended.step == "review"


def test_nobody_is_sent_forward_past_a_check(house: House) -> None:
    with transaction():
        current_round().target = 10
    petition = house.to("rectify")
    with transaction():
        draw_sample(house["clerk"], house.now)
    (callback,) = (row.callback for row in report(sample_of(2026)).rows)  # type: ignore[arg-type]
    reached(callback.id, Said("不满意", "没有整改", local_day(house.now), 2), house["clerk"], house.now)
    for step in ("announce", "review", "visit"):
        with pytest.raises(Invalid):
            decide(callback.id, step, "有误", house["head"], house.now)
    with pytest.raises(Stale, match="只能退回"):
        do_again(petition, "announce", "有误", house["head"], house.now)


def test_discontent_is_not_put_aside_with_the_sample(round_: Round) -> None:
    house, callback = round_.house, round_.open[0]
    round_.call(callback, result="不满意", words="没有整改")
    assert "1 件不满意没有处理" in refused(Refusal, lambda: void_sample("重抽", house["head"], house.now))


def test_a_round_that_grows_asks_for_more_than_were_drawn(round_: Round) -> None:
    with transaction():
        current_round().target = 40
    assert (round_.report.needed, done_of_needed()) == (4, (0, 4))


def test_people_of_the_unit_complained_of_do_not_call(round_: Round) -> None:
    callback = round_.open[0]
    with transaction():
        callback_of(callback.id)[1].accused_unit = "office"
    assert "本件反映的是您所在的单位" in refused(Forbidden, lambda: round_.call(callback))


def test_forged_samples_are_told(round_: Round) -> None:
    house = round_.house
    with transaction():
        skip(round_.open[0].id, "正在诉讼", house["clerk"], house.now)
    told = as_json(round_.report.sample)
    assert list(differences(told)) == []
    first = told["drawn"]["phone"][0]
    forged: list[tuple[dict[str, Any], str]] = [
        ({"drawn": {**told["drawn"], "phone": [*told["drawn"]["phone"], first]}}, "写了两次"),
        ({"drawn": {**told["drawn"], "fax": ["X1"]}}, "X1 在文件里"),
        ({"replaced": [{"skipped": first, "by": told["lists"]["phone"][-1] + "9"}]}, "代替"),
        ({"total": 2000}, "2000 件的 10 % 是 200 件"),
    ]
    for change, said in forged:
        assert said in "".join(differences({**told, **change}))


def test_words_stay_with_the_callback_and_not_in_the_history_counties_read(round_: Round) -> None:
    callback = round_.open[0]
    round_.call(callback, result="基本满意", words="我是举报人韦某")
    event = db.session.scalars(select(Event).where(Event.verb == "call")).one()
    assert (event.data, event.reason) == ({"result": "基本满意"}, None)
