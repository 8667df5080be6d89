"""The small forms of acts beside the process: giving back, handing over, returning, moving, listing."""

from server.cases.measures.conditions import KINDS
from workflows.forms import Form
from workflows.forms.field import choice, choose_many, day, files, pick, pick_many, text
from workflows.forms.intake import MARKS

COMMON_REASONS = (
    "佐证材料不全",
    "照片看不清或前后不对应",
    "有问题没有逐项核实",
    "整改没有到位",
    "文字表述需要修改",
)


class ReleaseForm(Form):
    """释放: the task goes back to the unit."""

    note = text("给接手同事的话", long=True, limit=500, hint="例如办到了哪里、还差什么")


class HandOverForm(Form):
    """转交: the task goes to a colleague."""

    to = pick("转交给", "colleagues")
    note = text("交接说明", long=True, limit=500)


class ReturnForm(Form):
    """退回: the case goes back to a step it has walked."""

    step = pick("退回到", "return_steps")
    reasons = choose_many("常用理由", COMMON_REASONS)
    reason = text("理由", long=True, limit=900, hint="勾选的理由会写在前面;对方按这里写的改")


class ReassignForm(Form):
    """改派: another unit takes the case."""

    handling_unit = pick("改派到", "handling_units")
    entry = choice(
        "从哪一步接着办", {"anew": "新单位重新签收", "keep": "新单位直接办当前这一步"}, default="anew"
    )
    reason = text("改派理由", needed=True, long=True, limit=500)


class SuspendForm(Form):
    """暂停计时: from when, why, and which document allows it."""

    day = day("从哪天起暂停", needed=True)
    reason = text("暂停理由", needed=True, long=True, limit=500, hint="例如:等待司法鉴定结论")
    document = text("依据文件", needed=True, limit=200, hint="名称和文号;没有文件不能暂停")


class ResumeForm(Form):
    """恢复计时: why the clock runs again."""

    reason = text("恢复理由", needed=True, long=True, limit=500)


class MarkForm(Form):
    """列入名单: why the case needs special attention."""

    kind = choice("列入", {kind: kind for kind in MARKS})
    reason = text("理由", needed=True, long=True, limit=500)


class UnmarkForm(Form):
    """移出名单: why it no longer does."""

    reason = text("移出理由", needed=True, long=True, limit=500)


class PaperForm(Form):
    """线下签批: who signed on paper, when, and the scan that shows it."""

    signer = pick("签批人", "signers", hint="在纸上签字的负责人;回避规则按签批人检查")
    signed_on = day("签批日期", needed=True)
    scan = files("签批件扫描或照片", "scan", needed=True)


class InspectForm(Form):
    """督查: what the inspectors found, and whether the measure goes back."""

    finding = text("督查情况", needed=True, long=True, limit=2000)
    back_to = pick("退回到", "back_to", needed=False, hint="不退回的不选")


class ChangeUnitsForm(Form):
    """调整责任单位: which units owe the measure from now on."""

    owing = pick_many("责任单位", "owing", needed=True)
    reason = text("调整理由", needed=True, long=True, limit=500)


class ConditionsForm(Form):
    """设定条件: on what among the petitions a measure depends."""

    conditions = choose_many("条件", list(KINDS.values()))
    reason = text("理由", needed=True, long=True, limit=500)
