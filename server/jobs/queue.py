"""The queue of an app: which jobs there are, and when those come that nobody asks for."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.connector import BaseConnector
from procrastinate.jobs import Status

from server.cases.dispatch.opening import open_when_due
from server.cases.forgetting import forget_old
from server.cases.outbox import MAKE_THUMBNAIL
from server.cases.pictures import make_thumbnail
from server.cases.tick import tick_due
from server.clock import now
from server.database import conninfo, transaction

log = logging.getLogger(__name__)

EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "23 * * * *"
AGAIN = RetryStrategy(max_attempts=3, exponential_wait=5)
"""For jobs that touch files: a full disk may be mended soon."""
FAILED_KEPT_HOURS = 30 * 24
MOST_ATTEMPTS = 5
"""A job that took this many workers down with it is given up."""


def queue_of(app: Flask, connector: BaseConnector | None = None) -> App:
    """The app's queue with all its jobs, over connections of its own unless a connector is given."""
    queue = App(connector=connector or connector_of(app))
    for job in (sweep_due, forget, open_dispatch):
        queue.periodic(cron=CRON[job])(queue.task(name=job.__name__)(within(app, job)))
    queue.periodic(cron=EVERY_MINUTE)(queue.task(name="sweep_stalled", pass_context=True)(sweep_stalled))
    queue.periodic(cron=EVERY_HOUR)(queue.task(name="forget_jobs", pass_context=True)(forget_jobs))
    queue.task(name=MAKE_THUMBNAIL, retry=AGAIN)(within(app, thumbnail))
    return queue


def connector_of(app: Flask) -> PsycopgConnector:
    """Three connections at most: one listens, one fetches, one keeps the worker alive."""
    return PsycopgConnector(
        conninfo=conninfo(app.config["SQLALCHEMY_DATABASE_URI"]),
        kwargs={"application_name": "xiaohao worker", "connect_timeout": 5},
        min_size=1,
        max_size=3,
    )


def within(app: Flask, job: Callable[..., None]) -> Callable[..., None]:
    """A job as the worker calls it: with the app around it, in a session of its own."""

    def run(**arguments: Any) -> None:
        arguments.pop("timestamp", None)  # what periodic jobs are told; ours ask the app's clock
        with app.app_context():
            job(**arguments)

    return run


def sweep_due() -> None:
    """Every minute: cases whose timer is due go on, by the app's clock."""
    tick_due(now())


def forget() -> None:
    """Every hour: what has served its purpose is removed."""
    forget_old(current_app.config["FILES"], now())


def open_dispatch() -> None:
    """Every hour: the sheets of 调度 are opened when a month begins, by the app's clock."""
    open_when_due(now())


def thumbnail(attachment_id: str) -> None:
    """The small picture of a photo that was just attached."""
    with transaction():
        make_thumbnail(current_app.config["FILES"], uuid.UUID(attachment_id))


async def sweep_stalled(context: JobContext, **_timestamp: int) -> None:
    """Every minute: jobs whose worker was killed are done again; the queue itself only lists them."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        log.warning("job %s of a lost worker, attempt %s", job.call_string, job.attempts)
        if job.attempts < MOST_ATTEMPTS:
            await jobs.retry_job(job)
        else:
            await jobs.finish_job(job, Status.FAILED, delete_job=False)


async def forget_jobs(context: JobContext, **_timestamp: int) -> None:
    """Every hour: jobs that failed long ago are removed; those done are not kept at all."""
    await context.app.job_manager.delete_old_jobs(FAILED_KEPT_HOURS, include_failed=True)


CRON = {sweep_due: EVERY_MINUTE, forget: EVERY_HOUR, open_dispatch: EVERY_HOUR}
