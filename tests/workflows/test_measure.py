"""How a measure walks: many signers, returns that ask again, a review whenever its day has come."""

from datetime import timedelta

import pytest

from tests.workflows.models.measure import REVIEW_EVERY, FakeMeasure, complete, return_to, units_changed
from tests.workflows.models.samples import Clock, real_files
from workflows.engine import Engine, NotOpen, Process

ENGINE = Engine(real_files(), "measure")
TEN = [f"单位{n}" for n in range(10)]


@pytest.fixture
def clock():
    return Clock()


def started(case: FakeMeasure) -> Process:
    return ENGINE.start(case, case.clock)


def here(process: Process) -> list[tuple[str, str | None]]:
    return [(task.step, task.participant) for task in process.open_tasks()]


def steps(process: Process) -> list[str]:
    return sorted({step for step, _ in here(process)})


def all_sign(process: Process, case: FakeMeasure, times: int = 1) -> None:
    for _ in range(times):
        for step, unit in here(process):
            complete(process, case, step, unit)


def walk_to(process: Process, case: FakeMeasure, step: str) -> None:
    while steps(process) != [step]:
        all_sign(process, case)


# --- many signers ------------------------------------------------------------------------------------------


def test_ten_units_sign_at_once_and_the_measure_goes_on_with_the_last(clock):
    case = FakeMeasure(clock, TEN)
    process = started(case)
    for unit in sorted(TEN, reverse=True):
        assert steps(process) == ["make_plan"]
        complete(process, case, "make_plan", unit)
        process = ENGINE.restore(process.dump(), case, clock)
    assert here(process) == [("approve_plan", None)]


@pytest.mark.parametrize("order", [("甲局", "己局"), ("己局", "甲局")])
def test_every_lead_unit_signs_the_acceptance(clock, order):
    case = FakeMeasure(clock, leads=["甲局", "己局"])
    process = started(case)
    walk_to(process, case, "accept")
    for unit in order:
        assert steps(process) == ["accept"]
        complete(process, case, "accept", unit)
    assert steps(process) == ["publish_measure"]


def test_a_unit_that_has_signed_cannot_sign_again(clock):
    case = FakeMeasure(clock, ["甲局", "乙局"])
    process = started(case)
    complete(process, case, "make_plan", "甲局")
    with pytest.raises(NotOpen):
        process.complete("make_plan", {}, "甲局")


def test_without_a_county_its_acceptance_passes_at_once(clock):
    case = FakeMeasure(clock)
    process = started(case)
    walk_to(process, case, "collect")
    all_sign(process, case)
    assert steps(process) == ["accept"]
    assert "list_county_checks" in process.walked


def test_the_first_unit_may_be_a_group_of_which_each_signs(clock):
    case = FakeMeasure(clock, ["甲局", "乙局"])
    case.owing = lambda step: ["丁县", "戊县"] if step in ("advance_work", "collect") else ["甲局"]
    process = started(case)
    walk_to(process, case, "advance_work")
    assert here(process) == [("advance_work", "丁县"), ("advance_work", "戊县")]


def test_open_groups_are_chosen_before_anybody_plans(clock):
    case = FakeMeasure(clock, [], groups=["各有关县区", "成员单位"])
    process = started(case)
    assert here(process) == [("choose_units", None)]
    case.units, case.groups = ["丁县"], ["成员单位"]
    process.complete("choose_units", {})
    assert here(process) == [("choose_units", None)], "one group is still open"
    case.groups = []
    process.complete("choose_units", {})
    assert here(process) == [("make_plan", "丁县")]


# --- returns -----------------------------------------------------------------------------------------------


def test_what_is_returned_is_asked_of_all_a_second_time(clock):
    """A multiple step is entered anew with its list asked anew; the stock engine dies of its second pass."""
    case = FakeMeasure(clock, ["甲局", "乙局", "丁县"])
    process = started(case)
    for _ in range(3):
        walk_to(process, case, "accept")
        return_to(process, case, "self_check")
        assert here(process) == [("self_check", unit) for unit in case.units]
    assert [signature for signature in case.signed if signature[0] == "make_plan"] == [
        ("make_plan", unit) for unit in case.units
    ]


def test_a_return_that_takes_nothing_back_asks_only_what_is_missing(clock):
    case = FakeMeasure(clock, ["甲局", "乙局"])
    process = started(case)
    walk_to(process, case, "accept")
    case.signed.remove(("self_check", "乙局"))
    process.return_to("self_check")
    assert here(process) == [("self_check", "乙局")]
    complete(process, case, "self_check", "乙局")
    assert steps(process) == ["accept"], "the others had signed, and so had the county and the first unit"


def test_a_measure_returns_to_any_step_from_any_other(clock):
    for place in ENGINE.returnable:
        for target in ENGINE.returnable:
            case = FakeMeasure(clock, ["甲局", "丁县"])
            process = started(case)
            process.return_to(place)
            return_to(process, case, target)
            assert steps(process) == [target]
            assert process.facts["start_at"] is None


def test_a_decision_sends_the_measure_back(clock):
    case = FakeMeasure(clock, ["甲局", "乙局"])
    process = started(case)
    walk_to(process, case, "examine")
    complete(process, case, "examine", None, start_at="collect")
    assert here(process) == [("collect", "甲局")]


# --- units that change -------------------------------------------------------------------------------------


def test_signatures_survive_a_change_of_units(clock):
    case = FakeMeasure(clock, ["甲局", "乙局", "丙局"])
    process = started(case)
    complete(process, case, "make_plan", "乙局")
    case.units = ["丙局", "乙局", "丁县"]
    units_changed(process, case)
    assert here(process) == [("make_plan", "丙局"), ("make_plan", "丁县")]


def test_a_unit_that_comes_late_catches_up_alone(clock):
    case = FakeMeasure(clock, ["甲局"])
    process = started(case)
    walk_to(process, case, "examine")
    case.units.append("丁县")
    units_changed(process, case)
    caught = []
    while steps(process) != ["examine"]:
        caught += here(process)
        all_sign(process, case)
    assert [step for step in caught if step[1]] == [
        ("make_plan", "丁县"),
        ("self_check", "丁县"),
        ("county_check", "丁县"),
    ]


# --- long term ---------------------------------------------------------------------------------------------


def in_upkeep(clock: Clock) -> tuple[Process, FakeMeasure]:
    case = FakeMeasure(clock, long_term=True)
    process = started(case)
    walk_to(process, case, "file_measure")
    all_sign(process, case)
    return process, case


def test_a_measure_is_filed_for_good_unless_it_goes_on(clock):
    case = FakeMeasure(clock)
    process = started(case)
    walk_to(process, case, "file_measure")
    all_sign(process, case)
    assert process.ended
    assert case.told == ["archived"]


def test_a_long_term_measure_waits_for_the_day_of_its_review_again_and_again(clock):
    process, case = in_upkeep(clock)
    for _ in range(3):
        process = ENGINE.restore(process.dump(), case, clock)
        assert not process.ended
        assert here(process) == []
        assert process.due_at == clock() + REVIEW_EVERY
        clock.pass_days(REVIEW_EVERY.days - 1)
        process.tick()
        assert here(process) == []
        clock.pass_days(1)
        process.tick()
        assert here(process) == [("review_upkeep", None)]
        complete(process, case, "review_upkeep", None)


def test_a_moved_review_counts(clock):
    process, _ = in_upkeep(clock)
    process.facts["review_at"] = (clock() + timedelta(days=3)).isoformat()
    assert process.due_at == clock() + timedelta(days=3)
    clock.pass_days(3)
    process.tick()
    assert steps(process) == ["review_upkeep"]


def test_a_review_may_be_asked_for_before_its_day(clock):
    process, _ = in_upkeep(clock)
    process.return_to("review_upkeep")
    assert steps(process) == ["review_upkeep"]
    assert process.due_at is None


def test_what_slips_back_is_put_right_and_goes_on_being_watched(clock):
    process, case = in_upkeep(clock)
    process.return_to("review_upkeep")
    complete(process, case, "review_upkeep", None, relapsed=True, start_at="advance_work")
    assert here(process) == [("advance_work", "甲局")]
    walk_to(process, case, "file_measure")
    all_sign(process, case)
    assert process.due_at == clock() + REVIEW_EVERY


# --- the state ---------------------------------------------------------------------------------------------


def test_the_state_of_a_measure_stays_small(clock):
    case = FakeMeasure(clock, TEN)
    process = started(case)
    sizes = [len(process.dump())]
    while not process.ended:
        all_sign(process, case)
        sizes.append(len(process.dump()))
    assert max(sizes) < 1500


def test_whether_a_measure_goes_on_is_asked_of_it_each_time(clock):
    case = FakeMeasure(clock)
    process = started(case)
    walk_to(process, case, "file_measure")
    assert "long_term" not in process.facts
    case.long_term = True
    all_sign(process, case)
    assert process.due_at
