"""The app served by waitress in a process of its own, as `xiaohao serve` does."""

import logging
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from waitress import create_server

from bench.house import app_over
from server.commands.serving import THREADS

PATIENCE = 30


@dataclass(frozen=True)
class Served:
    """Where the pages are and which process serves them."""

    port: int
    pid: int


@contextmanager
def served(database: str, folder: Path) -> Iterator[Served]:
    """Serve the house until the end of the block."""
    port = _free_port()
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_serve, args=(database, folder, port), daemon=True)
    process.start()
    try:
        _wait(port)
        yield Served(port, process.pid or 0)
    finally:
        process.terminate()
        process.join(10)


def _serve(database: str, folder: Path, port: int) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is meant
    url: URL = make_url(database)
    create_server(app_over(url, folder), host="127.0.0.1", port=port, threads=THREADS, ident=None).run()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not come up")
