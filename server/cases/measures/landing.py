"""Landing of measures: where a chain goes on once what was reached before is confirmed (补录)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from server.cases.advance import save
from server.cases.measure_case import MeasureCase
from server.cases.noting import note_act
from server.cases.refusal import Stale
from server.cases.work import Work, work_of
from server.database import db
from server.models import Measure, MeasureRecord, Signature, Task, User
from workflows.engine import Step

PROVEN_BY = "proven_by"
"""The property of a step that says which recorded states prove it."""


def land(records: Sequence[MeasureRecord], by: User, now: datetime) -> None:
    """Let each chain go on at its first step that nothing proves; a recorded 销号 ends it, or begins its upkeep."""
    for measure_id in sorted({record.measure_id for record in records}):
        measure = db.session.get_one(Measure, measure_id)
        mine = [record for record in records if record.measure_id == measure_id]
        try:
            work = work_of(measure, now)
        except Stale:
            continue  # its chain has ended: what was recorded stands beside it
        _Landing(work, measure, by).go(mine)


class _Landing:
    """One measure on its way to where its records lead."""

    def __init__(self, work: Work, measure: Measure, by: User) -> None:
        self.work, self.measure, self.by = work, measure, by
        self.steps = work.engine.user_tasks
        self.order = {step: place for place, step in enumerate(self.steps)}
        self.case = MeasureCase(measure, self.steps, work.now)

    def go(self, records: Sequence[MeasureRecord]) -> None:
        proven = {state: step.id for step in self.steps.values() for state in _states(step)}
        for record in records:
            self._sign(record, self.steps[proven[record.state]])
            data = {"state": record.state, "day": record.day, "document_no": record.document_no}
            note_act(
                self.work, "record", self.by, step=None, unit=record.unit, data=data, reason=record.remark
            )
        target = self._first_unproven(self._reached(proven))
        for record in records:
            record.landing = {"step": target}
        self._move(target)

    def _sign(self, record: MeasureRecord, reached: Step) -> None:
        """A unit's record is its own signature up to that step; earlier phases are behind for all."""
        rows = []
        for step in self.steps.values():
            if self.order[step.id] > self.order[reached.id] or not step.participant:
                continue
            whole = record.unit is None or step.phase != reached.phase
            units = [unit for unit in self.case.owing(step.id) if whole or unit == record.unit]
            rows += [{"step": step.id, "unit": unit} for unit in units]
        common = {
            "measure_id": self.measure.id,
            "user_id": self.by.id,
            "at": self.work.now,
            "record_id": record.id,
        }
        if rows:
            statement = insert(Signature).on_conflict_do_nothing()
            db.session.execute(statement, [{**common, **row} for row in rows])

    def _reached(self, proven: Mapping[str, str]) -> int:
        """Place of the latest step that a confirmed record of the measure proves."""
        query = select(MeasureRecord.state).where(
            MeasureRecord.measure_id == self.measure.id, MeasureRecord.confirmed_at.is_not(None)
        )
        return max(self.order[proven[state]] for state in db.session.scalars(query))

    def _first_unproven(self, reached: int) -> str | None:
        if self.case.open_groups():
            return next(iter(self.steps))
        last = max(place for place, step in enumerate(self.steps.values()) if _states(step))
        for step in self.steps.values():
            if self.order[step.id] > last:
                return step.id if self.measure.long_term else None
            missing = step.participant and self.case.missing_signers(step=step.id)
            if missing or (not step.participant and self.order[step.id] > reached):
                return step.id
        return None

    def _move(self, target: str | None) -> None:
        running = self.work.run()
        if target is not None:
            running.return_to(target)
            save(self.work, running, restart=True)
            return
        self.work.row.ended_at = self.work.now
        self.measure.step = self.measure.stage = self.measure.step_due_on = None
        waiting = update(Task).where(Task.of(self.measure), Task.closed_at.is_(None))
        db.session.execute(waiting.values(closed_at=self.work.now, outcome="withdrawn"))


def _states(step: Step) -> list[str]:
    return step.properties.get(PROVEN_BY, "").split()
