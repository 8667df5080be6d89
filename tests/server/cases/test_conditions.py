"""Where the halves meet: a measure about petitions is accepted only when the petitions are as it says."""

import pytest
from sqlalchemy import select

from server.cases.measures.changing import set_conditions
from server.cases.measures.conditions import conditions_among, conditions_of, proposed, unmet
from server.cases.measures.finding import load_measure
from server.cases.refusal import Forbidden, Invalid
from server.database import db, transaction
from server.models import Round
from tests.server.cases.closings import Closing
from tests.server.cases.house import House
from tests.server.cases.test_measures import Chain


@pytest.fixture
def chain(house: House) -> Chain:
    """A measure that depends on the petitions being looked into; two were announced."""
    found = Chain(house)
    with transaction():
        db.session.scalars(select(Round).where(Round.current)).one().target = 2
        set_conditions(found.measure, ["verified", "struck_off"], "措施要求", house["clerk"], house.now)
    return found


def test_conditions_are_proposed_by_the_words_of_the_measure() -> None:
    assert proposed("全面排查交办信访问题的受理办结情况,完成信访件验收销号,定期抽查回访") == [
        "verified",
        "struck_off",
        "sampled",
    ]
    assert proposed("对重复信访事项、积案和疑难案件成立包案小组") == ["resolved"]
    assert proposed("清理河道") == []


def test_figures_count_what_was_announced_and_not_only_what_is_there(chain: Chain) -> None:
    chain.house.petition()
    assert [
        (one.kind, one.done, one.base) for one in conditions_of(chain.measure, chain.house.now.date())
    ] == [
        ("verified", 0, 2),
        ("struck_off", 0, 2),
    ]


def test_the_lead_unit_is_refused_while_a_condition_is_false(chain: Chain) -> None:
    chain.plan()
    chain.check()
    with pytest.raises(Invalid) as refusal:
        chain.do("accept", "water2", "water")
    (message,) = refusal.value.errors["opinion"]
    assert message.startswith("还有 2 个条件没有满足:交办的信访件全部调查核实(现 0/2)")
    for verdict in ("属实", "不属实"):
        with transaction():
            chain.house.petition().verdict = verdict
    assert unmet(chain.measure.conditions, chain.house.now.date()) == ["信访件全部销号或查明不属实(现 1/2)"]
    with transaction():
        set_conditions(chain.measure, ["verified"], "另行核对", chain.house["clerk"], chain.house.now)
    chain.accept()
    assert chain.waiting() == {("publish_measure", "")}


def test_what_was_true_at_the_acceptance_must_be_true_at_the_examination(chain: Chain) -> None:
    house = chain.house
    with transaction():
        for verdict in ("属实", "属实"):
            house.petition().verdict = verdict
        set_conditions(chain.measure, ["verified"], "另行核对", house["clerk"], house.now)
        set_conditions(load_measure(2, house["clerk"]), [], "另行核对", house["clerk"], house.now)
    chain.plan()
    chain.check()
    chain.accept()
    chain.alone()
    chain.do("publish_measure", "water1")
    house.clock.advance(days=14)
    chain.do("end_measure_notice", "water1")
    with transaction():
        house.petition()
    with pytest.raises(Invalid) as refusal:
        chain.do("examine", "clerk")
    assert refusal.value.errors["opinion"] == ["还有 1 个条件没有满足:交办的信访件全部调查核实(现 2/3)。"]
    chain.do("examine", "clerk", start_at="accept", opinion="还有一件没有查")


def test_a_problem_carries_the_conditions_of_all_its_measures(house: House) -> None:
    closing = Closing(house)
    closing.strike_all()
    with transaction():
        db.session.scalars(select(Round).where(Round.current)).one().target = 1
        closing.chains[0].measure.conditions = ["verified"]
    with pytest.raises(Invalid) as refusal:
        closing.do("confirm_problem", "water2", "water")
    assert "交办的信访件全部调查核实(现 0/1)" in str(refusal.value.errors["opinion"])
    with transaction():
        house.petition().verdict = "属实"
    closing.do("confirm_problem", "water2", "water")


def test_where_no_case_is_hard_none_lacks_its_plan(house: House) -> None:
    house.petition()
    (one,) = conditions_among(["resolved"], house.now.date())
    assert (one.done, one.base, one.met) == (0, 0, True)
    (none,) = conditions_among(["sampled"], house.now.date())
    assert not none.met


def test_only_the_office_sets_conditions_and_says_why(chain: Chain) -> None:
    house = chain.house
    with pytest.raises(Forbidden):
        set_conditions(chain.measure, [], "不要了", house["water1"], house.now)
    with pytest.raises(Invalid):
        set_conditions(chain.measure, [], " ", house["clerk"], house.now)
