"""The stage: one case under way, and whoever may do its open step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from server.cases.attach import attach
from server.cases.calendar import local_day
from server.database import db
from server.demo.path import Act
from server.demo.people import Staff
from server.demo.photos import paper, picture
from server.demo.plan import Plan
from server.demo.scene import Scene
from server.models import Petition, Task, User, key_of
from workflows.roles import LANES


@dataclass
class Case:
    """A petition of the demonstration on its way."""

    plan: Plan
    acts: list[Act]
    no: str = ""
    batch: str = ""
    filing_no: str = ""
    petition: Petition | None = None
    handled: set[int] = field(default_factory=set)

    @property
    def known(self) -> Petition:
        """The petition, once it is registered."""
        if self.petition is None:
            raise LookupError(self.no)
        return self.petition


@dataclass
class Stage:
    """Everybody and everything the invented cases share."""

    staff: Staff
    folder: Path

    def office(self, role: str = "clerk") -> User:
        """Somebody of the city office."""
        return self.staff.of("office", role)[0]

    def open_task(self, case: Case, step: str) -> Task:
        """The open task at this step; of several, the first."""
        query = select(Task).where(
            Task.petition_id == case.known.id, Task.closed_at.is_(None), Task.step == step
        )
        task = db.session.scalars(query.order_by(Task.id).limit(1)).first()
        if task is None:
            raise LookupError(f"{case.no} stands at {case.known.step}, not at {step}: {case.plan}")
        return task

    def actor(self, case: Case, task: Task) -> User:
        """Who does this task: its holder, the office where it fell to it, else somebody who may."""
        if task.participant:
            return self.staff.by_id[int(task.participant)]
        if task.user_id:
            return self.staff.by_id[task.user_id]
        if task.unit == "office":
            return self.office("clerk" if task.lane == "市整改办" else "head")
        return self.pick(case, task, self._those(task))

    def pick(self, case: Case, task: Task, people: Iterable[User]) -> User:
        """One of these people, never a handler where the step asks for others."""
        free = [user for user in people if user.id not in case.handled or task.lane == "承办单位经办人"]
        return free[case.plan.number % 2 if task.step == "sign_for" and len(free) > 1 else 0]

    def _those(self, task: Task) -> list[User]:
        if task.lane == "主管部门":
            role = "chief" if task.step == "verify" else "handler"
            return list(reversed(self.staff.of(task.unit, role)))
        roles = sorted(LANES[task.lane].roles, reverse=True)
        return [user for role in roles for user in self.staff.of(task.unit, role)]

    def scene(self, case: Case, act: Act, by: User) -> Scene:
        """What the person at work sees of the case."""
        petition, day = case.known, local_day(act.at)
        unit, bureau = petition.handling_unit or case.plan.area, petition.department
        others = [*self.staff.of(unit, "chief"), *self.staff.of(unit, "handler")]
        mates = [user for user in others if user.id not in case.handled | {by.id}]
        members = [user for user in self.staff.of(unit, "handler") if user.id in case.handled][:1]
        return Scene(
            plan=case.plan,
            act=act,
            day=day,
            by=by,
            files=lambda kind, when: self._files(case, act, by, kind, when),
            colleague=mates[0] if mates else None,
            cadre=next(iter(self.staff.of(unit, "principal")), None),
            members=(*members, *self.staff.of(bureau or "ecology", "handler")[:1]),
            department=self._department(case),
            unit=unit,
            filing_no=case.filing_no,
        )

    def scan(self, case: Case, act: Act, by: User, words: str) -> UUID:
        """A signed sheet, uploaded."""
        content = paper(case.no, words, str(local_day(act.at)))
        kept = attach(self.folder, key_of(case.known), "scan", "签批单.png", content, by, act.at, act.step)
        return kept.id

    def _files(self, case: Case, act: Act, by: User, kind: str, when: str) -> list[str]:
        day = str(local_day(act.at))
        content = picture(case.plan.matters[0].scene, when, case.no, day)
        name = f"{case.plan.town}{case.plan.matters[0].name}-{day}-{when}.jpg"
        return [str(attach(self.folder, key_of(case.known), kind, name, content, by, act.at, act.step).id)]

    def _department(self, case: Case) -> str | None:
        units = [candidate["unit"] for candidate in case.known.candidates]
        bureaus = [unit for unit in units if self.staff.of(unit, "chief") and unit not in case.known.regions]
        free = [unit for unit in bureaus if unit != case.known.accused_unit]
        return free[0] if free else None
