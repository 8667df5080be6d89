"""Checking a sample: what it was drawn from is kept, so that anybody can draw it again somewhere else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.cases.refusal import Refusal
from server.database import db
from server.models import Callback, Sample
from workflows.sampling import allot, draw, next_place, share

PERCENT = 10
"""每年回访总信访件的 10 % (plan line 166)."""


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
        "total": sample.total,
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
        yield from _differences(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal("这个文件不是回访样本,请从“回访抽查”页下载。") from error


def _differences(told: Mapping[str, Any]) -> Iterator[str]:
    lists, number = told["lists"], told["number"]
    if number != share(told["total"], PERCENT):
        yield f"{told['total']} 件的 {PERCENT} % 是 {share(told['total'], PERCENT)} 件,文件里是 {number} 件。"
    places = drawn(told["seed"], number, lists)
    for way in told["drawn"].keys() | places.keys():
        right, said = [lists[way][at] for at in places.get(way, [])], list(told["drawn"].get(way, []))
        yield from (f"{no} 是种子抽到的,文件里没有。" for no in right if no not in said)
        yield from (f"{no} 在文件里,种子没有抽到它。" for no in said if no not in right)
        if sorted(right) == sorted(set(said)) != sorted(said):
            yield "文件里有的件写了两次。"
    yield from _wrong_stand_ins(told["replaced"], lists, {way: set(found) for way, found in places.items()})


def _wrong_stand_ins(
    replaced: Sequence[Mapping[str, str]], lists: Mapping[str, Sequence[str]], taken: dict[str, set[int]]
) -> Iterator[str]:
    """Who stands in is the next of the list that was not drawn, in the order in which cases were replaced."""
    for one in replaced:
        way = next(name for name, numbers in lists.items() if one["skipped"] in numbers)
        size, place = len(lists[way]), lists[way].index(one["skipped"])
        other = next_place(place, size, taken[way])
        if other is None or lists[way][other] != one["by"]:
            yield f"代替 {one['skipped']} 的应当是 {lists[way][other] if other is not None else '(无)'},文件里是 {one['by']}。"
            return
        taken[way].add(other)


def _no(sample: Sample, way: str, place: int) -> str:
    return str(sample.lists[way][place])
