"""Which measures of a list are wanted: the same words as in the addresses of the pages."""

from collections.abc import Iterable

from marshmallow import fields, validate

from server.api.petition_query import LARGEST_ID
from server.api.reading import Paged
from server.figures import LIGHTS
from server.measure_states import DUES, REACHED, STATES
from workflows.forms import field as ask
from workflows.forms.field import MESSAGES


def _like(label: str, pattern: str) -> fields.String:
    """A text of this shape; a blank one is none."""
    return fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(rf"^\s*({pattern})?\s*$", error="这个筛选写得不对,请对照接口说明。"),
        error_messages=MESSAGES,
        metadata={"label": label},
    )


def _some_of(label: str, words: Iterable[str]) -> fields.String:
    """One or several of a set, with commas between them."""
    one = "|".join(words)
    return _like(f"{label};可写几个,用英文逗号分开", f"({one})(,({one}))*")


class MeasureQuery(Paged):
    """Filters of a list; all that are given must hold."""

    unit = ask.text("责任单位代码;none 为未明确", limit=60)
    lead = ask.text("牵头单位代码", limit=60)
    holder = ask.text("正在办的单位代码", limit=60)
    problem = ask.number("问题序号", least=1, most=LARGEST_ID)
    deadline = _like(
        "整改时限:某月如 2024-06、immediate 立行立改、long_term 长期坚持", r"\d{4}-\d{2}|immediate|long_term"
    )
    light = ask.choice("时限灯", {name: name for name in LIGHTS}, needed=False)
    due = _some_of("到期情况", [*DUES, REACHED])
    state = _some_of("销号情况", STATES)
    step = ask.text("步骤代码;none 为没有在办的步骤", limit=60)
    tag = ask.text("专项标签或所在章节", limit=100)
    flag = ask.text("方案中的提示;any 为有提示的", limit=60)
    q = ask.text("序号、内容或责任单位中的词", limit=100)


class ProblemQuery(Paged):
    """Filters of the list of problems."""

    tag = ask.text("专项标签或所在章节", limit=100)
