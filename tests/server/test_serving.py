"""Serving: at once, until told to stop, and a word when it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from server.commands.serving import serve
from server.commands.serving import worker as worker_command

SERVE = """
import sys
from server.app import create_app
from server.commands.serving import serve_app
serve_app(create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], "XIAOHAO_VAR": sys.argv[2]}))
"""


@contextmanager
def serving(app: Flask) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves this app's database, and its address."""
    arguments = [app.config["SQLALCHEMY_DATABASE_URI"], app.config["XIAOHAO_VAR"]]
    environment = {**os.environ, "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        [address] = re.findall(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        yield process, address
        process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_serves_with_a_worker_inside_and_stops_cleanly_when_told(own_app: Flask):
    with serving(own_app) as (process, address):
        with urllib.request.urlopen(f"{address}/healthz") as answer:  # noqa: S310  # our own address
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_a_used_port_is_told_in_one_sentence(own_app: Flask, monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        result = own_app.test_cli_runner().invoke(serve)
    assert result.exit_code == 1
    assert "端口可能已被占用" in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["abc", "99999", "-1"])
def test_a_port_that_is_none_is_told(own_app: Flask, monkeypatch: pytest.MonkeyPatch, port: str):
    monkeypatch.setenv("PORT", port)
    result = own_app.test_cli_runner().invoke(serve)
    assert (result.exit_code, "Traceback" in result.output) == (1, False)


def test_the_worker_command_works_for_the_app_it_is_given(own_app: Flask, monkeypatch: pytest.MonkeyPatch):
    given: list[Flask] = []
    monkeypatch.setattr("server.commands.serving.run_worker", given.append)
    assert own_app.test_cli_runner().invoke(worker_command).exit_code == 0
    assert given == [own_app]
