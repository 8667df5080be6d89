"""A problem with its measures and its people, for tests of how it is closed."""

from typing import Any

from sqlalchemy import select

from server.cases.complete import complete_task
from server.cases.definition import PROBLEM, drawn_engine
from server.cases.problems.asking import load_problem
from server.database import db, transaction
from server.models import Event, Problem, Signature, Task, User
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.cases.test_measure_lives import plan_of
from tests.server.cases.test_measures import POSTS, Chain

FILING = "柳整改办〔2026〕9号"
STEPS = drawn_engine(PROBLEM).user_tasks


class Closing:
    """Problem 1 with its measures, led by 水利局 and 生态环境局."""

    def __init__(self, house: House, measures: int = 2, text: str = "") -> None:
        self.house = house
        with transaction():
            for login, post in POSTS.items():
                if db.session.scalar(select(User.id).where(User.login == login)) is None:
                    house.ids[login] = house.hire(login, posts=[post]).id
            load(house["clerk"], house.now, text or plan_of(measures))
        self.chains = [Chain(house, no, loaded=True) for no in range(1, measures + 1)]

    @property
    def problem(self) -> Problem:
        return load_problem(1, self.house["clerk"])

    def strike(self, *numbers: int) -> None:
        """These measures are struck off by their whole chains."""
        for no in numbers:
            chain = self.chains[no - 1]
            chain.plan()
            chain.check()
            chain.accept()
            chain.file()

    def strike_all(self) -> None:
        """Every measure is struck off."""
        self.strike(*range(1, len(self.chains) + 1))

    def tasks(self) -> list[Task]:
        """The open tasks of the problem."""
        query = select(Task).where(Task.of(self.problem), Task.closed_at.is_(None)).order_by(Task.id)
        return list(db.session.scalars(query))

    def waiting(self) -> set[tuple[str, str]]:
        """Steps and units that are asked now."""
        return {(task.step, task.participant) for task in self.tasks()}

    def do(self, step: str, by: str, unit: str = "", **given: Any) -> None:
        """One part of a step, honestly filled in."""
        (task,) = [one for one in self.tasks() if (one.step, one.participant) == (step, unit)]
        with transaction():
            complete_task(task.id, {**self.answers(step), **given}, self.house[by], self.house.now)

    def answers(self, step: str) -> dict[str, Any]:
        """What an honest form says at a step."""
        return {
            "confirm_problem": {"goal_words": "甲河水质已经达标。", "opinion": "同意报领导小组销号。"},
            "close_problem": {"filing_no": FILING, "filed_on": self.house.today},
        }[step]

    def confirm(self) -> None:
        """Both lead units confirm, by people who did not handle a measure."""
        self.do("confirm_problem", "water2", "water")
        self.do("confirm_problem", "ecology2", "ecology")

    def events(self) -> list[tuple[str, str | None]]:
        """The history of the problem: what was done, and why."""
        query = select(Event.verb, Event.reason).where(Event.of(self.problem)).order_by(Event.id)
        return [(verb, reason) for verb, reason in db.session.execute(query)]

    def standing(self) -> set[str]:
        """Units whose signature on the problem stands."""
        query = select(Signature.unit).where(Signature.of(self.problem), Signature.voided_at.is_(None))
        return set(db.session.scalars(query))
