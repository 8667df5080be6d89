"""The embedded server against everything that can be in its way; each test has a server of its own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from server.database import conninfo
from server.postgres import Server
from server.postgres_programs import DatabaseUnavailable
from tests.conftest import ROOT

HASTY = {"fsync": "off"}
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for data that the server's own user can reach (pytest's is closed to others)."""
    place = Path(tempfile.mkdtemp(prefix="xiaohao-test-"))
    yield place
    for data in place.rglob("PG_VERSION"):
        if data.parent.name == "postgres":
            Server(data.parent.parent).stop()
    shutil.rmtree(place)


def ask(server: Server, question: str) -> object:
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]


def in_another_process(folder: Path, then: str = "sys.stdin.readline()") -> subprocess.Popen[str]:
    """A process that starts the server, says so, and lives until it is told to end."""
    code = "\n".join(
        [
            "import sys; from pathlib import Path; from server.postgres import Server",
            f"server = Server(Path({str(folder)!r}), {HASTY!r})",
            "server.start(); print('started', flush=True)",
            then,
        ]
    )
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def as_nobody(act: Callable[[], None]) -> str:
    """What comes of it when another user of the machine does it: "done", or the refusal."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # the child of a threaded process only reports and ends
        child = os.fork()
    if child == 0:
        words = "done"
        try:
            os.setgroups([])
            os.setgid(pwd.getpwnam("nobody").pw_gid)
            os.setuid(pwd.getpwnam("nobody").pw_uid)
            act()
        except BaseException as refusal:  # noqa: BLE001 - told to the parent
            words = f"{type(refusal).__name__}: {refusal}"
        finally:
            os.write(writer, words.encode())
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        return told.read()


def test_it_starts_and_keeps_its_data_over_a_restart(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    assert not server.answers()
    server.start()
    assert ask(server, "SELECT number FROM kept") == 7


def test_starting_twice_is_no_matter(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    server.start()
    assert server.answers()


def test_it_listens_on_no_network_address(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    assert ask(server, "SELECT current_setting('listen_addresses')") == ""


@pytest.mark.parametrize(
    "name",
    [
        "has a space",
        "柳州市 整改办",
        'it\'s "quoted" $HOME;',
        "comma,colon:@",
        "很长的路径" * 14,
    ],
)
def test_any_path_will_do(folder: Path, name: str) -> None:
    server = Server(folder / name, HASTY)
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_the_link_for_a_long_path_is_closed_to_others(folder: Path) -> None:
    server = Server(folder / ("long" * 30), HASTY)
    assert server.socket_folder() != server.data
    assert server.socket_folder().parent.stat().st_mode & 0o777 == 0o700


def test_the_data_is_closed_to_others(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    assert server.data.stat().st_mode & 0o777 == 0o700
    server.stop()
    server.start()
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_it_reads_and_sorts_text_alike_on_every_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("PGPORT", "1")
    server = Server(folder, HASTY)
    server.start()
    assert ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'template1'") == "C"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT 'ÄB' ILIKE 'äb'") is True


def test_a_killed_server_is_started_anew_though_its_number_lives_on(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    mark = server.data / "postmaster.pid"
    postmaster = psutil.Process(int(mark.read_text().split()[0]))
    postmaster.kill()
    assert mark.exists()
    server.start()
    assert ask(server, "SELECT number FROM kept") == 7


def test_a_foreign_process_with_the_old_number_is_not_taken_for_the_server(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    mark = server.data / "postmaster.pid"
    words = mark.read_text().split("\n")
    server.stop()
    mark.write_text("\n".join([str(os.getpid()), *words[1:]]))
    (server.data / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_a_creation_broken_off_is_begun_again(folder: Path) -> None:
    (folder / "postgres.unfinished").mkdir()
    (folder / "postgres.unfinished" / "half").write_text("written")
    server = Server(folder, HASTY)
    server.start()
    assert not (server.data / "half").exists()


def test_a_folder_of_others_is_left_alone(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letters").write_text("mine")
    with pytest.raises(DatabaseUnavailable, match="holds no database"):
        Server(folder, HASTY).start()
    assert (folder / "postgres" / "letters").read_text() == "mine"


def test_data_of_another_version_is_refused(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseUnavailable, match="PostgreSQL 16"):
        Server(folder, HASTY).start()


def test_many_processes_start_it_at_once_and_the_last_one_out_stops_it(folder: Path) -> None:
    users = [in_another_process(folder) for _ in range(4)]
    assert [user.stdout.readline() for user in users if user.stdout] == ["started\n"] * 4
    server = Server(folder)
    for user in users:
        assert server.answers()
        user.communicate("end\n")
        assert user.returncode == 0
    assert not server.answers()


def test_a_killed_user_does_not_keep_it_running(folder: Path) -> None:
    killed, last = in_another_process(folder), in_another_process(folder)
    assert killed.stdout
    assert last.stdout
    killed.stdout.readline()
    last.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert Server(folder).answers()
    last.communicate("end\n")
    assert not Server(folder).answers()


def test_a_forked_child_leaves_it_running(folder: Path) -> None:
    fork = "import os; child = os.fork(); child and os.waitpid(child, 0); child and print(server.answers())"
    user = in_another_process(folder, then=fork)
    said, _ = user.communicate()
    assert said.split() == ["started", "True"]


@pytest.mark.skipif(not AS_ROOT, reason="needs root to act as two users")
def test_another_user_of_the_machine_is_not_locked_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's own starter keeps one lock file in the machine's temporary folder."""
    runtime, theirs = folder / "runtime", folder / "theirs"
    runtime.mkdir()
    (runtime / ".lockfile").touch(mode=0o600)
    theirs.mkdir()
    theirs.chmod(0o777)
    folder.chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    Server(folder / "ours", HASTY).start()
    server = Server(theirs, HASTY)
    monkeypatch.setattr(tempfile, "tempdir", str(theirs))
    assert as_nobody(server.start) == "done"
    assert server.data.owner() == "nobody"
    assert as_nobody(server.stop) == "done"


@pytest.mark.skipif(not AS_ROOT, reason="needs root to act as two users")
def test_data_of_another_user_is_refused_in_one_line(folder: Path) -> None:
    Server(folder, HASTY).start()
    folder.chmod(0o755)
    refusal = as_nobody(Server(folder, HASTY).start)
    assert refusal.startswith("DatabaseUnavailable: ")
    assert "XIAOHAO_VAR" in refusal
    assert "\n" not in refusal


@pytest.mark.skipif(not AS_ROOT, reason="root's folders are opened for the server's user only as root")
def test_folders_above_may_be_walked_through_but_not_listed(folder: Path) -> None:
    Server(folder / "deep", HASTY).start()
    assert folder.stat().st_mode & 0o777 == 0o701


def test_a_socket_file_alone_is_no_server(folder: Path) -> None:
    server = Server(folder, HASTY)
    server.start()
    server.stop()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(server.data / ".s.PGSQL.5432"))
    assert not server.answers()
    server.start()
    assert server.answers()
