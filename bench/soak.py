"""`python -m bench.soak`: eight people at work without a pause; memory, open files and errors must stay flat."""

import argparse
import os
import random
import statistics
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from http import HTTPStatus

import psutil

from bench.browser import Browser
from bench.house import house
from bench.pages import Page, pages
from bench.serving import served
from bench.tasks import Chore, chores
from server.cases.calendar import local_day

MEGABYTE = 1024 * 1024
WARM_UP = 0.25
"""Share of the time after which memory is looked at: before, caches fill."""
AT_ONCE = 6
"""Browsers one client keeps open."""
STEEP = 20.0
"""Megabytes an hour that are told as a leak."""


def main() -> None:
    """Work for some minutes, then print what grew."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--cases", type=int, default=2_000)
    wanted = parser.parse_args()
    with house(dict(os.environ), wanted.cases) as app:
        with app.app_context():
            work = chores(local_day(datetime.now(UTC)))
        looks = pages(app)
        with served(app.config["SQLALCHEMY_DATABASE_URI"], app.config["FILES"].parent) as server:
            end = time.monotonic() + wanted.minutes * 60
            crowd = Crowd(server.port, work, looks, end)
            samples = crowd.watch(wanted.clients, psutil.Process(server.pid))
    tell(crowd, samples, wanted.minutes)


class Crowd:
    """People who look at pages and complete tasks until the time is over."""

    def __init__(self, port: int, work: list[Chore], looks: list[Page], end: float) -> None:
        self.port, self.work, self.looks, self.end = port, work, looks, end
        self.answers: Counter[int] = Counter()
        self.faults: list[str] = []
        self.lock = threading.Lock()

    def watch(self, clients: int, process: psutil.Process) -> list[tuple[float, float, int]]:
        """Let them work; every few seconds: time, resident megabytes, open files of the server."""
        threads = [threading.Thread(target=self._live, args=(n, clients)) for n in range(clients)]
        for thread in threads:
            thread.start()
        samples = []
        start = time.monotonic()
        while time.monotonic() < self.end:
            time.sleep(min(2.0, max(0.1, self.end - time.monotonic())))
            memory = process.memory_info().rss / MEGABYTE
            samples.append((time.monotonic() - start, memory, process.num_fds()))
        for thread in threads:
            thread.join()
        return samples

    def _live(self, number: int, clients: int) -> None:
        dice = random.Random(number)
        people: dict[str, Browser] = {}
        mine = iter(self.work[number::clients])
        while time.monotonic() < self.end:
            try:
                chore = next(mine, None) if dice.random() < 0.3 else None
                self._act(people, chore, dice)
            except Exception as fault:  # noqa: BLE001  told at the end
                with self.lock:
                    self.faults.append(repr(fault))
        for who in people.values():
            who.close()

    def _act(self, people: dict[str, Browser], chore: Chore | None, dice: random.Random) -> None:
        login, address = dice.choice(dice.choice(self.looks).views)
        who = self._person(people, chore.login if chore else login)
        if chore:
            form = {"form": chore.form, "submission": f"soak-{chore.task_id}", **chore.answers}
            status, _ = who.post(f"/tasks/{chore.task_id}", form)
        else:
            status, _ = who.get(address)
        with self.lock:
            self.answers[status] += 1

    def _person(self, people: dict[str, Browser], login: str) -> Browser:
        """Somebody signed in; whoever has not worked for longest closes the browser, for connections are few."""
        who = people.pop(login, None) or Browser(self.port, login)
        people[login] = who
        if len(people) > AT_ONCE:
            people.pop(next(iter(people))).close()
        return who


def tell(crowd: Crowd, samples: list[tuple[float, float, int]], minutes: float) -> None:
    late = [sample for sample in samples if sample[0] >= minutes * 60 * WARM_UP]
    seconds, memory, files = zip(*late, strict=True)
    slope = statistics.linear_regression(seconds, memory).slope * 3600 if len(late) > 1 else 0.0
    total = crowd.answers.total()
    broken = sum(n for status, n in crowd.answers.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    print(
        f"{total} answers in {minutes:g} min ({total / minutes / 60:.0f}/s): {dict(sorted(crowd.answers.items()))}"
    )
    print(f"5xx: {broken}; connection faults: {len(crowd.faults)} {crowd.faults[:2]}")
    print(
        f"memory: {memory[0]:.0f} -> {memory[-1]:.0f} MB, {slope:+.1f} MB/h {'LEAK?' if slope > STEEP else 'flat'}"
    )
    print(f"open files: {min(files)} to {max(files)}")
    if broken or crowd.faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
