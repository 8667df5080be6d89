"""The app served as it is in earnest, on a port of its own, by a thread of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.wasyncore import close_all

from tests.browser.people import OfficeHouse
from tests.conftest import FrozenClock
from tests.server.cases.house import House

THREADS = 4


@dataclass(frozen=True)
class Live:
    """A house at work: its address, its people and its clock."""

    url: str
    app: Flask
    clock: FrozenClock
    house: House

    @contextmanager
    def inside(self) -> Iterator[House]:
        """Reach into the house past its pages, to prepare what a test is not about."""
        with self.app.app_context():
            yield self.house


@contextmanager
def served(app: Flask, clock: FrozenClock) -> Iterator[Live]:
    """Serve the app with its people hired until the block is left."""
    app.config["CLOCK"] = clock
    with app.app_context():
        house = OfficeHouse(clock, app.config["FILES"])
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    thread = Thread(target=server.run, name="pages")
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.effective_port}", app, clock, house)
    finally:
        server.trigger.pull_trigger(lambda: close_all(sockets))
        thread.join()
        server.task_dispatcher.shutdown()
