"""`xiaohao serve` and `worker`: the house at work."""

import signal
from collections.abc import Callable
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from waitress import create_server

from server.config import port
from server.jobs import run_worker, worker_inside

THREADS = 8
HOST = "127.0.0.1"


@click.command("serve")
@pass_script_info
def serve(info: ScriptInfo) -> None:
    """Serve the pages, with one worker inside."""
    serve_app(info.load_app())


@click.command("worker")
@pass_script_info
def worker(info: ScriptInfo) -> None:
    """Do the jobs; any number of workers may run, on any number of machines."""
    run_worker(info.load_app())


def announce(address: str) -> None:
    """Say where the pages are."""
    click.echo(f"已启动:{address}(按 Ctrl+C 停止)")


def serve_app(app: Flask, ready: Callable[[str], None] = announce) -> None:
    """Serve until SIGTERM or Ctrl+C; requests and the job in hand are finished first. `ready` is told the address."""
    server = _listen(app)
    signal.signal(signal.SIGTERM, _stop)
    with worker_inside(app):
        ready(f"http://{server.effective_host}:{server.effective_port}")
        server.run()
    server.close()


def _listen(app: Flask) -> Any:
    host = str(app.config.get("XIAOHAO_HOST") or HOST)
    try:
        number = port()
    except ValueError:
        raise click.ClickException("PORT 须是 1 到 65535 之间的数字。") from None
    try:
        return create_server(app, host=host, port=number, threads=THREADS, ident=None)
    except (OSError, OverflowError, ValueError) as error:
        raise click.ClickException(
            f"不能在 {host}:{number} 上提供服务({error});端口可能已被占用,请换一个,例如 PORT=8080。"
        ) from None


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
