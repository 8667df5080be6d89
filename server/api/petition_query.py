"""Which cases of a list are wanted: the same words as in the addresses of the office's pages."""

from server.api.reading import Paged
from server.figures import LIGHTS
from server.reports import BOARD, LABELS
from workflows.forms import field as ask
from workflows.forms.handling import VERDICTS
from workflows.forms.intake import MARKS
from workflows.forms.review import REMEDIES, SATISFACTION
from workflows.normal import TYPES
from workflows.roles import STAGES

LARGEST_ID = 2_147_483_647


def _one_of(label: str, words: object) -> object:
    listed = {str(word): str(word) for word in words}  # type: ignore[attr-defined]  # any collection of words
    return ask.choice(label, listed, needed=False)


class PetitionQuery(Paged):
    """Filters of a list; all that are given must hold."""

    county = ask.text("承办单位代码;none 为未分办", limit=60)
    department = ask.text("主管部门代码", limit=60)
    stage = _one_of("阶段", STAGES)
    step = ask.text("步骤代码", limit=60)
    light = _one_of("时限灯", LIGHTS)
    type = _one_of("污染类型", TYPES)
    mark = _one_of("列入名单", MARKS)
    batch = ask.number("批次编号", least=1, most=LARGEST_ID)
    label = _one_of("办结情况", LABELS)
    verdict = _one_of("是否属实", VERDICTS)
    satisfaction = _one_of("回访结果", SATISFACTION)
    remedy = _one_of("不满意的处理", REMEDIES)
    at = _one_of("已到的环节", BOARD)
    q = ask.text("编号、内容或被反映单位中的词", limit=200)
    round = ask.number("督察轮次编号;不写为当前轮次", least=1, most=LARGEST_ID)
