"""The measures live through the invented past: names settled, lists entered and confirmed, chains walked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from server.cases.batches import current_round
from server.cases.measures.changing import change_units
from server.cases.measures.inspecting import inspect, nudge
from server.cases.measures.notice import set_scope
from server.cases.plan.ledger import Ledger, loaded_ledger
from server.cases.returning import return_to
from server.demo.measures.chain import Chain, moment, walk
from server.demo.measures.closing import close_problems
from server.demo.measures.counting import decide_what_counts
from server.demo.measures.entering import confirm, enter, rows_of, unclear
from server.demo.measures.stands import (
    CHOSEN,
    CONFIRMED,
    CONFIRMED_LATE,
    DECIDED,
    ENTERED,
    ENTERED_LATE,
    LOADED,
    STANDS,
    UNCONFIRMED,
    UNITS,
    Stand,
)
from server.demo.rectification import demo_plan, load_demo_plan
from server.demo.stage import Stage
from server.models import Problem

ONE_BY_ONE = {14: "其余措施进度不一", 23: "其余措施还在整改", 24: "其余措施还在整改", 32: "其余措施还在整改"}
"""Problems whose measures are made public each by itself, with the office's reason."""
RETURNED, CHANGED, INSPECTED, NUDGED = 57, 73, 42, 22
BACK = "现场照片看不清消纳场围挡,台账缺 3 月份记录,请补充后重新自查。"
JOINS = "市场内排水户归口管理,增加市场监管部门。"
FOUND = "随机抽查两个地块,联合监管记录齐全;一处围挡破损,已当场要求修复。"
ASKED = "请还没有自查的单位本周内报来"


def load_plan_long_ago(stage: Stage, today: date) -> None:
    """The office loads the plan on the first day of the measures' past."""
    load_demo_plan(stage.office(), moment(today, LOADED, 20))


def shares(number: int) -> list[list[Stand]]:
    """All measures in so many heaps; those of a problem stay together, since its result is made public together."""
    problem = {one.no: one.problem for one in demo_plan().measures}
    return [[one for one in STANDS if problem[one.no] % number == heap] for heap in range(number)]


def live(stage: Stage, stands: Sequence[Stand], today: date) -> None:
    """Live through the past of these measures and of their problems."""
    ledger = loaded_ledger(current_round())
    chains = [Chain(stage, ledger.measures[one.no], one, today) for one in stands]
    mine = {chain.measure.problem_id for chain in chains}
    problems = {no: one for no, one in ledger.problems.items() if one.id in mine}
    for chain in chains:
        if chain.stand.begun and chain.measure.no in UNITS:
            chain.settle_names(CHOSEN)
    _list(stage, stands, ledger, today, late=False)
    _publish_apart(stage, problems, moment(today, DECIDED, 5))
    for chain in chains:
        decide_what_counts(chain)
    walk(chains)
    close_problems(stage, problems, today)
    _list(stage, stands, ledger, today, late=True)
    for chain in chains:
        _turn(chain)
    enter(unclear(stands, ledger.measures), stage.office(), moment(today, UNCONFIRMED, 30))


def _list(stage: Stage, stands: Iterable[Stand], ledger: Ledger, today: date, *, late: bool) -> None:
    """A list of what had been reached before: the clerk enters it, the head confirms it the day after."""
    entered, confirmed = (ENTERED_LATE, CONFIRMED_LATE) if late else (ENTERED, CONFIRMED)
    rows = list(rows_of(stands, ledger.measures, late=late))
    enter(rows, stage.office(), moment(today, entered, 30))
    confirm([row[0] for row in rows], stage.office("head"), moment(today, confirmed, 90))


def _publish_apart(stage: Stage, problems: Mapping[int, Problem], at: datetime) -> None:
    for no in ONE_BY_ONE.keys() & problems.keys():
        set_scope(problems[no], "measure", ONE_BY_ONE[no], stage.office(), at)


def _turn(chain: Chain) -> None:
    """What happens to some measures out of turn."""
    act = TURNS.get(chain.measure.no)
    if act:
        act(chain)


def _send_back(chain: Chain) -> None:
    task = chain.open_tasks()[0]
    return_to(task.id, "self_check", BACK, chain.actor(task), chain.at(3))


def _let_join(chain: Chain) -> None:
    change_units(chain.measure, ["market"], [], JOINS, chain.stage.office(), chain.at(4))


def _look_into(chain: Chain) -> None:
    inspect(chain.measure, FOUND, None, chain.stage.staff.of("inspection", "inspector")[0], chain.at(6))


def _remind(chain: Chain) -> None:
    nudge(chain.measure, ASKED, chain.stage.office("head"), chain.at(2))


TURNS = {RETURNED: _send_back, CHANGED: _let_join, INSPECTED: _look_into, NUDGED: _remind}
