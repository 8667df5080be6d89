"""What invented petitions say: matters and places, put together so that no two read alike."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.normal import UNIT_NAMES

HERE = Path(__file__).resolve().parent
OPENINGS = ("群众来电反映:", "信访人反映:", "来信称:", "附近居民联名反映:", "举报人表示,", "市民反映,")
DEMANDS = (
    "希望尽快查处。",
    "请求实地核查并答复。",
    "要求彻底整改,不要走过场。",
    "请有关部门派人来看看。",
    "盼望还大家一个好环境。",
    "恳请依法处理并公布结果。",
    "希望拿出长效办法。",
)


@dataclass(frozen=True)
class Matter:
    """A kind of nuisance: how people tell it, what an inspection finds, and what puts it right."""

    name: str
    types: list[str]
    scene: str
    accused: str
    spots: list[str]
    says: list[str]
    since: list[str]
    harm: list[str]
    found: str
    false: str
    done: str


@cache
def matters() -> list[Matter]:
    """All matters, in the order of the file."""
    return [Matter(**row) for row in json.loads((HERE / "matters.json").read_text(encoding="utf-8"))]


@cache
def towns() -> dict[str, list[str]]:
    """Towns and streets of each county and new area."""
    found: dict[str, list[str]] = json.loads((HERE / "places.json").read_text(encoding="utf-8"))
    return found


def point(matter: Matter, turn: int) -> str:
    """One reported point, the turn-th time this matter comes up."""
    spot = matter.spots[(turn + turn // 3) % len(matter.spots)]
    said = matter.says[turn % len(matter.says)].format(spot=spot)
    since = matter.since[(turn + turn // 3 + 1) % len(matter.since)]
    return f"{said},{since},{matter.harm[(2 * turn + turn // 3) % len(matter.harm)]}"


def whole(points: list[str], areas: list[str], town: str, turn: int) -> str:
    """The petition as registered: who tells it, where, what, and what is asked."""
    where = "、".join(UNIT_NAMES[area] for area in areas) + town
    told = points[0] if len(points) == 1 else ";".join(f"{n}. {text}" for n, text in enumerate(points, 1))
    opening, demand = OPENINGS[turn % len(OPENINGS)], DEMANDS[turn % len(DEMANDS)]
    return f"{opening}{where}{'有几个问题:' if len(points) > 1 else ''}{told}。{demand}"
