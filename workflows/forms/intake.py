"""Forms of 受理分办: registering a petition, assigning it by hand, signing for it."""

from collections.abc import Mapping
from typing import Any

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.form import Form
from workflows.normal import TYPES

MARKS = ("重点", "重复", "积案", "疑难")
CHANNELS = {"来电": "来电", "来信": "来信", "网络": "网络", "来访": "来访", "其他": "其他"}


class RegisterForm(Form):
    """登记建档: what the petition says and who it is about; the complainant's identity is kept apart."""

    no = ask.text("受理编号", needed=True, limit=60, hint="例如 D2LZ202310190001;末尾 * 表示重点关注")
    channel = ask.choice("受理方式", CHANNELS, needed=False)
    received_on = ask.day("受理日期")
    batch = ask.text("交办批次", limit=40, hint="例如 第十批")
    assigned_on = ask.day("交办日期", needed=True)
    text = ask.text("交办问题基本情况", needed=True, long=True)
    region_raw = ask.text("行政区域", limit=100, hint="县(市、区)名称,可带乡镇;不清楚可留空,由市整改办分办")
    types = ask.choose_many("污染类型", TYPES)
    marks = ask.choose_many("列为", MARKS)
    accused = ask.text("被反映单位", limit=200)
    accused_unit = ask.pick(
        "被反映的是本市哪个机关", "units", needed=False, hint="反映机关单位本身时选择;不会交给它自己办"
    )
    complainant_name = ask.text("信访人姓名", limit=60, private=True)
    complainant_phone = ask.text("联系电话", limit=40, private=True)
    complainant_address = ask.text("联系地址", limit=200, private=True)
    remark = ask.text("备注", limit=500)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """Nothing is received or assigned in the future."""
        return ask.in_future(case, data, "received_on", "assigned_on")


class AssignForm(Form):
    """分办: the city office names unit, department and co-handlers by hand, with a reason."""

    handling_unit = ask.pick("承办单位", "handling_units")
    co_handlers = ask.pick_many("协办单位", "units")
    department = ask.pick("主管部门", "departments", needed=False, hint="不需要市级部门核查的可不选")
    days = ask.number("办理时限(工作日)", needed=True, least=1, most=90)
    assign_reason = ask.text("分办理由", needed=True, limit=500)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A case is never given to the unit it complains of (信访工作条例 art. 30)."""
        named = {
            "handling_unit": [data["handling_unit"]],
            "department": [data.get("department")],
            "co_handlers": data.get("co_handlers") or [],
        }
        return {
            name: "本件反映的就是这个单位,不能交给它办。"
            for name, chosen in named.items()
            if case.accused_unit and case.accused_unit in chosen
        }


class SignForForm(Form):
    """签收: the unit takes the case, or sends it back with a reason (信访工作条例 art. 23)."""

    accepted = ask.yes_no("是否签收", yes="签收", no="退件")
    refuse_reason = ask.text("退件理由", needed=True, when=("accepted", [False]), long=True, limit=1000)
