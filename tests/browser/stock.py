"""Cases at every step of the process, each reached by its people's own acts."""

from server.models import Petition
from tests.server.cases.house import House
from workflows.normal import TYPES

TEXT = (
    "长安镇融江路夜市一条街多家烧烤摊和餐馆油烟未经处理直接外排,每天18时至次日凌晨2时气味刺鼻,楼上住户不敢开窗;"
    "附近一家豆腐作坊把废水直排雨水沟,流入融江,曾多次向镇政府反映,至今没有解决。"
)
GROUP = ("appoint", "member_visit", "resolve")
PLAIN = (
    *("sign_for", "investigate", "report", "plan", "rectify", "review", "check", "visit"),
    *("publish_notice", "end_notice", "apply", "verify", "file", "announce"),
)
DOERS = {
    "assign": "clerk",
    "sign_for": "rongan_handler1",
    "investigate": "rongan_handler1",
    "report": "rongan_chief",
    "plan": "rongan_handler1",
    "appoint": "rongan_principal",
    "member_visit": "rongan_handler1",
    "resolve": "rongan_principal",
    "rectify": "rongan_handler1",
    "review": "rongan_chief",
    "check": "urban1",
    "visit": "rongan_handler2",
    "explain": "rongan_handler1",
    "publish_notice": "rongan_handler1",
    "end_notice": "rongan_handler1",
    "apply": "rongan_principal",
    "verify": "urban1",
    "file": "leader",
    "announce": "clerk",
}
"""Step -> who may do it in this stock."""


def number(step: str) -> str:
    """The number of the case that stands at this step."""
    return f"D2LZ20260302-{step.replace('_', '-')}".upper()


def stock(house: House) -> None:
    """A case at each step, and one archived."""
    given = {"region_raw": "融安县", "types": [TYPES[3]], "text": TEXT}
    house.petition(**{**given, "no": number("assign"), "region_raw": ""})
    for step in PLAIN:
        house.to(step, **given, no=number(step))
    for step in GROUP:
        house.to(step, **given, no=number(step), marks=["重点"])
    explain(house, house.to("visit", **given, no=number("explain")))
    finish(house, house.petition(**given, no=number("archived")))


def explain(house: House, petition: Petition) -> None:
    """The people are not satisfied; it shall be explained to them."""
    house.do(petition, "visit", satisfaction="不满意", remedy="explain", remedy_reason="担心反弹")


def finish(house: House, petition: Petition) -> None:
    """All the way to the archive."""
    while petition.step:
        house.go(petition, petition.step)
