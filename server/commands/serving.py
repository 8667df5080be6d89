"""`xiaohao serve` and `worker`: the house at work."""

import signal
import socket
from collections.abc import Callable
from typing import NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from waitress import create_server

from server.config import port
from server.jobs import run_worker, worker_inside

THREADS = 8
HOST = "127.0.0.1"
LAST_PORT = 65535


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
    with _listen(app) as listening:
        server = create_server(app, sockets=[listening], threads=THREADS, ident=None)
        signal.signal(signal.SIGTERM, _stop)
        with worker_inside(app):
            host, number = listening.getsockname()[:2]
            ready(f"http://{f'[{host}]' if ':' in host else host}:{number}")
            server.run()
        server.close()


def _listen(app: Flask) -> socket.socket:
    host, number = str(app.config.get("XIAOHAO_HOST") or HOST), _port()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, number), family=family, backlog=1024)
    except OSError as error:
        raise click.ClickException(
            f"不能在 {host}:{number} 上提供服务({error.strerror});端口可能已被占用,请换一个,例如 PORT=8080。"
        ) from None


def _port() -> int:
    try:
        number = port()
    except ValueError:
        number = -1
    if not 0 <= number <= LAST_PORT:
        raise click.ClickException(f"PORT 须是 0 到 {LAST_PORT} 之间的整数(0 为任意空闲端口)。")
    return number


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
