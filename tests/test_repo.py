"""What must not be in the repository: addresses of registries, paths of a machine, unpinned packages."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|(?<!@)registry\.npm|npmmirror|tuna\.tsinghua|mirrors?\.[a-z]+\.com"
)
MACHINE = re.compile(r"/(?:home|Users)/\w+|/root/|/work/|[A-Z]:\\Users")
PIN = re.compile(r"^[a-z0-9-]+==[^\s;]+(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def tracked() -> list[Path]:
    """The files of the repository; outside of git those that look like them."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and the repository's history")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def lines() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__).resolve():
            yield from (
                (f"{path.relative_to(ROOT)}:{n}", line) for n, line in enumerate(text.splitlines(), 1)
            )


def test_no_registry_is_named() -> None:
    assert [place for place, line in lines() if REGISTRY.search(line)] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert [place for place, line in lines() if MACHINE.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in text if not PIN.match(line) and not HASH.match(line)] == []
    pins = [number for number, line in enumerate(text) if PIN.match(line)]
    assert all(HASH.match(text[number + 1]) for number in pins)


def test_the_test_lock_holds_the_same_versions() -> None:
    runtime, tests = (
        {line.split(" ")[0] for line in (ROOT / lock).read_text().splitlines() if PIN.match(line)}
        for lock in LOCKS
    )
    assert runtime < tests


def test_every_dependency_has_an_upper_bound_and_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {line.split("==")[0] for line in (ROOT / LOCKS[0]).read_text().splitlines() if PIN.match(line)}
    names = {re.split(r"[\[<>=]", spec)[0].lower() for spec in project["dependencies"]}
    assert names - locked == set()
    assert [spec for spec in project["dependencies"] if "<" not in spec and "==" not in spec] == []


@pytest.mark.parametrize("goal", ["demo", "demo-reset", "install", "test", "sure", "bench", "soak", "clean"])
def test_every_goal_of_make_can_be_planned(goal: str) -> None:
    planned = subprocess.run(["make", "-n", goal], cwd=ROOT, capture_output=True, check=False, text=True)
    assert planned.returncode == 0, planned.stderr
