"""A house with its people for tests of the use cases: who may do what, and what an honest form says."""

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select

from server.cases.attach import attach
from server.cases.calendar import local_day
from server.cases.claim import hand_over
from server.cases.complete import Done, complete_task
from server.cases.definition import engine
from server.cases.founding import add_user
from server.cases.open import register
from server.cases.returning import return_to
from server.database import db, transaction
from server.models import Event, Petition, Process, Task, User, key_of
from tests.conftest import FrozenClock

STAFF = {
    "clerk": ("office", "clerk"),
    "head": ("office", "head"),
    "leader": ("leading_group", "leader"),
    "inspector": ("inspection", "inspector"),
    "admin": ("city", "admin"),
    "urban1": ("urban", "handler"),
    "ecology1": ("ecology", "handler"),
    **{
        f"{county}_{name}": (county, role)
        for county in ("liunan", "rongan")
        for name, role in (
            ("handler1", "handler"),
            ("handler2", "handler"),
            ("handler3", "handler"),
            ("chief", "chief"),
            ("principal", "principal"),
        )
    },
}
"""Sign-in -> unit and role: two full counties, two bureaus, the city."""
DOERS = {
    "register": "clerk",
    "assign": "clerk",
    "sign_for": "handler1",
    "investigate": "handler1",
    "report": "chief",
    "plan": "handler1",
    "appoint": "principal",
    "rectify": "handler1",
    "review": "chief",
    "visit": "handler2",
    "explain": "handler1",
    "publish_notice": "handler1",
    "end_notice": "handler1",
    "apply": "principal",
    "file": "leader",
    "announce": "clerk",
}
"""Who usually does a step: of the city by name, else of the handling unit."""
FOUND = {
    "points": [{"text": "油烟直排", "verdict": "属实", "finding": "未装净化设施"}],
    "verdict": "属实",
    "finding": "现场核实,情况属实",
}
MET = {"satisfaction": "满意", "words": "没有异味了", "acceptance": "现场无油烟"}
PICTURE = io.BytesIO()
Image.new("RGB", (8, 8), (10, 120, 60)).save(PICTURE, "JPEG")


class House:
    """Everything a test of a use case needs: people by sign-in, cases, a clock, and somebody to do each step."""

    def __init__(self, clock: FrozenClock, files: Path) -> None:
        self.clock = clock
        self.files = files
        self.number = 0
        with transaction():
            self.ids = {login: self.hire(login, posts=[post]).id for login, post in STAFF.items()}

    def hire(self, login: str, staff_no: str | None = None, posts: Iterable[tuple[str, str]] = ()) -> User:
        """A new account."""
        return add_user(login, f"{login}同志", staff_no or login, "x", posts)

    def __getitem__(self, login: str) -> User:
        """The user of this sign-in."""
        return db.session.scalars(select(User).where(User.login == login)).unique().one()

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def today(self) -> str:
        return str(local_day(self.clock()))

    def petition(self, **given: Any) -> Petition:
        """A case just registered; by default smoke of a kitchen in 柳南区, which the tables route at once."""
        self.number += 1
        answers = {
            "no": f"D2LZ20260311{self.number:04}",
            "channel": "来电",
            "batch": "第一批",
            "assigned_on": self.today,
            "text": "楼下餐馆油烟直排,夜间扰民。",
            "region_raw": "柳南区",
            "types": ["油烟"],
        }
        with transaction():
            return register({**answers, **given}, self["clerk"], self.now)

    def tasks(self, petition: Petition) -> list[Task]:
        """The open work items of a case."""
        query = select(Task).where(Task.petition_id == petition.id, Task.closed_at.is_(None))
        return list(db.session.scalars(query.order_by(Task.id)))

    def task(self, petition: Petition) -> Task:
        """The only open work item of a case."""
        (task,) = self.tasks(petition)
        return task

    def doer(self, petition: Petition, step: str) -> User:
        """Who usually does this step of the case."""
        if step in ("check", "verify"):
            return self[f"{petition.department}1" if petition.department else "clerk"]
        name = DOERS[step]
        return self[name if name in STAFF else f"{petition.handling_unit}_{name}"]

    def file(self, petition: Petition, kind: str = "photo_after", by: str = "clerk") -> str:
        """A photo uploaded to the case."""
        content = PICTURE.getvalue()
        row = attach(self.files, key_of(petition), kind, "现场.jpg", content, self[by], self.now)
        return str(row.id)

    def answers(self, petition: Petition, step: str) -> dict[str, Any]:
        """An honest form for this step: yes where it asks, today where it wants a day."""
        today, unit = self.today, petition.handling_unit
        forms: dict[str, Callable[[], dict[str, Any]]] = {
            "register": lambda: {"no": petition.no, "assigned_on": today, "text": petition.text},
            "assign": lambda: {"handling_unit": "rongan", "days": 15, "assign_reason": "案发地在融安县"},
            "sign_for": lambda: {"accepted": True},
            "investigate": lambda: {**FOUND, "investigated_on": today, "on_the_spot": False},
            "plan": lambda: {"plan_mode": "at_once", "plan": "限期安装净化设施", "plan_on": today},
            "appoint": lambda: {
                "cadre": self.id_of(f"{unit}_principal"),
                "members": [self.id_of(f"{unit}_handler1")],
                "group_reason": "多次重复反映",
            },
            "member_visit": lambda: {
                "called_on_people_on": today,
                "people_met": 3,
                "member_notes": "群众希望尽快整改",
            },
            "resolve": lambda: {"resolution": "一户一策", "plan_on": today},
            "rectify": lambda: {
                "finished": True,
                "handling": "净化设施已装好并运行",
                "photos_after": [self.file(petition)],
            },
            "check": lambda: {"opinion": "整改到位", "checked_on": today},
            "visit": lambda: {**MET, "visited_on": today, "companion": self.id_of(f"{unit}_handler3")},
            "explain": lambda: {"explained_on": today, "explanation": "说明了整改进度"},
            "publish_notice": lambda: {"notice_on": today, "notice_days": 5, "notice_place": "区政府网站"},
            "end_notice": lambda: {"objections": 0},
            "verify": lambda: {"on_site": True, "verified_on": today, "opinion": "符合销号条件"},
            "file": lambda: {"filing_no": "柳整改〔2026〕1号", "filed_on": today},
            "announce": lambda: {"announced_on": today, "announced_place": "市政府网站"},
        }
        return forms.get(step, lambda: {"opinion": "同意"})()

    def id_of(self, login: str) -> str:
        """A person's number as forms send it."""
        return str(self.ids[login])

    def on_the_spot(self, petition: Petition) -> dict[str, Any]:
        """现场即办: what `investigate` says when it was put right in the same visit."""
        before, after = self.file(petition, "photo_before"), self.file(petition)
        done = {"handling": "当场装好净化设施", "photos_before": [before], "photos_after": [after]}
        return {"on_the_spot": True, **done}

    def do(
        self, petition: Petition, step: str, by: str | None = None, /, *, key: str | None = None, **given: Any
    ) -> Done:
        """Have the step done by its usual doer, or by the one named, with an honest form changed by `given`."""
        task = next(task for task in self.tasks(petition) if task.step == step)
        user = self[by] if by else self._who(petition, task)
        answers = {**self.answers(petition, step), **given}
        with transaction():
            return complete_task(task.id, answers, user, self.now, submission=key)

    def _who(self, petition: Petition, task: Task) -> User:
        if task.participant:
            return db.session.get_one(User, int(task.participant))
        return self.doer(petition, task.step)

    def go(self, petition: Petition, *steps: str) -> Petition:
        """Have these steps done, one after the other, with honest forms; a notice is waited for."""
        for step in steps:
            if step == "end_notice":
                self.clock.advance(days=14)
            self.do(petition, step)
        return petition

    def to(self, step: str, **given: Any) -> Petition:
        """A new case that was put right by the plain way up to this step, which is open now."""
        petition = self.petition(**given)
        while petition.step != step:
            assert petition.step, f"{step} never came"
            self.go(petition, petition.step)
        return petition

    def to_by(self, step: str, /, **doers: str) -> Petition:
        """A new case brought to this step, some steps done by other people than usual."""
        petition = self.petition()
        while petition.step and petition.step != step:
            self.do(petition, petition.step, doers.get(petition.step))
        return petition

    def back(self, petition: Petition, step: str, by: str = "clerk") -> Petition:
        """退回 by the office, or by whoever holds the case."""
        with transaction():
            return return_to(self.tasks(petition)[0].id, step, "材料不全", self[by], self.now)

    def hand(self, petition: Petition, to: str, by: str) -> Task:
        """转交 inside the unit."""
        with transaction():
            return hand_over(self.task(petition).id, self[to].id, "请接着办", self[by], self.now)

    def steps(self, petition: Petition) -> list[str]:
        """The steps that were completed, in order."""
        return [event.step or "" for event in self.events(petition) if event.verb == "complete"]

    def events(self, petition: Petition, verb: str | None = None) -> list[Event]:
        """The history of a case, oldest first."""
        query = select(Event).where(Event.petition_id == petition.id).order_by(Event.id)
        return list(db.session.scalars(query.where(Event.verb == verb) if verb else query))

    def check_in_step(self, petition: Petition) -> None:
        """The invariants of every case: its process, its open work items and its position say the same."""
        db.session.refresh(petition)
        row = db.session.scalars(select(Process).where(Process.petition_id == petition.id)).one()
        running = engine(row.definition).restore(row.state, Bystander(petition), self.clock)
        waiting = [(task.step, task.participant or "") for task in running.open_tasks()]
        tasks = [(task.step, task.participant) for task in self.tasks(petition)]
        assert sorted(waiting) == sorted(tasks)
        assert petition.step == (waiting[0][0] if waiting else None)
        assert running.ended == (row.ended_at is not None) == (petition.archived_at is not None)
        assert bool(waiting) != running.ended, "an open case always has an open task"


class Bystander:
    """A case that is looked at and never asked to do anything."""

    def __init__(self, petition: Petition) -> None:
        self.petition = petition

    def givens(self) -> dict[str, Any]:
        return {"text": self.petition.text, "marks": []}
