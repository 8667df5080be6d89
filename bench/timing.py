"""Many doing the same at once, and how long each had to wait."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Times:
    """How long each act took, in milliseconds, and how long all of them together, in seconds."""

    each: list[float] = field(default_factory=list)
    whole: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Acts in a second."""
        return len(self.each) / self.whole if self.whole else 0.0

    def share(self, percent: int) -> float:
        """The time within which so many of a hundred were done."""
        if len(self.each) < 2:
            return self.each[0] if self.each else 0.0
        return statistics.quantiles(self.each, n=100, method="inclusive")[percent - 1]


def side_by_side(works: Sequence[Sequence[Callable[[], object]]]) -> Times:
    """Every list of acts by a thread of its own, all starting together."""
    times = Times()
    gate = threading.Barrier(len(works) + 1)

    def work(acts: Sequence[Callable[[], object]]) -> None:
        gate.wait()
        for act in acts:
            start = time.perf_counter()
            try:
                act()
            except Exception as fault:  # noqa: BLE001  a fault is counted and told at the end
                times.faults.append(repr(fault))
            times.each.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=work, args=(acts,)) for acts in works]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    times.whole = time.perf_counter() - start
    return times
