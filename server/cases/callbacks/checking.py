"""Checking a sample: what it was drawn from is kept, so that anybody can draw it again somewhere else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.cases.refusal import Refusal
from server.database import db
from server.models import Callback, Sample
from workflows.sampling import allot, draw


def drawn(seed: str, number: int, lists: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """The places a seed draws from each list, which gives by its size; the same on any machine."""
    shares = allot(number, {way: len(numbers) for way, numbers in lists.items()})
    return {way: draw(f"{seed}/{way}", len(lists[way]), part) for way, part in shares.items()}


def as_json(sample: Sample) -> dict[str, Any]:
    """All that is needed to draw the sample again somewhere else; numbers of cases only."""
    rows = db.session.scalars(
        select(Callback).where(Callback.sample_id == sample.id).order_by(Callback.id)
    ).all()
    places = {row.id: (row.way, row.place) for row in rows}
    first = [row for row in rows if row.replaces is None]
    return {
        "year": sample.year,
        "seed": sample.seed,
        "number": sample.number,
        "lists": sample.lists,
        "drawn": {
            way: [sample.lists[way][row.place] for row in first if row.way == way] for way in sample.lists
        },
        "replaced": [
            {"skipped": _no(sample, *places[row.replaces]), "by": _no(sample, row.way, row.place)}
            for row in rows
            if row.replaces is not None
        ],
    }


def differences(told: Mapping[str, Any]) -> Iterator[str]:
    """What a sample that somebody was given says otherwise than its seed. Raises Refusal where it is no sample."""
    try:
        places = drawn(told["seed"], told["number"], told["lists"])
        found = {way: [told["lists"][way][at] for at in chosen] for way, chosen in places.items()}
        said = {way: list(told["drawn"][way]) for way in found}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal("这个文件不是回访样本,请从“电话回访”页下载。") from error
    for way, numbers in found.items():
        yield from (f"{no} 是种子抽到的,文件里没有。" for no in numbers if no not in said[way])
        yield from (f"{no} 在文件里,种子没有抽到它。" for no in said[way] if no not in numbers)


def _no(sample: Sample, way: str, place: int) -> str:
    return str(sample.lists[way][place])
