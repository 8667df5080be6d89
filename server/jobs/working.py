"""A worker at work: in a thread of the serving process, or in a process of its own."""

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask
from procrastinate.exceptions import ConnectorException

from server.jobs.queue import queue_of

log = logging.getLogger(__name__)

REST = 5.0
"""Seconds to wait when the database is away, before the next try."""
POLL = 30.0
"""Seconds between looks at the queue; a new job rings at once, so this is only for retries and lost bells."""
CONCURRENCY = 1


@contextmanager
def worker_inside(app: Flask) -> Iterator[None]:
    """One worker in this process while the block runs, unless WORKER is off; at its end the job in hand is finished."""
    if not app.config["WORKER"]:
        yield
        return
    worker = _Thread(app)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def run_worker(app: Flask) -> None:
    """Work until SIGTERM or SIGINT comes; the job in hand is finished first."""
    asyncio.run(_until_signal(app))


async def keep_working(app: Flask, stopping: asyncio.Event) -> None:
    """Do jobs until told to stop; begin anew when the database was away."""
    while not stopping.is_set():
        opened = asyncio.Event()
        working = asyncio.create_task(_work(app, opened))
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            connected = asyncio.create_task(opened.wait())
            await asyncio.wait({working, connected}, return_when=asyncio.FIRST_COMPLETED)
            connected.cancel()
            working.cancel()  # not earlier: a pool that is cancelled while it connects never comes to rest
        await _ended(working)
        if not stopping.is_set():
            await asyncio.wait({told}, timeout=REST)
        told.cancel()


async def _work(app: Flask, opened: asyncio.Event) -> None:
    queue = queue_of(app)
    async with queue.open_async():
        opened.set()
        await queue.run_worker_async(
            concurrency=CONCURRENCY,
            install_signal_handlers=False,
            fetch_job_polling_interval=POLL,
            delete_jobs="successful",
        )


async def _ended(working: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        try:
            await working
        except ConnectorException as error:
            log.warning("the worker lost its database, trying again soon: %s", error.__cause__ or error)
        except Exception:
            log.exception("the worker stopped, beginning anew soon")


async def _until_signal(app: Flask) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await keep_working(app, stopping)


class _Thread(threading.Thread):
    """A thread with an event loop in it that works until it is stopped."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="worker")
        self._app = app
        self._ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._ready.set()
        await keep_working(self._app, self._stopping)

    def stop(self) -> None:
        self._ready.wait()
        self._loop.call_soon_threadsafe(self._stopping.set)
        self.join()
