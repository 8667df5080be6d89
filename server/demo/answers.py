"""What people of the demonstration fill in, step by step."""

from collections.abc import Callable
from typing import Any

from server.demo import handling
from server.demo.scene import Scene

NEWSPAPER = "县(区)政府网站“环保督察整改”专栏、反映地点所在村(社区)公示栏"
CITY_SITE = "市政府网站“环保督察整改”专栏"
BACK = {
    "investigate": "只查了一处点位,另一处没有结论,请补充核查后再报。",
    "rectify": "整改后照片看不出长效措施,台账也没有附,请补充整改。",
}
WORDS = (
    "现在好多了,谢谢你们跑这一趟。",
    "这次是真改了,希望能坚持下去。",
    "晚上能睡好觉了。",
    "比以前强,还要常来看看。",
)
ACCEPTED = (
    "现场查看整改措施均已落实,未见反弹。",
    "两处点位均已整改到位,周边群众认可。",
    "设施运行正常,台账齐全。",
)


def answers(scene: Scene) -> dict[str, Any]:
    """The answers of the act's step."""
    return FILLED[scene.act.step](scene)


def opinion(agreed: str) -> Callable[[Scene], dict[str, Any]]:
    """Agreeing in these words, or sending the case back with the reason that belongs to the step."""
    return lambda scene: (
        {"start_at": scene.back, "opinion": BACK[scene.back]} if scene.back else {"opinion": agreed}
    )


def _appoint(scene: Scene) -> dict[str, Any]:
    return {
        "cadre": str(scene.cadre.id if scene.cadre else ""),
        "members": [str(member.id) for member in scene.members],
        "group_reason": f"列为{'、'.join(scene.plan.marks)},须包案化解。",
    }


def _member_visit(scene: Scene) -> dict[str, Any]:
    notes = "上门说明调查结果和整改安排,群众主要担心整改后反弹,已留下联系电话。"
    return {"called_on_people_on": scene.day, "people_met": 3 + scene.turn % 6, "member_notes": notes}


def _resolve(scene: Scene) -> dict[str, Any]:
    told = f"由包案领导每周调度一次:{scene.plan.matters[0].done};完成后请信访人现场察看。"
    return {"resolution": told, "plan_on": scene.later(10)}


def _check(scene: Scene) -> dict[str, Any]:
    return {**opinion("经核查,情况属实,同意县(区)意见。")(scene), "checked_on": scene.day}


def _visit(scene: Scene) -> dict[str, Any]:
    feeling = (
        "不满意"
        if scene.back
        else ("满意", "满意", "基本满意", "满意", "无联系方式", "联系不上")[scene.turn % 6]
    )
    filled: dict[str, Any] = {
        "visited_on": scene.day,
        "companion": str(scene.colleague.id if scene.colleague else ""),
        "satisfaction": feeling,
        "words": "当时是改了,就怕过一阵又反弹。" if scene.back else WORDS[scene.turn % len(WORDS)],
        "acceptance": ACCEPTED[scene.turn % len(ACCEPTED)],
        "photos_visit": scene.files("photo_visit", "visit") if scene.turn % 3 == 0 else [],
    }
    if feeling in ("无联系方式", "联系不上"):
        filled["households"] = 5 + scene.turn % 11
    if scene.back:
        filled |= {"remedy": scene.back, "remedy_reason": "群众担心反弹,须进一步做工作。"}
    return filled


def _explain(scene: Scene) -> dict[str, Any]:
    told = "向信访人出示监测报告和整改台账,请其到现场察看,约定每月回访一次。"
    return {"explained_on": scene.day, "explanation": told}


def _end_notice(scene: Scene) -> dict[str, Any]:
    if scene.turn % 8 == 3:
        return {"objections": 1, "objections_answer": "有居民询问监督电话,已当面答复并在公示栏补充。"}
    return {"objections": 0}


def _verify(scene: Scene) -> dict[str, Any]:
    on_site = bool({"重点", "重复"} & set(scene.plan.marks)) or scene.plan.twist == "settled"
    return {"on_site": on_site, "verified_on": scene.day, "opinion": "经复核,整改到位,符合销号条件。"}


FILLED: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "assign": handling.assign,
    "sign_for": handling.sign_for,
    "investigate": handling.investigate,
    "report": opinion("情况属实,同意上报。"),
    "plan": handling.plan,
    "rectify": handling.rectify,
    "appoint": _appoint,
    "member_visit": _member_visit,
    "resolve": _resolve,
    "review": opinion("材料齐全,同意。"),
    "check": _check,
    "visit": _visit,
    "explain": _explain,
    "publish_notice": lambda scene: {"notice_on": scene.day, "notice_days": 5, "notice_place": NEWSPAPER},
    "end_notice": _end_notice,
    "apply": opinion("同意申请销号。"),
    "verify": _verify,
    "file": lambda scene: {"filing_no": scene.filing_no, "filed_on": scene.day},
    "announce": lambda scene: {"announced_on": scene.day, "announced_place": CITY_SITE},
}
