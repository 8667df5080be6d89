"""What the people of a measure fill in, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.cases.calendar import calendar, local_day
from server.cases.measure_case import MeasureCase
from server.models import Measure, User

LEADERS = ("韦副局长", "覃副县长", "黄副主任", "莫副局长")
SITE = "市政府网站“环保督察整改”专栏"
CHOSEN = "经与相关单位核对职责和点位分布,由以下单位承担。"


@dataclass(frozen=True)
class Moment:
    """Who fills in what about which measure, and when."""

    measure: Measure
    at: datetime
    by: User
    turn: int
    """Which of several units it is."""
    file: Callable[[], str]
    """Makes a picture for the measure and gives its id."""
    units: list[str]
    """Whom the office puts behind an open name."""
    filing_no: str

    @property
    def day(self) -> date:
        """The day on which it happens."""
        return local_day(self.at)

    @property
    def title(self) -> str:
        """The measure in short."""
        return self.measure.title or self.measure.text

    def later(self, working_days: int) -> date:
        """A day so many working days on."""
        return calendar().add_working_days(self.day, working_days)


def answers(step: str, moment: Moment) -> dict[str, Any]:
    """An honest form for this step."""
    return FILLED[step](moment)


def _make_plan(one: Moment) -> dict[str, Any]:
    return {
        "responsible_leader": LEADERS[(one.measure.no + one.turn) % len(LEADERS)],
        "responsible_person": one.by.name,
        "contact": one.by.name,
        "contact_phone": f"0772-000{one.measure.no:02}{one.turn:02}",
        "nodes": [
            {"node_on": one.later(10), "text": "摸底排查,列出清单"},
            {"node_on": one.later(40), "text": f"{one.title}:完成整改并自查"},
        ],
    }


def _approve_plan(one: Moment) -> dict[str, Any]:
    standards = [f"{one.title}:任务全部完成,现场无反弹", "台账、合同、验收记录和照片齐全"]
    return {"standards": [{"text": words} for words in standards], "opinion": "同意实施方案。"}


def _checks(one: Moment) -> list[dict[str, Any]]:
    """Each standard the form shows, as met; where none was written in this system, what the plan asks for."""
    shown = MeasureCase(one.measure, {}, one.at).told(("checks",))["checks"]
    return [{**row, "met": True} for row in shown or [{"text": "按方案要求完成"}]]


def _self_check(one: Moment) -> dict[str, Any]:
    return {"self_checked_on": one.day, "checks": _checks(one), "evidence": [one.file()]}


def _accept(one: Moment) -> dict[str, Any]:
    return {
        "accepted_on": one.day,
        "accepted_on_site": True,
        "checks": _checks(one),
        "participants": "牵头单位督察整改科、责任单位和属地有关人员",
        "opinion": "经现场核查,达到验收标准。",
        "evidence": [one.file()],
    }


def _publish(one: Moment) -> dict[str, Any]:
    return {"notice_on": one.day, "notice_days": 5, "notice_place": SITE}


def _review(one: Moment) -> dict[str, Any]:
    told = "抽查台账和现场,制度仍在执行,没有发现反弹。"
    return {"reviewed_on": one.day, "relapsed": False, "review_words": told}


FILLED: dict[str, Callable[[Moment], dict[str, Any]]] = {
    "choose_units": lambda one: {"units": one.units, "units_reason": CHOSEN},
    "make_plan": _make_plan,
    "approve_plan": _approve_plan,
    "advance_work": lambda one: {"progress": f"{one.title}:各项任务已完成,转入自查。"},
    "self_check": _self_check,
    "collect": lambda _: {"summary": "各单位自查材料已收齐,共性问题已督促补正。"},
    "county_check": lambda one: {
        "county_checked_on": one.day,
        "opinion": "经验收,已按要求完成整改。",
    },
    "accept": _accept,
    "publish_measure": _publish,
    "end_measure_notice": lambda _: {"objections": 0},
    "examine": lambda _: {"opinion": "经审核,符合销号条件,报领导小组备案。"},
    "file_measure": lambda one: {"filing_no": one.filing_no, "filed_on": one.day},
    "review_upkeep": _review,
}
