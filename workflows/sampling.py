"""抽样: a sample anybody can draw again from its seed, and what may be concluded from it; whole numbers only."""

from bisect import bisect
from collections.abc import Collection, Mapping
from hashlib import sha256
from math import comb


def share(total: int, percent: int) -> int:
    """So many of a hundred, rounded up: 10 % of 128 are 13."""
    return -(-total * percent // 100)


def allot(number: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many of a sample each list gives, by its size; what is left over goes to the largest remainders.

    Raises ValueError where the lists together hold fewer than the sample needs.
    """
    total = sum(sizes.values())
    if number > total:
        raise ValueError(f"{total} cannot give {number}")
    parts = {name: divmod(number * size, total) if total else (0, 0) for name, size in sizes.items()}
    left = number - sum(whole for whole, _ in parts.values())
    first = sorted(parts, key=lambda name: -parts[name][1])[:left]
    return {name: whole + (name in first) for name, (whole, _) in parts.items()}


def draw(seed: str, size: int, number: int) -> list[int]:
    """Places (from 0) of a systematic sample of a list that is walked round from a place the seed gives.

    Every place has the same chance, and neighbours in the sorted list are spread over the sample.
    """
    if not number:
        return []
    start = int.from_bytes(sha256(seed.encode()).digest()) % size
    return [(start + turn * size // number) % size for turn in range(number)]


def next_place(place: int, size: int, taken: Collection[int]) -> int | None:
    """The place that stands in for one that is skipped: the next that was not drawn; None when all were."""
    others = ((place + step) % size for step in range(1, size))
    return next((other for other in others if other not in taken), None)


def bounds(size: int, number: int, hits: int) -> tuple[int, int]:
    """Between how many and how many of a whole list have what `hits` of `number` drawn ones had (95 %, exact).

    Both ends come from the hypergeometric distribution: the list is finite and nobody is drawn twice.
    """
    possible = range(hits, size - number + hits + 1)
    low = bisect(possible, False, key=lambda have: _likely(size, number, have, range(hits, number + 1)))
    high = bisect(possible, False, key=lambda have: not _likely(size, number, have, range(hits + 1)))
    return possible[low], possible[high - 1]


def _likely(size: int, number: int, have: int, wanted: range) -> bool:
    """Is the chance to draw so many of `have` above 2.5 %? Each term of the sum follows from the one before."""
    least, most = max(0, number - size + have), min(number, have)
    term, total = comb(have, least) * comb(size - have, number - least), 0
    for drawn in range(least, most + 1):
        total += term * (drawn in wanted)
        term = term * (have - drawn) * (number - drawn) // ((drawn + 1) * (size - have - number + drawn + 1))
    return 40 * total > comb(size, number)
