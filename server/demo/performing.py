"""The invented past is lived through: every act of every case, in the order of time, through the use cases."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from server.cases.claim import claim, hand_over, release
from server.cases.complete import complete_task
from server.cases.draft import save_draft
from server.cases.mark import mark
from server.cases.reassign import reassign
from server.cases.returning import return_to
from server.cases.sent import Paper
from server.database import db
from server.demo.answers import answers
from server.demo.days import NEXT
from server.demo.path import Act, path
from server.demo.plan import AREAS, plans
from server.demo.registering import number, register
from server.demo.stage import Case, Stage
from server.models import Task

REASSIGNED = "经现场核实,反映地点在两地交界处,行政上属于另一辖区"
HANDED = "我下周参加培训,请接着办理"
RELEASED = ("visit", "review")
"""Steps where one claimed task was given back to the unit."""
STARTED = {"finding": "已到现场查看,正在等监测报告。", "verdict": "属实"}


def cast(today: date) -> list[Case]:
    """All cases with their numbers and the acts that will have led each to where it stands."""
    cases = [Case(plan, path(plan, today)) for plan in plans()]
    number(cases)
    return cases


def perform(stage: Stage, cases: Iterable[Case]) -> None:
    """Live through the past of these cases."""
    by_number = {case.plan.number: case for case in cases}
    agenda = sorted(
        (act.at, case.plan.number, order) for case in cases for order, act in enumerate(case.acts)
    )
    for _, case_number, order in agenda:
        case = by_number[case_number]
        _do(stage, case, case.acts[order])
        if case.acts[order].step == "register":
            db.session.commit()
    for case in by_number.values():
        _last_touch(stage, case)


def _do(stage: Stage, case: Case, act: Act) -> None:
    match act.verb:
        case _ if act.step == "register":
            register(stage, case, act)
        case "reassign":
            _reassign(stage, case, act)
        case "hand_over":
            _hand_over(stage, case, act)
        case "return":
            _return(stage, case, act)
        case _ if act.step == "check" and case.known.department is None:
            return  # the diagram asks nobody where no department was named
        case _:
            _complete(stage, case, act)


def _complete(stage: Stage, case: Case, act: Act) -> None:
    task = stage.open_task(case, act.step)
    by = stage.actor(case, task)
    filled = answers(stage.scene(case, act, by))
    if act.verb == "paper":
        clerk = stage.staff.of(task.unit, "handler")[0]
        scan = stage.scan(case, act, clerk, f"{by.name} 签批:同意")
        paper = Paper(by.id, act.at.date(), scan)
        complete_task(task.id, filled, clerk, act.at, paper=paper)
    else:
        complete_task(task.id, filled, by, act.at)
    if act.step in ("investigate", "rectify", "member_visit"):
        case.handled.add(by.id)


def _reassign(stage: Stage, case: Case, act: Act) -> None:
    task = stage.open_task(case, act.step)
    other = AREAS[(AREAS.index(case.plan.area) + 1) % len(AREAS)]
    reassign(task.id, other, REASSIGNED, stage.office(), act.at, keep_step=False)


def _hand_over(stage: Stage, case: Case, act: Act) -> None:
    task = stage.open_task(case, act.step)
    holder = stage.actor(case, task)
    other = next(user for user in stage.staff.of(task.unit, "handler") if user.id != holder.id)
    hand_over(task.id, other.id, HANDED, holder, act.at)


def _return(stage: Stage, case: Case, act: Act) -> None:
    task = stage.open_task(case, act.step)
    reason = "来件编号与附件不一致,请核对后重新登记"
    return_to(task.id, act.extra["to"], reason, stage.office("head"), act.at)


def _last_touch(stage: Stage, case: Case) -> None:
    """Some open tasks are in somebody's hands already, one with a draft; old cases were put on a list."""
    last = case.acts[-1].at
    if "积案" in case.plan.marks:
        mark(case.known, "积案", "历次督察均有反映,至今未根治", stage.office("head"), last + NEXT)
    if case.known.step is None or case.plan.step in ("sign_for", "assign", "register"):
        return
    _take(stage, case, stage.open_task(case, case.known.step), last + NEXT)


def _take(stage: Stage, case: Case, task: Task, at: datetime) -> None:
    by = stage.actor(case, task)
    if task.user_id is None and case.plan.turn % 3 == 1:
        claim(task.id, by, at)
        if task.step in RELEASED and case.plan.turn == 4:
            release(task.id, "出差一周,请同事接办", by, at + timedelta(minutes=50))
    if case.plan.step == "investigate" and case.plan.turn % 4 == 0:
        save_draft(task.id, STARTED, by, at)
