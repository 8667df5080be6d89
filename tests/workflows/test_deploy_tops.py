"""One set of files with a top process for each kind of case: all is looked at, nothing is left lying about."""

import re
from itertools import combinations, pairwise

import pytest

from tests.workflows.models.drawing import call, draw, end, service, several, start, user, xor
from tests.workflows.models.samples import NOTICE, real_files
from workflows.case import TOPS
from workflows.deploy import check
from workflows.engine import Engine, ModelRefused

FILES = real_files()
LATER = (
    *("measure", "preparing", "progress", "acceptance", "filing", "upkeep"),
    *("problem", "closing_problem"),
)
PETITION_ONLY = {name: text for name, text in FILES.items() if name.removesuffix(".bpmn") not in LATER}


def messages_of(files, top):
    return [(problem.file, problem.message) for problem in check(files, top)]


def straight(process, *nodes):
    """The nodes one after the other between start and end."""
    drawn = [start(), *nodes, end()]
    return {f"{process}.bpmn": draw(process, drawn, [*pairwise(map(id_of, drawn))])}


def id_of(node):
    return re.search(r' id="(\w+)"', node)[1]


@pytest.mark.parametrize("top", TOPS)
def test_the_set_we_ship_serves_every_kind_of_case(top):
    assert messages_of(FILES, top) == []
    assert Engine(FILES, top).user_tasks


def test_a_set_has_one_name_whichever_case_runs_on_it():
    assert len({Engine(FILES, top).hash for top in TOPS}) == 1


def test_the_steps_of_two_kinds_of_case_are_different_ones():
    for one, other in combinations([Engine(FILES, top) for top in TOPS], 2):
        assert not one.user_tasks.keys() & other.user_tasks.keys()
        assert not one.returnable.keys() & other.returnable.keys()


def test_a_set_from_before_the_measures_still_runs_its_petitions():
    assert messages_of(PETITION_ONLY, "petition") == []
    assert Engine(PETITION_ONLY).names == Engine(FILES).names
    with pytest.raises(ModelRefused, match="缺少主流程"):
        Engine(PETITION_ONLY, "measure")


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("damaged", ["intake.bpmn", "upkeep.bpmn"])
def test_what_is_wrong_anywhere_in_a_set_is_found_whichever_case_asks(top, damaged):
    broken = FILES[damaged].replace(b"start_at", b"begin_at", 1)
    assert {file for file, _ in messages_of({**FILES, damaged: broken}, top)} == {damaged}


def test_a_diagram_nobody_calls_is_refused():
    lost = straight("lost", user("find"))
    assert messages_of({**FILES, **lost}, "petition") == [("lost.bpmn", "没有主流程用到这张图")]
    assert messages_of({**NOTICE, **lost}, "top") == [("lost.bpmn", "没有主流程用到这张图")]


def test_a_diagram_called_only_by_one_nobody_calls_is_refused_too():
    lost = straight("lost", call("found")) | straight("found", user("find"))
    assert {file for file, _ in messages_of({**FILES, **lost}, "measure")} == {"lost.bpmn", "found.bpmn"}


@pytest.mark.parametrize(
    ("top", "verb", "phase"),
    [
        ("petition", "open_groups", None),
        ("measure", "classify", None),
        ("problem", "open_groups", None),
        ("problem", "schedule_review", "inside"),
        ("measure", "missing_members", "inside"),
    ],
)
def test_a_verb_of_the_other_kind_of_case_is_refused(top, verb, phase):
    asking = service("s", f"handlers.{verb}")
    files = straight(top, call(phase)) | straight(phase, asking) if phase else straight(top, asking)
    name = f"handlers.{verb} 不能用于“{top}”的流程"
    assert messages_of(files, top) == [(f"{phase or top}.bpmn", name)]


def test_every_kind_of_case_may_be_archived():
    for top in TOPS:
        assert messages_of(straight(top, service("s", "handlers.archive")), top) == []


# --- steps of several people, to which a case may be returned -----------------------------------------------


def listed(*between, entry='start_at in [None, "sign"]'):
    """A phase whose first step is signed by several, with its list asked before, and perhaps more between."""
    asks = service("ask", "handlers.missing_members", result="people")
    row = [asks, *between, several("sign", "people"), xor("to_last"), user("last"), end()]
    flows = [("start", "enter"), ("enter", "ask", entry), ("enter", "to_last", 'start_at == "last"')]
    return {"line.bpmn": draw("line", [start(), xor("enter"), *row], [*flows, *pairwise(map(id_of, row))])}


def test_a_case_is_returned_to_a_step_of_several_whose_list_is_asked_right_before():
    assert messages_of(listed(), "line") == []
    assert list(Engine(listed(), "line").returnable) == ["sign", "last"]


def test_with_another_step_between_the_list_may_be_old_and_nobody_returns_there():
    between = listed(user("look"))
    assert ("line.bpmn", "start_at 中有不能退回的步骤：sign") in messages_of(between, "line")
    assert messages_of(listed(user("look"), entry='start_at in [None, "look"]'), "line") == [
        ("line.bpmn", "start_at 为 look 的出口没有直接通到那一步")
    ]


def test_a_list_under_another_name_is_not_the_list_of_the_step():
    other = {
        "line.bpmn": listed()["line.bpmn"].replace(b'resultVariable="people"', b'resultVariable="others"')
    }
    assert ("line.bpmn", "start_at 中有不能退回的步骤：sign") in messages_of(other, "line")
