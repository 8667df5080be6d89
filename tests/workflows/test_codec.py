"""The stored state of a process: small, exact, and refused when it cannot be trusted."""

from datetime import UTC, date, datetime
from zlib import crc32

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.models.samples import LINE, MEMBERS, NOTICE, ROUND, Clock, FakeCase, real_files
from workflows.engine import Engine, StateRefused

PETITION = Engine(real_files())
CLOCK = Clock()


def in_group(case):
    process = PETITION.start(case, CLOCK)
    process.return_to("case_group")
    process.complete("appoint", {"cadre": "9"})
    return process


def test_a_restored_process_is_the_same():
    case = FakeCase(marks=["重点"])
    case.owed = ["1", "2", "3"]
    process = in_group(case)
    restored = PETITION.restore(process.dump(), case, CLOCK)
    assert restored.open_tasks() == process.open_tasks()
    assert restored.facts == process.facts
    assert restored.dump() == process.dump()


def test_the_state_stays_around_a_kilobyte():
    case = FakeCase(marks=["重点"])
    case.owed = [str(n) for n in range(5)]
    assert len(in_group(case).dump()) < 1200
    assert len(PETITION.start(case, CLOCK).dump()) < 600


def test_the_state_says_nothing_of_what_the_case_lends():
    state = in_group(FakeCase(text="张三家门口的油烟", marks=["重点"])).dump().decode()
    assert "张三" not in state
    assert "重点" not in state


def test_a_finished_process_stays_finished():
    process = Engine(LINE, "line").start(FakeCase(), CLOCK)
    for step in "ab":
        process.complete(step, {})
    restored = Engine(LINE, "line").restore(process.dump(), FakeCase(), CLOCK)
    assert restored.ended
    assert restored.open_tasks() == []


def test_branches_that_wait_at_a_join_are_kept():
    engine = Engine(ROUND, "round")
    for first, second in ("ab", "ba"):
        process = engine.start(FakeCase(), CLOCK)
        process.complete(first, {})
        process = engine.restore(process.dump(), FakeCase(), CLOCK)
        assert [task.step for task in process.open_tasks()] == [second]
        process.complete(second, {"repeat": False})
        assert process.ended


def test_several_people_in_flight_are_kept():
    engine, case = Engine(MEMBERS, "members"), FakeCase()
    case.owed = ["1", "2", "3"]
    process = engine.start(case, CLOCK)
    for person in ("2", "3", "1"):
        process = engine.restore(process.dump(), case, CLOCK)
        process.complete("sign", {}, person)
    assert [task.step for task in process.open_tasks()] == ["after"]


def test_a_waiting_message_and_timer_are_kept():
    engine, case, clock = Engine(NOTICE, "top"), FakeCase(), Clock()
    process = engine.start(case, clock)
    process.return_to("publish")
    process.facts["notice_until"] = "2026-03-09T00:00:00+00:00"
    process.complete("publish", {})
    process = engine.restore(process.dump(), case, clock)
    assert process.due_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert process.send("objection")
    process = engine.restore(process.dump(), case, clock)
    process.complete("answer", {})
    clock.pass_days(30)
    process = engine.restore(process.dump(), case, clock)
    process.tick()
    assert process.ended


def test_a_state_of_a_changed_diagram_still_loads_when_its_steps_are_there():
    old, new = Engine(LINE, "line"), Engine({"line.bpmn": LINE["line.bpmn"] + b"\n"}, "line")
    restored = new.restore(old.start(FakeCase(), CLOCK).dump(), FakeCase(), CLOCK)
    assert [task.step for task in restored.open_tasks()] == ["a"]


def test_a_fact_that_a_changed_diagram_asks_for_is_unknown():
    drawn = ROUND["round.bpmn"].replace(b"repeat", b"novel")
    old, new = Engine(ROUND, "round"), Engine({"round.bpmn": drawn}, "round")
    process = new.restore(old.start(FakeCase(), CLOCK).dump(), FakeCase(), CLOCK)
    process.complete("a", {})
    process.complete("b", {})
    assert process.ended


def test_a_state_of_another_diagram_is_refused():
    state = Engine(LINE, "line").start(FakeCase(), CLOCK).dump()
    with pytest.raises(StateRefused, match="流程状态与流程图不符"):
        Engine(ROUND, "round").restore(state.replace(b'"a"', b'"a"'), FakeCase(), CLOCK) and PETITION.restore(
            state, FakeCase(), CLOCK
        )


@pytest.mark.parametrize("version", [b"xh0", b"xh2", b"", b"1.6", b'{"serializer_version"'])
def test_a_foreign_version_is_refused(version):
    state = version + Engine(LINE, "line").start(FakeCase(), CLOCK).dump()[3:]
    with pytest.raises(StateRefused, match="版本"):
        Engine(LINE, "line").restore(state, FakeCase(), CLOCK)


def sealed(body):
    text = orjson.dumps(body)
    return b"xh1:%08x:%s" % (crc32(text), text)


@pytest.mark.parametrize(
    "body",
    [
        *(None, [], [{}], [{}, False], [{}, False, [], 1], {"facts": 1}, "abc"),
        *([{}, False, [["a"]]], [{}, False, [["a", 16]]], [{}, False, [["a", 16, 7]]]),
        *([{}, False, [["a", 3, 0]]], [{}, False, [["a", "16", 0]]], [{}, False, [["nobody", 16, 0]]]),
        *(
            [[1], False, []],
            [{}, False, [["a", 16, 0, {}, [["x", 16, 0]]]]],
            [{}, False, 5],
            [{}, False, [5]],
        ),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(body):
    with pytest.raises(StateRefused):
        Engine(LINE, "line").restore(sealed(body), FakeCase(), CLOCK)


GROUP = in_group(FakeCase())
STATE = GROUP.dump()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_anywhere_is_found(data):
    place = data.draw(st.integers(0, len(STATE) - 1))
    kind = data.draw(st.sampled_from(["change", "cut", "drop", "double"]))
    change = bytes([data.draw(st.integers(0, 255).filter(lambda one: one != STATE[place]))])
    damaged = {
        "change": STATE[:place] + change + STATE[place + 1 :],
        "cut": STATE[:place],
        "drop": STATE[:place] + STATE[place + 1 :],
        "double": STATE[:place] + change + STATE[place:],
    }[kind]
    with pytest.raises(StateRefused):
        PETITION.restore(damaged, FakeCase(), CLOCK)


@pytest.mark.parametrize(
    "value", [date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), {1, 2}, object(), {1: 2}]
)
def test_facts_are_plain_json(value):
    process = Engine(ROUND, "round").start(FakeCase(), CLOCK)
    process.facts["repeat"] = value
    with pytest.raises(TypeError):
        process.dump()
