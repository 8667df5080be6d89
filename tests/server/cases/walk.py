"""Random people doing random things to many cases, through the use cases only, with the rules looked at after each act."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.cases.calendar import local_day
from server.cases.claim import claim, claim_next, hand_over, release
from server.cases.complete import complete_task
from server.cases.draft import save_draft
from server.cases.mark import mark, unmark
from server.cases.reassign import reassign
from server.cases.refusal import Refusal
from server.cases.returning import return_to
from server.cases.sent import Paper
from server.database import db, transaction
from server.models import Event, Petition, Task, User
from tests.server.cases.house import House
from tests.workflows.diagrams import FILES
from workflows.engine import Engine
from workflows.forms.intake import MARKS

ENGINE = Engine(FILES)
STEPS = list(ENGINE.returnable)
CHECKS = {
    step.id: step.properties["excludes"].split()
    for step in ENGINE.user_tasks.values()
    if step.properties.get("excludes")
}
"""Steps that four eyes guard, with whom they keep away."""
ACTS = {
    "complete": 12,
    "complete_by_anyone": 4,
    "claim": 2,
    "claim_next": 1,
    "release": 1,
    "hand_over": 2,
    "paper": 2,
    "send_back": 2,
    "reassign": 1,
    "mark": 1,
    "draft": 1,
    "wait": 2,
}
"""What people do, with how often."""


class Walk:
    """One random life of a house; a seed tells it again."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.dice = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.people = sorted(house.ids)
        self.cases = [self.case() for _ in range(3)]

    def case(self) -> Petition:
        """A new case, or one that honest people brought further already."""
        step = self.dice.choice(["", "", "plan", "visit", "verify"])
        return self.house.to(step) if step else self.house.petition(**self.kind())

    def kind(self) -> dict[str, Any]:
        """A petition with or without a list, routed by the tables or by hand."""
        marks = self.dice.choice([[], [], ["重点"], ["重复", "疑难"]])
        region = self.dice.choice(["柳南区", "融安县", ""])
        return {"marks": marks, "region_raw": region}

    def step(self) -> None:
        """One act of somebody; a refusal is an answer, anything else is an error."""
        act = self.dice.choices(list(ACTS), list(ACTS.values()))[0]
        number = self.dice.randrange(len(self.cases))
        if self.cases[number].step is None:
            self.cases[number] = self.case()
        petition = self.cases[number]
        task = self.dice.choice(self.house.tasks(petition))
        name = f"{act} {task.step}"
        try:
            with transaction():
                getattr(self, act.removesuffix("_by_anyone"))(petition, task, self.who(act, petition, task))
            self.done[name] += 1
        except Refusal:
            self.refused[name] += 1
        self.house.check_in_step(petition)
        check_four_eyes(petition)

    def who(self, act: str, petition: Petition, task: Task) -> User:
        """Mostly the one whose turn it is, sometimes anybody at all."""
        if act == "complete":
            if task.user_id:
                return db.session.get_one(User, task.user_id)
            if task.unit == "office":
                return self.house[self.dice.choice(["clerk", "head", "everything"])]
            if self.dice.random() < 0.7:
                return self.house.doer(petition, task.step)
        return self.house[self.dice.choice(self.people)]

    def complete(self, petition: Petition, task: Task, by: User) -> None:
        if task.step == "end_notice" and self.dice.random() < 0.7:
            self.house.clock.advance(days=10)
        complete_task(task.id, self.answers(petition, task.step), by, self.house.now)

    def answers(self, petition: Petition, step: str) -> dict[str, Any]:
        """An honest form, often with another decision in it, sometimes with nonsense."""
        house, dice = self.house, self.dice
        anyone = house.id_of(dice.choice(self.people))
        said = house.answers(petition, step)
        variants: dict[str, list[dict[str, Any]]] = {
            "sign_for": [{}, {}, {}, {"accepted": False, "refuse_reason": "不归本单位"}],
            "assign": [{"handling_unit": unit} for unit in ("liunan", "rongan")],
            "investigate": [
                {},
                house.on_the_spot(petition),
                {"verdict": "不属实", "points": [{"text": "x", "verdict": "不属实"}]},
            ],
            "rectify": [
                {},
                {"finished": False, "staged_reason": "x", "next_on": house.today, "next_person": "x"},
            ],
            "appoint": [{}, {"members": [anyone, house.id_of(dice.choice(self.people))]}, {"cadre": anyone}],
            "visit": [
                {},
                {"companion": anyone},
                *(
                    {"satisfaction": "不满意", "remedy": r, "remedy_reason": "x", "companion": anyone}
                    for r in ("rectify", "explain", "case_group", "settled")
                ),
            ],
        }
        if step in ("report", "review", "check", "apply", "verify"):
            variants[step] = [{}, {}, {}, {"start_at": dice.choice(STEPS), "opinion": "退回补充"}]
        return {**said, **dice.choice(variants.get(step, [{}]))}

    def claim(self, petition: Petition, task: Task, by: User) -> None:
        claim(task.id, by, self.house.now)

    def claim_next(self, petition: Petition, task: Task, by: User) -> None:
        claim_next(by, self.house.now)

    def release(self, petition: Petition, task: Task, by: User) -> None:
        holder = db.session.get(User, task.user_id) if task.user_id else by
        release(task.id, "先放一放", holder or by, self.house.now)

    def hand_over(self, petition: Petition, task: Task, by: User) -> None:
        hand_over(task.id, int(self.house.id_of(self.dice.choice(self.people))), "", by, self.house.now)

    def paper(self, petition: Petition, task: Task, by: User) -> None:
        scan = UUID(self.house.file(petition, "scan"))
        signer = self.house.ids[self.dice.choice(self.people)]
        signed = Paper(signer, local_day(self.house.now), scan)
        complete_task(task.id, self.answers(petition, task.step), by, self.house.now, paper=signed)

    def send_back(self, petition: Petition, task: Task, by: User) -> None:
        by = self.house["clerk"] if self.dice.random() < 0.3 else by
        return_to(task.id, self.dice.choice(STEPS), "材料不全", by, self.house.now)

    def reassign(self, petition: Petition, task: Task, by: User) -> None:
        by = self.house["clerk"] if self.dice.random() < 0.5 else by
        unit = self.dice.choice(["liunan", "rongan"])
        reassign(task.id, unit, "案发地更正", by, self.house.now, keep_step=self.dice.random() < 0.5)

    def mark(self, petition: Petition, task: Task, by: User) -> None:
        act = self.dice.choice([mark, unmark])
        act(petition, self.dice.choice(MARKS), "核对名单", self.house["clerk"], self.house.now)

    def draft(self, petition: Petition, task: Task, by: User) -> None:
        save_draft(task.id, self.answers(petition, task.step), by, self.house.now)

    def wait(self, petition: Petition, task: Task, by: User) -> None:
        self.house.clock.instant += timedelta(hours=self.dice.randint(1, 60))


def check_four_eyes(petition: Petition) -> None:
    """Read in the history: whoever checked had not handled before, was no member and no leading cadre."""
    query = select(Event, User.staff_no).join(User, Event.user_id == User.id)
    numbers = {
        str(user_id): staff_no for user_id, staff_no in db.session.execute(select(User.id, User.staff_no))
    }
    handlers: set[str] = set()
    members: set[str] = set()
    cadre = ""
    acts = query.where(Event.petition_id == petition.id, Event.verb == "complete").order_by(Event.id)
    for event, staff_no in db.session.execute(acts):
        barred = CHECKS.get(event.step or "", [])
        people = {staff_no} | ({numbers[event.data["companion"]]} if event.step == "visit" else set())
        if "handled" in barred:
            assert not people & (handlers | members), f"{event.step}: {people} handled before"
        if "cadre" in barred:
            assert cadre not in people, f"{event.step}: the leading cadre"
        if event.step == "visit":
            assert len(people) == 2, "two people visit"
        if event.handling:
            handlers.add(staff_no)
        if event.step == "appoint":
            members = {numbers[member] for member in event.data["members"]}
            cadre = numbers[event.data["cadre"]]
