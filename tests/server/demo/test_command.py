"""`xiaohao demo` as it is started from a shell: on an empty database, and once more on the same."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.postgres import Server
from tests.conftest import ROOT

PATIENCE = 120
"""Seconds; a machine that runs all tests at once is slow."""


@contextmanager
def demo(environment: dict[str, str]) -> Iterator[str]:
    """The command at work; its pages answer at this address, and it ends when told to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "demo"],
        cwd=ROOT,
        env={**os.environ, **environment, "PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"销号演示已启动:http://127.0.0.1:{port}" in said
    assert "rongan-chief" in said


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  an address of ours
            return
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    pytest.fail("the demonstration did not come up")


def test_the_demonstration_starts_from_nothing_and_continues(database_server: Server, tmp_path: Path) -> None:
    url = database_server.url("demo_command").render_as_string(hide_password=False)
    environment = {"XIAOHAO_DATABASE_URL": url, "XIAOHAO_VAR": str(tmp_path)}
    with demo(environment) as address, urllib.request.urlopen(f"{address}/login", timeout=30) as page:  # noqa: S310
        assert "演示数据,全部虚构" in page.read().decode()
    start = time.monotonic()
    with demo(environment):
        again = time.monotonic() - start
    assert again < PATIENCE / 4
