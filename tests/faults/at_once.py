"""Many people at once: every act in a thread and transaction of its own, all let go together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from server.cases.refusal import Refusal
from server.database import transaction

Act = Callable[[], Any]


def at_once(app: Flask, acts: Sequence[Act]) -> list[Any]:
    """What each act answered, or the refusal it met; anything else that is raised is raised here."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> Any:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    return act()
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def refused(answers: Sequence[Any]) -> list[Refusal]:
    """The refusals among the answers."""
    return [one for one in answers if isinstance(one, Refusal)]
