"""What handlers fill in: assigning, signing for, investigation, plan and rectification."""

from typing import Any

from server.demo.scene import Scene

REFUSED = "经核对,反映的排口在相邻辖区,请重新指定承办单位。"


def assign(scene: Scene) -> dict[str, Any]:
    """分办: the office names the county its people found out by telephone."""
    return {
        "handling_unit": scene.unit,
        "department": scene.department,
        "days": 7 + scene.turn % 4,
        "assign_reason": "经与属地电话核对,反映地点主要在该辖区,由其牵头办理。",
    }


def sign_for(scene: Scene) -> dict[str, Any]:
    """签收, or 退件 with a reason."""
    return {"accepted": False, "refuse_reason": REFUSED} if scene.back else {"accepted": True}


def investigate(scene: Scene) -> dict[str, Any]:
    """调查核实: point by point, then the whole; some are put right on the spot."""
    case = scene.plan
    judged = [_point(scene, n) for n in range(len(case.points))]
    found = ";".join(point["finding"] for point in judged)
    filled: dict[str, Any] = {
        "investigated_on": scene.day,
        "points": judged,
        "verdict": case.verdict,
        "finding": f"{scene.day.month}月{scene.day.day}日,{case.town}联合有关部门现场核查:{found}。",
        "on_the_spot": case.on_the_spot,
    }
    if case.on_the_spot:
        filled |= {"handling": f"当场整改:{case.matters[0].done}。", **_before_and_after(scene)}
    return filled


def _point(scene: Scene, number: int) -> dict[str, Any]:
    case = scene.plan
    verdict = case.verdict
    if verdict == "部分属实":
        verdict = "不属实" if number else "属实"
    matter = case.matters[number]
    return {
        "text": case.points[number],
        "verdict": verdict,
        "finding": matter.false if verdict == "不属实" else matter.found,
    }


def _before_and_after(scene: Scene) -> dict[str, Any]:
    before, after = scene.files("photo_before", "before"), scene.files("photo_after", "after")
    return {"photos_before": before, "photos_after": after}


def plan(scene: Scene) -> dict[str, Any]:
    """整改方案: at once, or in stages."""
    staged = scene.plan.twist == "staged"
    filled = {
        "plan_mode": "staged" if staged else "at_once",
        "plan": f"目标:消除反映的问题并防止反弹。措施:{scene.plan.matters[0].done}。",
        "plan_on": scene.later(40 if staged else 12),
    }
    return {**filled, **_next_stage(scene)} if staged else filled


def _next_stage(scene: Scene) -> dict[str, Any]:
    return {
        "staged_reason": "涉及管线改造,须待招标完成后分段施工。",
        "next_on": scene.later(20),
        "next_person": scene.by.name,
    }


def rectify(scene: Scene) -> dict[str, Any]:
    """落实整改: a stage of it, or all with pictures and what it cost."""
    if scene.back == "stage":
        told = "第一阶段已完成:清理现场、停用问题设施;第二阶段改造方案已报批。"
        return {"finished": False, "handling": told, **_next_stage(scene)}
    filled = {"finished": True, "handling": f"{scene.plan.matters[0].done}。", **_before_and_after(scene)}
    if scene.turn % 5 == 2:
        filled |= {"corrections": 1, "penalty_cases": 1, "fine": f"{2 + scene.turn % 7}.5"}
    if scene.turn % 9 == 4:
        filled |= {"talks": 2, "accountability": "约谈属地分管负责人和业主各一人。"}
    return filled
