"""What all tests share: a frozen clock, what this machine offers, and a plain word on what was left out."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from server.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
settings.register_profile("house", deadline=None)  # other tests run beside them: no example is timed
settings.load_profile("house")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class FrozenClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, **span: float) -> None:
        """Move on by ``days=``, ``hours=``, ``minutes=`` ..."""
        self.instant += timedelta(**span)


@pytest.fixture
def clock() -> FrozenClock:
    """Wednesday 2026-03-11, 10:00 in Liuzhou: a working day among working days."""
    return FrozenClock(datetime(2026, 3, 11, 2, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The sheets and facts the builders were given; they are no part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is no part of the repository")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser the browser tests drive."""
    found = find_browser()
    assert found, "tests that use the browser are marked `browser`"
    return found


def find_browser() -> str | None:
    """CHROMIUM, or the first browser of that family on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def run_folder() -> Path:
    """One folder for all processes of this test run: the embedded server's data and the tests' files."""
    run = os.environ.setdefault(
        "XIAOHAO_TEST_RUN", os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    )
    return Path(tempfile.gettempdir()) / f"xiaohao-test-{run}"


def pytest_configure() -> None:
    """Agree on the folder before the workers are started."""
    run_folder()


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Without a browser its tests are left out, and say so."""
    if not find_browser():
        reason = "no Chromium: install it, or name it by CHROMIUM"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last one out stops the server and takes its data along."""
    folder = run_folder()
    if not hasattr(config, "workerinput") and folder.exists():
        Server(folder).stop()
        shutil.rmtree(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out and why."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[f"{report.nodeid.split('::')[0]}: {why.removeprefix('Skipped: ')}"] += 1
    terminalreporter.section("left out / 未运行")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count:4d}  {reason}")
    if not reasons:
        terminalreporter.write_line("nothing: every test ran / 无, 全部运行")
