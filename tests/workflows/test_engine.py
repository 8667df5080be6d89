"""How a process walks: people, automatic steps, returns, messages and timers."""

import threading
from datetime import timedelta

import pytest

from tests.workflows.models.drawing import call, draw, end, on_date, rule, service, start, table, user, xor
from tests.workflows.models.samples import LINE, MEMBERS, NOTICE, Clock, FakeCase, long_round, real_files
from workflows.decisions import NoDecision, Row, Table
from workflows.engine import Engine, NotOpen, NotWalkable, OpenTask, StepFailed


@pytest.fixture(scope="module")
def petition():
    return Engine(real_files())


@pytest.fixture(scope="module")
def members():
    return Engine(MEMBERS, "members")


@pytest.fixture(scope="module")
def notice():
    return Engine(NOTICE, "top")


@pytest.fixture
def case():
    return FakeCase()


@pytest.fixture
def clock():
    return Clock()


def open_steps(process):
    return [task.step for task in process.open_tasks()]


def one_step(*nodes, flows, **tables):
    """A process `line` of the step `a` and what follows it."""
    drawn = draw("line", [start(), user("a"), *nodes, end()], [("start", "a"), *flows])
    return Engine({"line.bpmn": drawn, **{f"{name}.dmn": text for name, text in tables.items()}}, "line")


# --- people ------------------------------------------------------------------------------------------------


def test_an_open_task_says_what_is_to_be_done_and_where(petition, case, clock):
    [task] = petition.start(case, clock).open_tasks()
    assert task == OpenTask("register", "登记建档", "市整改办", "intake", None, task.properties)
    assert task.properties["form"] == "RegisterForm"


def test_steps_are_listed_in_the_order_of_the_diagrams(petition):
    assert list(petition.user_tasks)[:7] == [
        *("register", "assign", "sign_for", "investigate", "report", "plan", "appoint")
    ]
    assert petition.user_tasks["appoint"].phase == "case_group"


def test_a_case_walks_from_registration_to_the_archive(petition, case, clock):
    process = petition.start(case, clock)
    answers = {"sign_for": {"accepted": True}, "investigate": {"on_the_spot": True, "verdict": "属实"}}
    walked = []
    while not process.ended:
        [task] = process.open_tasks()
        walked.append(task.step)
        process.complete(task.step, answers.get(task.step, {}), task.participant)
    assert walked == [
        *("register", "sign_for", "investigate", "review", "check", "visit"),
        *("publish_notice", "end_notice", "apply", "verify", "file", "announce"),
    ]
    assert case.told[-1] == "archived"
    assert process.open_tasks() == []
    with pytest.raises(NotOpen):
        process.complete("announce", {})


def test_a_step_that_is_not_open_is_refused_and_nothing_changes(petition, case, clock):
    process = petition.start(case, clock)
    process.complete("register", {})
    before = process.dump()
    with pytest.raises(NotOpen) as refused:
        process.complete("register", {"accepted": False})
    assert refused.value.step == "register"
    assert process.dump() == before


def test_each_of_several_people_does_the_step_once(members, case, clock):
    case.owed = ["7", "8"]
    process = members.start(case, clock)
    assert [task.participant for task in process.open_tasks()] == ["7", "8"]
    process.complete("sign", {}, "8")
    with pytest.raises(NotOpen):
        process.complete("sign", {}, "8")
    with pytest.raises(NotOpen):
        process.complete("sign", {})
    assert [task.participant for task in process.open_tasks()] == ["7"]
    process.complete("sign", {}, "7")
    assert open_steps(process) == ["after"]


def test_an_empty_list_of_people_passes_at_once(members, case, clock):
    assert open_steps(members.start(case, clock)) == ["after"]


def test_people_may_change_and_what_was_signed_stays(members, case, clock):
    case.owed = ["1", "2", "3"]
    process = members.start(case, clock)
    process.complete("sign", {}, "2")
    case.owed = ["3", "4"]
    assert process.send("members_changed")
    assert [task.participant for task in process.open_tasks()] == ["3", "4"]
    assert not process.send("unheard_of")


def test_one_person_named_by_a_fact_does_the_step(petition, case, clock):
    case.given["marks"] = ["重点"]
    process = petition.start(case, clock)
    process.return_to("case_group")
    process.complete("appoint", {"cadre": 12})
    [task] = process.open_tasks()
    assert (task.step, task.participant) == ("resolve", "12")
    process.complete("resolve", {}, "12")
    assert open_steps(process) == ["rectify"]


def test_a_list_of_people_does_not_do_a_step_for_one(case, clock):
    engine = one_step(user("b", participant="people"), flows=[("a", "b"), ("b", "end")])
    process = engine.start(case, clock)
    process.complete("a", {"people": ["1", "2"]})
    with pytest.raises(StepFailed, match="名单"):
        process.open_tasks()


# --- facts -------------------------------------------------------------------------------------------------


def test_only_facts_some_expression_uses_are_kept(petition, case, clock):
    process = petition.start(case, clock)
    assert set(process.facts) == petition.names - {"text", "marks"}
    assert set(process.facts.values()) >= {None}
    process.complete("register", {"text": "别的", "complainant_name": "张三", "marks": ["重点"]})
    assert not {"text", "marks", "complainant_name"} & process.facts.keys()


def test_what_the_case_lends_is_asked_anew_each_time(petition, case, clock):
    process = petition.start(case, clock)
    process.return_to("plan")
    case.given["marks"] = ["疑难"]
    process.complete("plan", {})
    assert open_steps(process) == ["appoint"]


def test_facts_are_copies_of_the_answers(notice, case, clock):
    engine = one_step(
        xor("g", "b"), user("b"), flows=[("a", "g"), ("g", "b"), ("g", "end", '"x" in list'), ("b", "end")]
    )
    process = engine.start(case, clock)
    answer = ["x"]
    process.complete("a", {"list": answer})
    answer.append("y")
    assert process.facts["list"] == ["x"]
    assert process.ended


def test_answers_of_a_table_replace_the_old_ones(petition, case, clock):
    process = petition.start(case, clock)
    process.complete("register", {})
    assert process.facts["handling_unit"] == "rongan"
    case.found = {"region": None, "types": []}
    process.return_to("register")
    process.complete("register", {})
    assert process.facts["handling_unit"] is None


def test_the_task_data_of_spiffworkflow_stays_empty(notice, case, clock):
    case.owed = ["1"]
    process = notice.start(case, clock)
    process.complete("draft", {"repeat": False})
    process.complete("a", {})
    top = process._workflow
    tasks = [task for one in (top, *top.subprocesses.values()) for task in one.tasks.values()]
    assert {str(task.data) for task in tasks} == {"{}"}


# --- returns -----------------------------------------------------------------------------------------------


def test_a_case_returns_to_any_step_of_any_phase(petition, case, clock):
    process = petition.start(case, clock)
    for step in sorted(petition.returnable):
        process.return_to(step)
        assert open_steps(process) == ["appoint" if step == "case_group" else step]
        assert process.facts["start_at"] is None


def test_a_form_may_send_the_case_back(petition, case, clock):
    process = petition.start(case, clock)
    process.return_to("review")
    process.complete("review", {"start_at": "investigate"})
    assert open_steps(process) == ["investigate"]
    assert process.facts["start_at"] is None


def test_a_return_out_of_several_people_takes_their_tasks_away(petition, case, clock):
    case.owed = ["1", "2"]
    process = petition.start(case, clock)
    process.return_to("case_group")
    process.complete("appoint", {"cadre": "3"})
    process.complete("member_visit", {}, "1")
    process.return_to("investigate")
    assert open_steps(process) == ["investigate"]
    assert process.open_tasks()[0].phase == "handling"


def test_nobody_returns_to_a_step_no_entry_leads_to(petition, case, clock):
    process = petition.start(case, clock)
    for step in ("member_visit", "appoint", "nonsense"):
        with pytest.raises(NotWalkable) as refused:
            process.return_to(step)
        assert refused.value.step == step
    assert process.facts["start_at"] is None


def test_a_finished_case_is_not_returned(petition, case, clock):
    process = petition.start(case, clock)
    process.return_to("announce")
    process.complete("announce", {})
    assert process.ended
    with pytest.raises(NotOpen):
        process.return_to("review")
    assert process.facts["start_at"] is None


# --- messages and time -------------------------------------------------------------------------------------


def to_notice(engine, case, clock, until):
    process = engine.start(case, clock)
    process.return_to("publish")
    process.facts["notice_until"] = until
    process.complete("publish", {})
    return process


def test_a_notice_hears_every_objection_and_ends_with_its_period(notice, case, clock):
    process = to_notice(notice, case, clock, (clock() + timedelta(days=5)).isoformat())
    for _ in range(3):
        assert open_steps(process) == []
        assert process.due_at == clock() + timedelta(days=5)
        assert process.send("objection")
        assert not process.send("objection")
        process.complete("answer", {})
    clock.pass_days(4.99)
    process.tick()
    assert not process.ended
    clock.pass_days(0.01)
    process.tick()
    assert process.ended
    assert process.due_at is None


def test_a_moved_deadline_counts(notice, case, clock):
    process = to_notice(notice, case, clock, (clock() + timedelta(days=5)).isoformat())
    process.facts["notice_until"] = (clock() + timedelta(days=9)).isoformat()
    clock.pass_days(6)
    process.tick()
    assert not process.ended
    clock.pass_days(3)
    process.tick()
    assert process.ended


def test_a_stopped_clock_never_fires(notice, case, clock):
    process = to_notice(notice, case, clock, None)
    assert process.due_at is None
    clock.pass_days(500)
    process.tick()
    assert not process.ended


def test_a_period_already_over_passes_at_once(notice, case, clock):
    assert to_notice(notice, case, clock, clock().isoformat()).ended


@pytest.mark.parametrize("instant", ["2026-03-02T01:00:00", "morgen", 5])
def test_an_instant_needs_a_date_with_a_zone(notice, case, clock, instant):
    with pytest.raises(StepFailed) as failed:
        to_notice(notice, case, clock, instant)
    assert failed.value.step == "over"


def test_a_timer_interrupts_the_step_it_hangs_on(case, clock):
    engine = one_step(
        on_date("late", "a", "until"), user("b"), flows=[("a", "end"), ("late", "b"), ("b", "end")]
    )
    process = engine.start(case, clock)
    process.facts["until"] = (clock() + timedelta(days=1)).isoformat()
    clock.pass_days(1)
    process.tick()
    assert open_steps(process) == ["b"]


# --- automatic steps ---------------------------------------------------------------------------------------


def test_an_error_of_a_handler_reaches_the_caller_as_it_is(petition, case, clock):
    class Broken(Exception):
        pass

    def classify():
        raise Broken("no region")

    process = petition.start(case, clock)
    case.classify = classify
    with pytest.raises(Broken, match="no region") as raised:
        process.complete("register", {})
    assert raised.value.__notes__[0].startswith("classify ")


def test_a_handler_gets_the_parameters_of_the_diagram(petition, case, clock):
    process = petition.start(case, clock)
    process.complete("register", {})
    [proposal] = case.told
    assert proposal["handling_unit"] == "rongan"
    assert set(proposal) == {
        *("handling_unit", "department", "co_handlers", "days", "unclear", "unit_reason", "department_reason")
    }


def test_a_condition_that_cannot_be_answered_names_its_gateway(case, clock):
    engine = one_step(
        xor("g", "b"), user("b"), flows=[("a", "g"), ("g", "end", "days > 3"), ("g", "b"), ("b", "end")]
    )
    with pytest.raises(StepFailed) as failed:
        engine.start(case, clock).complete("a", {"days": "five"})
    assert failed.value.step == "g"


def test_a_gateway_nothing_matches_names_itself(petition, case, clock):
    process = petition.start(case, clock)
    process.return_to("review")
    with pytest.raises(StepFailed) as failed:
        process.complete("review", {"start_at": "nowhere"})
    assert failed.value.step == "choose_phase"


def test_a_unique_table_with_two_fitting_rows_is_an_error(case, clock):
    rows = [(["? > 3"], ['"u"']), (["? > 5"], ['"v"']), (["-"], ["None"])]
    engine = one_step(
        rule("r", "unit"), flows=[("a", "r"), ("r", "end")], unit=table("unit", ["days"], ["unit"], rows)
    )
    process = engine.start(case, clock)
    process.complete("a", {"days": 4})
    assert process.facts["unit"] == "u"
    with pytest.raises(StepFailed, match="row_0 与 row_1 同时适用") as failed:
        engine.start(case, clock).complete("a", {"days": 6})
    assert failed.value.step == "r"


def test_a_table_asked_in_order_takes_the_first_row_that_fits(case, clock):
    rows = [(["? > 3"], ['"u"']), (["? > 5"], ['"v"']), (["-"], ["None"])]
    drawn = table("unit", ["days"], ["unit"], rows, "FIRST")
    engine = one_step(rule("r", "unit"), flows=[("a", "r"), ("r", "end")], unit=drawn)
    for days, unit in ((4, "u"), (6, "u"), (1, None)):
        process = engine.start(case, clock)
        process.complete("a", {"days": days})
        assert process.facts["unit"] == unit


def test_a_table_without_a_fitting_row_says_so():
    unsafe = Table("unit", "承办单位", "UNIQUE", ("days",), ("unit",), (Row("r", ("days > 3",), ('"u"',)),))
    with pytest.raises(NoDecision, match="承办单位"):
        unsafe.decide({"days": 1})


def test_no_script_ever_runs(petition, case, clock):
    process = petition.start(case, clock)
    workflow = process._workflow
    with pytest.raises(StepFailed, match="脚本"):
        workflow.script_engine.execute(workflow.task_tree, "1")


def test_a_process_that_never_rests_is_stopped(case, clock):
    """Two phases that pass at once and call each other round and round: no single diagram shows the loop."""
    through = draw("through", [start(), end()], [("start", "end")])
    flows = [("a", "g"), ("g", "through"), ("through", "more"), ("more", "g", "True"), ("more", "end")]
    drawn = draw(
        "line",
        [start(), user("a"), xor("g"), call("through"), xor("more", "end"), end()],
        [("start", "a"), *flows],
    )
    engine = Engine({"line.bpmn": drawn, "through.bpmn": through}, "line")
    with pytest.raises(StepFailed, match="自动步骤过多"):
        engine.start(case, clock).complete("a", {})


def test_a_result_without_a_variable_becomes_facts(case, clock):
    engine = one_step(
        service("s", "handlers.classify"),
        xor("g", "b"),
        user("b"),
        flows=[("a", "s"), ("s", "g"), ("g", "end", 'region == "rongan"'), ("g", "b"), ("b", "end")],
    )
    process = engine.start(case, clock)
    process.complete("a", {})
    assert process.ended
    assert process.facts["types"] == ["油烟"]


# --- definitions -------------------------------------------------------------------------------------------


def test_a_definition_is_named_by_its_content():
    same = Engine(dict(reversed(NOTICE.items())), "top")
    other = Engine({**NOTICE, "notice.bpmn": NOTICE["notice.bpmn"] + b"\n"}, "top")
    assert Engine(NOTICE, "top").hash == same.hash != other.hash


def test_it_says_what_was_walked(petition, case, clock):
    process = petition.start(case, clock)
    process.complete("register", {})
    steps = [one for one in process.walked if one in {"register", "classify", "route_unit", "route"}]
    assert steps == ["register", "classify", "route_unit", "route"]
    assert process.walked[-1].endswith("_to_sign_for")
    assert ("intake", "register") in process.trail


def test_one_engine_serves_many_threads(petition):
    failures = []

    def walk(number):
        try:
            for _ in range(10):
                case, clock = FakeCase(marks=["重点"]), Clock()
                case.owed = [str(n) for n in range(number)]
                process = petition.start(case, clock)
                process.return_to("case_group")
                process.complete("appoint", {"cadre": "9"})
                for person in case.owed:
                    process = petition.restore(process.dump(), case, clock)
                    process.complete("member_visit", {}, person)
                assert open_steps(process) == ["resolve"]
        except BaseException as error:  # noqa: BLE001 - carried to the main thread
            failures.append(error)

    threads = [threading.Thread(target=walk, args=(number,)) for number in range(1, 6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert failures == []


def test_two_steps_follow_each_other(case, clock):
    process = Engine(LINE, "line").start(case, clock)
    process.complete("a", {})
    process.complete("b", {})
    assert process.ended
    assert process.walked == ["start", "start_to_a", "a", "a_to_b", "b", "b_to_end", "end"]


def test_a_long_life_stays_small(case, clock):
    process = Engine(long_round(6), "long").start(case, clock)
    sizes = set()
    for _ in range(50):
        process.complete("a", {"repeat": True})
        sizes.add(len(process.dump()))
    assert len(sizes) == 1
    assert len(process._workflow.tasks) < 20


def test_phases_that_were_left_are_forgotten(petition, case, clock):
    process = petition.start(case, clock)
    for step in ("case_group", "review", "apply") * 5:
        process.return_to(step)
    assert len(process._workflow.subprocesses) == 1
