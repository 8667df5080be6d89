"""Jobs on the same database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask


@contextmanager
def worker_inside(app: Flask) -> Iterator[None]:
    """One worker in this process."""
    yield


def run_worker(app: Flask) -> None:
    """Work until stopped."""
