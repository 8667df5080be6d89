"""Deployed diagrams: stored as they are, parsed once per process, shared by all cases that run by them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select

from server.database import db
from server.models import KINDS, Definition
from workflows.engine import Engine, Step

DRAWN = Path(__file__).resolve().parent.parent.parent / "bpmn"
PETITION, MEASURE, PROBLEM = TOPS = tuple(kind.top for kind in KINDS)
"""The diagrams at which a case of each kind begins."""

_engines: dict[tuple[str, str], Engine] = {}


def drawn_files() -> dict[str, bytes]:
    """The diagrams and decision tables that come with this version."""
    return {
        path.name: path.read_bytes() for path in sorted(DRAWN.iterdir()) if path.suffix in (".bpmn", ".dmn")
    }


def deploy(files: Mapping[str, bytes], now: datetime) -> str:
    """Store a set of diagrams and use it for new cases; returns its hash. Raises ModelRefused."""
    engine = Engine(files, PETITION)
    if db.session.get(Definition, engine.hash) is None:
        texts = {name: content.decode() for name, content in files.items()}
        db.session.add(Definition(hash=engine.hash, files=texts, deployed_at=now))
        db.session.flush()
    _engines[engine.hash, PETITION] = engine
    return engine.hash


def current() -> str:
    """The hash of the definition that new cases start with."""
    found = db.session.scalar(select(Definition.hash).order_by(Definition.deployed_at.desc()).limit(1))
    if found is None:
        raise LookupError("还没有部署流程图,请先运行 xiaohao init")
    return found


def engine(hash_: str, top: str = PETITION) -> Engine:
    """The engine of a deployed definition, for cases that begin at this diagram."""
    if (hash_, top) not in _engines:
        stored = db.session.get_one(Definition, hash_)
        _engines[hash_, top] = Engine({name: text.encode() for name, text in stored.files.items()}, top)
    return _engines[hash_, top]


@cache
def drawn_engine(top: str = PETITION) -> Engine:
    """The engine over the diagrams of this version, for names and order of steps on pages that show all cases."""
    return Engine(drawn_files(), top)


@cache
def drawn_steps() -> Mapping[str, Step]:
    """Every step the diagrams of this version draw, of petitions first, then of measures, then of problems."""
    return {step.id: step for top in TOPS for step in drawn_engine(top).user_tasks.values()}
