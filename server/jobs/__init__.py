"""Jobs: what is done beside the requests, on the same database and by as many workers as are wanted."""

from server.jobs.working import run_worker, worker_inside

__all__ = ["run_worker", "worker_inside"]
