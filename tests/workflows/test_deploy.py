"""What a diagram or table may not contain is found when it is deployed, with the element it stands on."""

import re
import time

import pytest

from tests.workflows.models.drawing import (
    HEAD,
    both,
    call,
    draw,
    end,
    on_date,
    on_message,
    receive,
    rule,
    service,
    several,
    start,
    table,
    user,
    wait_until,
    xor,
)
from tests.workflows.models.samples import LINE, MEMBERS, NOTICE, ROUND, long_round, real_files
from tests.workflows.test_expressions import ATTACKS
from workflows.deploy import check
from workflows.engine import Engine, ModelRefused
from workflows.sources import SourceRefused, read

DASHES = (["-"], ['"none"'])


def line(*extra, nodes=(), flows=None, messages=()):
    """One diagram `line`: start, step a, end, and whatever else."""
    listed = [start(), *(nodes or [user("a")]), *extra, end()]
    return {"line.bpmn": draw("line", listed, flows or [("start", "a"), ("a", "end")], messages)}


def messages_of(files, top="line"):
    return [problem.message for problem in check(files, top)]


def forked(*conditions, default=None, steps=("b", "c")):
    """One gateway after the start with a branch to each step."""
    nodes = [start(), xor("g", default), *map(user, steps), end()]
    flows = [("start", "g")]
    flows += [("g", step, *([text] if text else [])) for step, text in zip(steps, conditions, strict=True)]
    return {"line.bpmn": draw("line", nodes, flows + [(step, "end") for step in steps])}


def decided(rows, policy="UNIQUE", inputs=("region",), outputs=("unit",)):
    drawn = line(rule("r", "unit"), flows=[("start", "a"), ("a", "r"), ("r", "end")])
    return {**drawn, "unit.dmn": table("unit", list(inputs), list(outputs), rows, policy)}


@pytest.mark.parametrize(
    ("files", "top"),
    [(LINE, "line"), (ROUND, "round"), (MEMBERS, "members"), (NOTICE, "top"), (long_round(9), "long")],
)
def test_honest_models_pass(files, top):
    assert check(files, top) == []


def test_the_diagrams_we_ship_pass():
    assert check(real_files()) == []


def test_a_problem_names_file_element_and_reason():
    [problem] = check(forked("days > 3", "days < 3"), "line")
    assert (problem.file, problem.element_id) == ("line.bpmn", "g")
    assert str(problem) == "line.bpmn [g]：没有默认流，且各条件不构成完整的分支"


def test_the_engine_refuses_with_all_problems():
    with pytest.raises(ModelRefused) as refused:
        Engine(line(service("s", "x"), nodes=[user("a", form="")]), "line")
    assert len(refused.value.problems) >= 3


# --- files -------------------------------------------------------------------------------------------------

XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    "<!DOCTYPE d ["
    '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
HOSTILE = {
    "external entity": HEAD.replace("<bpmn:definitions", XXE + "<bpmn:definitions").encode(),
    "billion laughs": HEAD.replace("<bpmn:definitions", LAUGHS + "<bpmn:definitions").encode(),
    "parameter entity": b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><d/>',
    "doctype in utf-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><d/>'.encode("utf-16"),
    "doctype in utf-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d+AD4APA-d/+AD4-',
    "doctype after a comment": b"<!-- <!-- --><!DOCTYPE d><d/>",
    "too large": b"<d>" + b" " * (2 * 1024 * 1024) + b"</d>",
    "too many elements": b"<d>" + b"<e/>" * 20_001 + b"</d>",
    "too deep": b"<d>" * 5000 + b"</d>" * 5000,
    "not closed": b"<d>",
    "empty": b"",
    "latin-1": "<d>é</d>".encode("latin-1"),
    "nul": b"<d>\x00</d>",
    "zip": b"PK\x03\x04",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_xml_is_refused_quickly(content):
    began = time.process_time()
    with pytest.raises(SourceRefused):
        read(content)
    [problem] = check({"petition.bpmn": content})
    assert problem.message
    assert time.process_time() - began < 2


def test_conditions_may_stand_in_cdata():
    drawn = forked("days > 3", None, default="c")["line.bpmn"]
    assert check({"line.bpmn": drawn.replace(b"days &gt; 3", b"<![CDATA[days > 3]]>")}, "line") == []


def test_processing_instructions_and_foreign_files_are_refused():
    drawn = LINE["line.bpmn"].replace(b"<bpmn:laneSet", b"<?php echo 1 ?><bpmn:laneSet")
    assert "不支持的元素：?" in messages_of({"line.bpmn": drawn})
    assert messages_of({**LINE, "readme.txt": b""}) == ["只接受 .bpmn 和 .dmn 文件"]


def test_one_process_per_file_named_like_it():
    assert "流程编号必须与文件名相同" in messages_of({"other.bpmn": LINE["line.bpmn"]})
    assert "缺少主流程" in messages_of(LINE, "petition")
    assert "每个文件必须恰好有一个流程" in messages_of({"line.bpmn": b"<definitions/>"})
    unfit = LINE["line.bpmn"].replace(b'isExecutable="true"', b"")
    assert messages_of({"line.bpmn": unfit}) == ["流程必须标为可执行（isExecutable）"]


# --- elements ----------------------------------------------------------------------------------------------

SCRIPT = "图中不允许脚本"
ELEMENTS = {
    "scriptTask": ('<bpmn:scriptTask id="x"><bpmn:script>1</bpmn:script></bpmn:scriptTask>', SCRIPT),
    "preScript": (
        '<bpmn:userTask id="x"><bpmn:extensionElements><spiffworkflow:preScript>1'
        "</spiffworkflow:preScript></bpmn:extensionElements></bpmn:userTask>",
        SCRIPT,
    ),
    "postScript": (
        '<bpmn:userTask id="x"><bpmn:extensionElements><spiffworkflow:postScript>1'
        "</spiffworkflow:postScript></bpmn:extensionElements></bpmn:userTask>",
        SCRIPT,
    ),
    "subProcess": ('<bpmn:subProcess id="x"/>', "不支持内嵌子流程和事件子流程，请用调用活动"),
    "event subprocess": (
        '<bpmn:subProcess id="x" triggeredByEvent="true"/>',
        "不支持内嵌子流程和事件子流程，请用调用活动",
    ),
    "inclusiveGateway": ('<bpmn:inclusiveGateway id="x"/>', "不支持包容网关（OR）"),
    "complexGateway": ('<bpmn:complexGateway id="x"/>', "不支持复杂网关"),
    "link": (
        '<bpmn:intermediateThrowEvent id="x"><bpmn:linkEventDefinition/></bpmn:intermediateThrowEvent>',
        "不支持链接事件",
    ),
    "compensation": (
        '<bpmn:boundaryEvent id="x" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>',
        "不支持补偿事件",
    ),
    "duration": (
        '<bpmn:boundaryEvent id="x" attachedToRef="a"><bpmn:timerEventDefinition><bpmn:timeDuration>"P3D"'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
        "定时器只支持日期（timeDate）",
    ),
    "cycle": (
        '<bpmn:boundaryEvent id="x" attachedToRef="a"><bpmn:timerEventDefinition><bpmn:timeCycle>"R3/P3D"'
        "</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
        "定时器只支持日期（timeDate）",
    ),
    "manualTask": ('<bpmn:manualTask id="x"/>', "不支持的元素：manualTask"),
    "task": ('<bpmn:task id="x"/>', "不支持的元素：task"),
    "adHoc": ('<bpmn:adHocSubProcess id="x"/>', "不支持的元素：adHocSubProcess"),
    "signal": ('<bpmn:signal id="x" name="x"/>', "不支持的元素：signal"),
    "data store": ('<bpmn:dataStoreReference id="x"/>', "不支持的元素：dataStoreReference"),
    "foreign": ('<camunda:x xmlns:camunda="http://camunda.org/schema/1.0/bpmn"/>', "不支持的元素：x"),
}


@pytest.mark.parametrize(("inner", "message"), ELEMENTS.values(), ids=ELEMENTS.keys())
def test_elements_outside_the_white_list_are_refused(inner, message):
    assert message in messages_of(line(inner))


def multiple(inner):
    drawn = MEMBERS["members.bpmn"].decode()
    return {"members.bpmn": re.sub("<bpmn:loopCardinality>.*?</bpmn:loopCardinality>", inner, drawn).encode()}


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef>", "不支持的元素：loopDataInputRef"),
        (
            "<bpmn:loopCardinality>3</bpmn:loopCardinality>",
            "多实例的次数必须写成 len(名单)，名单由 participant 属性指明",
        ),
        ("<bpmn:completionCondition>True</bpmn:completionCondition>", "不支持的元素：completionCondition"),
    ],
)
def test_several_people_are_counted_by_what_is_missing(inner, message):
    assert message in messages_of(multiple(inner), "members")


def test_several_people_sign_in_parallel():
    drawn = MEMBERS["members.bpmn"].replace(
        b"<bpmn:multiInstanceLoopCharacteristics>",
        b'<bpmn:multiInstanceLoopCharacteristics isSequential="true">',
    )
    assert messages_of({"members.bpmn": drawn}, "members") == ["多实例只支持并行"]


def test_a_standard_loop_is_refused():
    loop = "<bpmn:standardLoopCharacteristics/>"
    assert messages_of(line(nodes=[user("a", loop)])) == ["不支持的元素：standardLoopCharacteristics"]


def test_only_people_do_a_step_several_times():
    loop = b"<bpmn:multiInstanceLoopCharacteristics/></bpmn:serviceTask>"
    drawn = line(service("s", "handlers.archive"), flows=[("start", "a"), ("a", "s"), ("s", "end")])
    drawn["line.bpmn"] = drawn["line.bpmn"].replace(b"</bpmn:serviceTask>", loop)
    assert messages_of(drawn) == ["多实例只能用于人工步骤"]


def test_start_and_end_are_plain():
    event = b'<bpmn:startEvent id="start"><bpmn:messageEventDefinition/></bpmn:startEvent>'
    drawn = LINE["line.bpmn"].replace(b'<bpmn:startEvent id="start"/>', event)
    assert messages_of({"line.bpmn": drawn}) == ["开始和结束事件不能带定义"]


@pytest.mark.parametrize(
    "inner",
    [
        b'<bpmn:message name="m"/>',
        b'<di:D xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"><di:BPMNShape bpmnElement="a">'
        b'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="left"/></di:BPMNShape></di:D>',
    ],
)
def test_what_spiffworkflow_cannot_read_is_a_problem_and_no_crash(inner):
    drawn = LINE["line.bpmn"].replace(b"<bpmn:process", inner + b"<bpmn:process")
    [message] = messages_of({"line.bpmn": drawn})
    assert message.startswith("流程引擎无法读取：")


def test_a_user_task_needs_lane_and_form():
    drawn = LINE["line.bpmn"].replace(b"<bpmn:flowNodeRef>a</bpmn:flowNodeRef>", b"")
    assert messages_of({"line.bpmn": drawn}) == ["人工步骤必须放在泳道里"]
    assert messages_of(line(nodes=[user("a", form="")])) == ["人工步骤必须指明表单（form）"]


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (service("s", "route"), "自动步骤必须指明一个处理函数（handlers.名称）"),
        (service("s", "handlers.__init__"), "没有名为 handlers.__init__ 的处理函数"),
        (service("s", "os.system"), "没有名为 os.system 的处理函数"),
        (service("s", "handlers.archive", reason='"x"'), "参数与处理函数 handlers.archive 不符：应为 无"),
        ('<bpmn:serviceTask id="s"/>', "自动步骤必须指明一个处理函数（handlers.名称）"),
        (rule("s", "nowhere"), "引用的决策表不存在"),
        (call("s", "nowhere"), "调用的流程不存在"),
        (call("s", "line"), "流程不能直接或间接调用自己"),
        (receive("s", "nothing"), "消息没有在本图中定义"),
        (wait_until("s", "x.y"), "表达式中不允许这种写法：x.y"),
        ('<bpmn:intermediateCatchEvent id="s"/>', "事件必须恰好有一个定义（消息或日期定时器）"),
    ],
)
def test_a_step_that_could_never_run_is_refused(node, message):
    drawn = line(node, flows=[("start", "a"), ("a", "s"), ("s", "end")])
    assert message in messages_of(drawn)


def test_boundary_events_interrupt_and_hang_on_a_step():
    flows = [("start", "a"), ("a", "end"), ("late", "end")]
    assert messages_of(line(on_date("late", "a", "until"), flows=flows)) == []
    lasting = line(on_date("late", "a", "until").replace(" att", ' cancelActivity="false" att'), flows=flows)
    assert messages_of(lasting) == ["边界事件必须是中断型"]
    assert "边界事件没有附着在步骤上" in messages_of(line(on_date("late", "nobody", "until"), flows=flows))
    assert messages_of(line(on_message("late", "a", "m"), flows=flows)) == ["消息没有在本图中定义"]


def test_ids_are_unique():
    assert "编号重复" in messages_of(line(user("a")))
    twice = {**NOTICE, "notice.bpmn": NOTICE["notice.bpmn"].replace(b'"publish"', b'"draft"')}
    assert "步骤的编号与 notice.bpmn 中的重复" in messages_of(twice, "top")


@pytest.mark.parametrize("attack", [one for one in ATTACKS if "\x00" not in one], ids=str)
@pytest.mark.parametrize(
    "place", ["condition", "timer", "cardinality", "parameter", "input", "cell", "output"]
)
def test_attacks_are_refused_wherever_an_expression_may_stand(place, attack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files, top = infected(place, attack)
    harmless = place == "cell" and not attack.strip()  # an empty cell: the input does not matter
    assert bool(check(files, top)) != harmless
    assert not list(tmp_path.iterdir())


def infected(place, attack):
    many = {
        "condition": lambda: forked(attack, None, default="c"),
        "timer": lambda: line(on_date("t", "a", attack), flows=[("start", "a"), ("a", "end"), ("t", "end")]),
        "parameter": lambda: line(service("s", "handlers.archive", x=attack)),
        "input": lambda: decided([DASHES], inputs=(attack,)),
        "cell": lambda: decided([([attack], ['"u"']), DASHES]),
        "output": lambda: decided([(["-"], [attack])]),
    }
    if place == "cardinality":
        drawn = draw("line", [start(), several("a", "PEOPLE"), end()], [("start", "a"), ("a", "end")])
        quoted = attack.replace("&", "&amp;").replace("<", "&lt;")
        return {"line.bpmn": drawn.replace(b"len(PEOPLE)", quoted.encode())}, "line"
    return many[place](), "line"


# --- flows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        forked("days > 3", None, default="c"),
        forked("accepted", "not accepted"),
        forked("not (days > 3)", "days > 3"),
        forked('start_at in [None, "b"]', 'start_at == "c"'),
        forked('start_at == "b"', 'start_at in (None, "c")'),
    ],
)
def test_a_gateway_is_complete_by_default_flow_pair_or_entry(files):
    assert messages_of(files) == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (forked("accepted", "refused"), "没有默认流，且各条件不构成完整的分支"),
        (forked("accepted", "not refused"), "没有默认流，且各条件不构成完整的分支"),
        (forked('start_at == "b"', 'start_at == "c"'), "没有默认流，且 start_at 缺少：None"),
        (forked("start_at == None", 'start_at == "c"'), "没有默认流，且 start_at 缺少：b"),
        (forked('start_at in [None, "b"]', 'start_at in ["c", "d"]'), "start_at 中有不能退回的步骤：d"),
        (forked('start_at in [None, "b"]', 'start_at in ["c", "b"]'), "同一个 start_at 出现在多个出口"),
        (forked('start_at in [None, "b"]', "start_at in [3]"), "没有默认流，且各条件不构成完整的分支"),
        (forked("days > 3", None), "出口必须带条件，或设为默认流"),
        (forked("days > 3", "days < 3", default="c"), "默认流不应带条件"),
        (forked("days > 3", None, default="nowhere"), "默认流不是本网关的出口"),
    ],
)
def test_a_gateway_that_could_get_stuck_is_refused(files, message):
    assert message in messages_of(files)


def test_the_top_gateway_knows_every_step_of_its_phases():
    lost = NOTICE["top.bpmn"].replace(b'"publish", ', b"")
    assert messages_of({**NOTICE, "top.bpmn": lost}, "top") == ["没有默认流，且 start_at 缺少：publish"]


def test_an_entry_leads_straight_to_the_step_it_names():
    crossed = forked('start_at in [None, "c"]', 'start_at == "b"')
    assert messages_of(crossed) == [f"start_at 为 {step} 的出口没有直接通到那一步" for step in "cb"]
    straight = b'sourceRef="enter" targetRef="to_fork"'
    past = NOTICE["prepare.bpmn"].replace(straight, straight.replace(b"to_fork", b"decide"))
    wanted = [f"start_at 为 {step} 的出口没有直接通到那一步" for step in ("a", "b", "sign")]
    assert messages_of({**NOTICE, "prepare.bpmn": past}, "top") == wanted


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (line(user("lost"), flows=[("start", "a"), ("a", "end"), ("lost", "end")]), "从开始事件走不到这里"),
        (line(flows=[("start", "a")]), "这里没有出口"),
        (line(flows=[("start", "a"), ("a", "end"), ("a", "nowhere")]), "顺序流没有连接到步骤上"),
        (
            line(user("b"), flows=[("start", "a"), ("a", "b"), ("a", "end"), ("b", "end")]),
            "只有网关可以有多个出口",
        ),
        (line(flows=[("start", "a"), ("a", "end", "days > 3")]), "条件只能写在排他网关的出口上"),
        (line(flows=[("start", "a"), ("a", "end"), ("end", "a")]), "结束事件之后不能再有顺序流"),
        (
            line(start("second"), flows=[("start", "a"), ("a", "end"), ("second", "a")]),
            "每张图必须恰好有一个开始事件",
        ),
        (
            line(both("p"), flows=[("start", "a"), ("a", "p"), ("p", "end", "days")]),
            "条件只能写在排他网关的出口上",
        ),
        (line(xor("g"), flows=[("start", "a"), ("a", "g"), ("g", "end", "days")]), "唯一的出口不应带条件"),
    ],
)
def test_flows_that_lead_nowhere_are_refused(files, message):
    assert message in messages_of(files)


def test_a_round_passes_a_gateway_and_comes_to_an_end():
    assert set(messages_of(line(flows=[("start", "a"), ("a", "a")]))) >= {
        "从这里走不到结束事件",
        "循环必须经过排他网关",
    }
    flows = [("start", "p"), ("p", "a"), ("p", "b"), ("a", "p"), ("b", "end")]
    assert set(messages_of(line(both("p"), user("b"), flows=flows))) == {"循环必须经过排他网关"}


def test_a_flow_has_an_id():
    drawn = LINE["line.bpmn"].replace(b'id="a_to_b" ', b"")
    assert messages_of({"line.bpmn": drawn}) == ["顺序流没有编号"]


def test_a_round_without_a_waiting_step_is_refused():
    flows = [("start", "a"), ("a", "g"), ("g", "h"), ("h", "g", "days > 3"), ("h", "end")]
    assert "这里的循环中没有等待的步骤，会无休止地转下去" in messages_of(
        line(xor("g"), xor("h", "end"), flows=flows)
    )


# --- tables ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [(['"rongan"'], ['"u"']), DASHES],
        [(['? in ["a", "b"]'], ["None"]), (['? != "c"'], ["[]"]), ([""], ['["x", "y"]'])],
        [(['mentions(?, "a?", "b")'], ["-3"]), (["None"], ["True"]), DASHES],
        [(["3"], ['"u"']), (["? > 3"], ['"u"']), DASHES],
    ],
)
def test_honest_tables_pass(rows):
    wanted = [] if "-3" not in str(rows) else ["输出“-3”必须是加引号的文字、数、True、False、None 或其列表"]
    assert messages_of(decided(rows)) == wanted


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(['"a","b"'], ['"u"']), DASHES], '条件“"a","b"”永远不会命中，请写 ? in ["a","b"]'),
        ([(['not("a")'], ['"u"']), DASHES], "永远不会命中"),
        ([(['in ["a"]'], ['"u"']), DASHES], "不合语法"),
        ([(["rongan"], ['"u"']), DASHES], "永远不会命中"),
        ([(["> 3"], ['"u"']), DASHES], "不合语法"),
        ([(["[1..5]"], ['"u"']), DASHES], "不合语法"),
        ([(['["a"]'], ['"u"']), DASHES], "永远不会命中"),
        ([(['"a"'], ["u"]), DASHES], "输出“u”必须是"),
        ([(['"a"'], [""]), DASHES], "没有结果请写 None"),
        ([(['"a"'], ['"u"'])], "最后一行的条件必须全是“-”，使每件信访都有结果"),
        ([], "最后一行的条件必须全是“-”，使每件信访都有结果"),
        ([(['"a"'], ['"u"']), (['"a"'], ['"v"']), DASHES], "这一行的条件与前面某一行相同，永远不会用到"),
        ([(['"a"', "-"], ['"u"']), DASHES], "这一行的单元格数与列数不符"),
    ],
)
def test_cells_that_would_silently_never_match_are_refused(rows, message):
    assert any(message in one for one in messages_of(decided(rows)))


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "COLLECT", "RULE ORDER", "NONSENSE", "unique"])
def test_unknown_hit_policies_are_refused(policy):
    assert messages_of(decided([DASHES], policy)) == [f"不支持的命中策略 {policy}，只能用 UNIQUE 或 FIRST"]


def test_a_table_file_holds_one_table():
    drawn = decided([DASHES])
    two = drawn["unit.dmn"].replace(b"</definitions>", b'<decision id="x"/></definitions>')
    assert "每个文件必须恰好有一张决策表" in messages_of({**drawn, "unit.dmn": two})
    none = re.sub(rb"<decisionTable.*</decisionTable>", b"<literalExpression/>", drawn["unit.dmn"])
    assert {"决策表中不支持的元素：literalExpression", "决策必须有编号，并恰好包含一张决策表"} <= set(
        messages_of({**drawn, "unit.dmn": none})
    )
    assert "每个文件必须恰好有一张决策表" in messages_of({**drawn, "unit.dmn": b"<x/>"})


def test_output_columns_have_names():
    assert "每个输出列必须有不重复的英文名称" in messages_of(decided([DASHES], outputs=("",)))
