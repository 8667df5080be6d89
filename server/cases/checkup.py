"""Is the house in order? Each thing checked on its own, so that one fault does not hide another."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from server.cases.definition import current, engine
from server.database import db
from server.models import Incident, Process, Round, Unit

LATE = timedelta(minutes=10)
GIGABYTE = 1024**3
LEAST_SPACE = 2


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and how it stands."""

    name: str
    ok: bool
    words: str


def checkup(folder: Path, now: datetime) -> list[Check]:
    """Database, units, diagrams, files, timers and incidents."""
    checks: dict[str, Callable[[], tuple[bool, str]]] = {
        "数据库": _database,
        "单位": _units,
        "督察轮次": _round,
        "流程图": _diagrams,
        "附件目录": lambda: _files(folder),
        "定时器": lambda: _timers(now),
        "故障": _incidents,
    }
    return [_checked(name, look) for name, look in checks.items()]


def _checked(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        with db.session.begin_nested():
            return Check(name, *look())
    except Exception as error:  # noqa: BLE001 - a check-up reports whatever is wrong
        return Check(name, False, str(error).splitlines()[0] if str(error) else type(error).__name__)


def _count(model: type, *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]  # conditions are SQL


def _database() -> tuple[bool, str]:
    return True, f"PostgreSQL {db.session.scalar(text('SHOW server_version'))}"


def _units() -> tuple[bool, str]:
    number = _count(Unit)
    return number > 0, f"{number} 个单位"


def _round() -> tuple[bool, str]:
    name = db.session.scalar(select(Round.name).where(Round.current))
    return bool(name), name or "没有设定当前轮次"


def _diagrams() -> tuple[bool, str]:
    used = set(db.session.scalars(select(Process.definition).where(Process.ended_at.is_(None)).distinct()))
    for definition in used | {current()}:
        engine(definition)
    return True, f"{len(used | {current()})} 个版本可用"


def _files(folder: Path) -> tuple[bool, str]:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(folder).free // GIGABYTE
    return free >= LEAST_SPACE, f"可写,剩余 {free} GB"


def _timers(now: datetime) -> tuple[bool, str]:
    late = _count(Process, Process.ended_at.is_(None), Process.due_at < now - LATE)
    return late == 0, f"{late} 件到点没有处理" if late else "按时"


def _incidents() -> tuple[bool, str]:
    number = _count(Incident, Incident.solved_at.is_(None))
    return number == 0, f"{number} 条没有处理" if number else "没有"
