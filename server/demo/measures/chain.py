"""A measure walks its chain: every unit signs for itself, by the people who may, until it stands where it shall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from server.cases.attach import attach
from server.cases.calendar import local_day
from server.cases.complete import complete_task
from server.database import db
from server.demo.days import at_work, working_day_before
from server.demo.measures.filled import Moment, answers
from server.demo.measures.stands import ENDED, STANDS, UNITS, Stand, days_of, steps
from server.demo.photos import picture
from server.demo.scenery import SCENES
from server.demo.stage import Stage
from server.models import Measure, Task, User, key_of

ROLES = {"领导小组": "leader", "县区": "chief", "牵头单位": "chief"}
"""Who acts in a lane; where nothing is said, a handler."""
BETWEEN = 13
"""Minutes between the signatures of two units."""


@dataclass(frozen=True)
class Chain:
    """One measure on its way, the people who know it, and the day to which all leads."""

    stage: Stage
    measure: Measure
    stand: Stand
    today: date

    def at(self, day: int, turn: int = 0) -> datetime:
        """An instant so many working days before today."""
        return moment(self.today, day, self.measure.no * 17 % 200 + turn * BETWEEN)

    def open_tasks(self) -> list[Task]:
        """What is asked of whom now."""
        query = select(Task).where(Task.measure_id == self.measure.id, Task.closed_at.is_(None))
        return list(db.session.scalars(query.order_by(Task.id)))

    def do(self, step: str, day: int) -> None:
        """Every unit's part of a step; where the measure stands there, only that of those who have signed."""
        tasks = [task for task in self.open_tasks() if task.step == step]
        self._sign(tasks[: self.stand.signed] if step == self.stand.to else tasks, day)

    def settle_names(self, day: int) -> None:
        """The office says which units stand behind an open name."""
        self.do("choose_units", day)

    def actor(self, task: Task) -> User:
        """Whoever does this task for its unit."""
        if task.unit == "office":
            return self.stage.office("head" if task.step == "examine" else "clerk")
        return self.stage.staff.of(task.unit, ROLES.get(task.lane, "handler"))[0]

    def _sign(self, tasks: Sequence[Task], day: int) -> None:
        for turn, task in enumerate(tasks):
            at, by = self.at(day, turn), self.actor(task)
            now = Moment(
                measure=self.measure,
                at=at,
                by=by,
                turn=turn,
                file=partial(self._file, task, by, at),
                units=UNITS.get(self.measure.no, "").split(),
                filing_no=filing_no(self.today, day),
            )
            complete_task(task.id, answers(task.step, now), by, at)

    def _file(self, task: Task, by: User, at: datetime) -> str:
        day = str(local_day(at))
        scene = list(SCENES)[self.measure.no % len(SCENES)]
        content = picture(scene, "after", f"{self.measure.no}-{task.participant}", day)
        name = f"措施{self.measure.no}现场-{day}.jpg"
        key = key_of(self.measure)
        return str(attach(self.stage.folder, key, "evidence", name, content, by, at, task.step).id)


def walk(chains: Iterable[Chain]) -> None:
    """Let measures walk their chains in the order of time: what is made public together waits for the last."""
    order = {step: place for place, step in enumerate(steps())}
    known = {chain.measure.no: chain for chain in chains}
    agenda = [
        (-day, order[step], no, step)
        for no, chain in known.items()
        for step, day in days_of(chain.stand).items()
    ]
    for day, _, no, step in sorted(agenda):
        known[no].do(step, -day)


def moment(today: date, day: int, minute: int) -> datetime:
    """An instant in the office hours of a working day before today."""
    return at_work(working_day_before(today, day), minute)


def filing_no(today: date, day: int) -> str:
    """One number for all measures that the leading group filed on the same day."""
    filed = sorted({one.since for one in STANDS if one.to == ENDED and _files(one)}, reverse=True)
    year = working_day_before(today, day).year
    return f"柳整改销〔{year}〕{filed.index(day) + 1 if day in filed else 0}号"


def _files(stand: Stand) -> bool:
    return "file_measure" in days_of(stand)
