"""Forms of 包案化解: the leading cadre, the members, their visits, the resolution."""

from collections.abc import Mapping
from typing import Any

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.form import Form


class AppointForm(Form):
    """组建包案小组: who leads the case and who goes to see the people (plan measure 23)."""

    cadre = ask.pick("包案领导", "cadres")
    members = ask.pick_many("包案成员", "members", needed=True)
    group_reason = ask.text("包案理由", needed=True, limit=500)


class MemberVisitForm(Form):
    """带案下访: one member's visit with the case in hand."""

    called_on_people_on = ask.day("下访日期", needed=True)
    people_met = ask.number("走访人数", needed=True, least=0, most=10_000)
    member_notes = ask.text("下访记录", needed=True, long=True)
    evidence = ask.files("照片或记录", "evidence")

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """The day must have come."""
        return ask.in_future(case, data, "called_on_people_on")


class ResolveForm(Form):
    """化解方案: the leading cadre settles how the matter is to be resolved."""

    resolution = ask.text("化解方案", needed=True, long=True)
    plan_on = ask.day("计划完成日期", needed=True)
