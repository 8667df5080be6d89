"""The picture of a process: right in every state, readable without it, safe whatever names people give."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from server.diagram import outline, svg
from server.diagram.drawing import drawing
from server.diagram.strokes import NEVER_FIRST, SVG, extent, wrapped
from tests.workflows.diagrams import DIAGRAMS

INTAKE = DIAGRAMS["intake"]
NOWHERE = re.compile(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", re.DOTALL)
ALLOWED = {"svg", "g", "title", "desc", "rect", "circle", "polygon", "path", "text", "tspan"}


def paint(
    xml: bytes = INTAKE,
    done: tuple[str, ...] = (),
    now: dict[str, str] | None = None,
    returned: tuple[str, ...] = (),
) -> etree._Element:
    return etree.fromstring(svg(xml, done=set(done), now=now or {}, returned=set(returned)))


def texts(picture: etree._Element) -> list[str]:
    return ["".join(one.itertext()) for one in picture.iter(f"{{{SVG}}}text")]


def group(picture: etree._Element, name: str) -> etree._Element:
    return next(one for one in picture if (one.findtext(f"{{{SVG}}}title") or "").startswith(f"{name}："))


@pytest.mark.parametrize("name", sorted(DIAGRAMS))
def test_every_word_of_a_diagram_is_in_its_picture(name: str) -> None:
    plan = drawing(DIAGRAMS[name])
    words = texts(paint(DIAGRAMS[name]))
    named = [*plan.pools, *plan.lanes, *(s.node for s in plan.shapes), *plan.edges]
    assert {one.name for one in named if one.name} == set(words)


@pytest.mark.parametrize("name", sorted(DIAGRAMS))
def test_a_picture_needs_no_style_sheet_and_loads_nothing(name: str) -> None:
    picture = paint(DIAGRAMS[name], now={"assign": "李四"})
    for one in picture.iter():
        assert etree.QName(one).localname in ALLOWED
        assert {etree.QName(key).localname for key in one.attrib}.isdisjoint({"style", "href", "src"})
        assert not any(key.lower().startswith("on") or "url(" in value for key, value in one.items())


def test_readers_hear_a_title_and_the_position() -> None:
    picture = paint(done=("register",), now={"assign": "李四，剩2天"}, returned=("sign_for",))
    title, description = picture[0], picture[1]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "受理分办流程图"
    assert description.text == "进行中：分办（李四，剩2天）。已退回：签收。已完成：登记建档。"


def test_readers_hear_all_steps_when_nothing_has_happened() -> None:
    assert (paint()[1].text or "").startswith("共7步：登记建档、")


def test_the_picture_is_as_wide_as_its_place_and_shows_all_of_the_drawing() -> None:
    picture, box = paint(), drawing(INTAKE).box
    assert picture.get("width") == "100%"
    left, top, width, height = map(float, (picture.get("viewBox") or "").split())
    assert (left, top) < (box.x, box.y)
    assert (left + width, top + height) > (box.right, box.bottom)


def test_each_state_has_a_colour_and_a_mark() -> None:
    picture = paint(done=("register",), now={"assign": "李四"}, returned=("sign_for",))
    done, now, returned, ahead = (group(picture, n) for n in ("登记建档", "分办", "签收", "确定承办单位"))
    boxes = [one.find(f"{{{SVG}}}rect") for one in (done, now, returned, ahead)]
    lines = [
        (b.get("stroke"), b.get("stroke-width"), b.get("stroke-dasharray")) for b in boxes if b is not None
    ]
    assert len({colour for colour, _, _ in lines}) == 4
    assert [dashes for _, _, dashes in lines] == ["none", "none", "6 4", "none"]
    assert float(lines[1][1] or 0) == max(float(width or 0) for _, width, _ in lines)
    assert [one.get("class") for one in (done, now)] == [
        "diagram-userTask is-done",
        "diagram-userTask is-now",
    ]
    badges = [
        len(one.findall(f"{{{SVG}}}circle")) - len(one.findall(f"{{{SVG}}}text"))
        for one in (done, now, returned)
    ]
    assert badges == [1, 0, 1]
    assert group(picture, "登记建档").findtext(f"{{{SVG}}}title") == "登记建档：已完成"


def test_an_open_step_counts_before_a_returned_or_done_one() -> None:
    states = outline(INTAKE, done={"assign", "register"}, now={"assign": ""}, returned={"assign", "register"})
    assert {step.id: step.state for step in states if step.state != "ahead"} == {
        "assign": "now",
        "register": "returned",
    }


def test_walked_flows_are_painted_in_green() -> None:
    picture = paint(done=("register_to_classify",))
    assert [one.get("class") for one in picture].count("diagram-flow is-done") == 1


def test_the_list_tells_steps_in_order_with_their_lanes() -> None:
    listed = outline(DIAGRAMS["handling"], done={"investigate"}, now={"report": "王五"}, returned=set())
    assert [(s.name, s.lane, s.state) for s in listed] == [
        ("调查核实", "承办单位经办人", "done"),
        ("办理情况上报", "科(股)室负责人", "now"),
        ("整改方案", "承办单位经办人", "ahead"),
        ("包案化解", "主要负责人", "ahead"),
        ("落实整改", "承办单位经办人", "ahead"),
    ]


def test_a_holders_name_is_never_markup() -> None:
    name = '<script>alert("x")</script>&"\'李'
    written = svg(INTAKE, done=set(), now={"assign": name}, returned=set())
    assert "<script" not in written
    assert name in (paint(now={"assign": name})[1].text or "")


def test_a_long_note_is_cut_in_the_picture_and_whole_in_its_description() -> None:
    note = "柳州市柳北区生态环境局污染防治股张三、李四、王五,剩余两个工作日"
    picture = paint(now={"assign": note})
    shown = next(text for text in texts(picture) if text.endswith("…"))
    assert note.startswith(shown.removesuffix("…"))
    assert extent(shown, 12) <= 190
    assert note in (picture[1].text or "")


def test_a_diagram_without_a_drawing_is_a_list_only() -> None:
    bare = NOWHERE.sub(b"", INTAKE)
    assert texts(paint(bare, now={"assign": "李四"})) == []
    assert outline(bare, done=set(), now={}, returned=set()) == []


def test_names_from_elsewhere_change_nothing() -> None:
    assert svg(INTAKE, done={"nobody"}, now={"nobody": "x"}, returned={"nobody"}) == svg(
        INTAKE, done=set(), now={}, returned=set()
    )


@given(st.text(alphabet="柳州市办,。(A1 ", max_size=40), st.integers(1, 200))
def test_wrapping_loses_no_sign(text: str, width: int) -> None:
    lines = wrapped(text, width, 14)
    assert "".join(lines) == text
    assert not any(line.startswith(tuple(NEVER_FIRST)) for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("签收", ["签收"]),
        ("识别区域和类型", ["识别区域和类型"]),
        ("实地回访与县级验收", ["实地回访", "与县级验收"]),
        ("", [""]),
    ],
)
def test_names_break_into_even_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 98, 14) == lines


def test_a_half_drawn_diagram_is_painted_as_far_as_it_goes() -> None:
    root = etree.fromstring(INTAKE)
    for waypoint in list(root.iterfind(".//{*}BPMNEdge/{*}waypoint"))[1:]:
        waypoint.getparent().remove(waypoint)
    for flow in root.iterfind(".//{*}sequenceFlow"):
        flow.attrib.pop("name", None)
    words = texts(paint(etree.tostring(root)))
    assert "登记建档" in words
    assert "退件" not in words
